"""The contract of plugins, for tests and for ``planner plugins check``."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from planner.contract.processes import OUTPUTS, difference
from planner.contract.trials import TRIALS
from planner.errors import PlannerError
from planner.plugins.discovery import Provider
from planner.plugins.hooks import hookimpl
from planner.plugins.isolation.faults import brief
from planner.plugins.kinds import KINDS, spoken
from planner.plugins.records import (
    Check,
    Command,
    Exporter,
    Importer,
    JourneyFile,
    Renderer,
    Scorer,
    Sequencer,
    StallPattern,
    ThemeFile,
    View,
)
from planner.plugins.registry import UNDER_TEST, Registry, default_registry
from planner.plugins.settings import Sources
from planner.plugins.validation import RECORDS

SECONDS = 20.0
"""For one call; generous, because it only tells a slow plugin from one that hangs."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was tried, and what is wrong; empty: nothing."""

    what: str
    problem: str = ""


def results(kind: str, plugin: Any, *, seconds: float = SECONDS, example: bytes = b"") -> tuple[Result, ...]:
    """Tries everything that a plugin of a kind must keep.

    Args:
        kind: such as ``scorers``.
        plugin: the name of an installed one, or its record.
        seconds: that one call may take.
        example: for importers, a file that they can read.
    """
    try:
        registry, name = _under_test(kind, plugin, seconds)
    except PlannerError as error:
        return (Result("is found and can be used", str(error)),)
    found = [Result("is found and can be used")]
    trials = TRIALS[kind]
    for what, trial in trials(registry, name, example) if kind == "importers" else trials(registry, name):
        try:
            trial()
        except AssertionError as error:
            found.append(Result(what, str(error) or "does not hold"))
        except PlannerError as error:
            found.append(Result(what, str(error)))
        except Exception as error:
            found.append(Result(what, brief(error)))
        else:
            found.append(Result(what))
    if isinstance(plugin, str) and kind in OUTPUTS:
        found.append(Result("answers the same in another process", difference(kind, plugin)))
    return tuple(found)


def check_plugin(kind: str, plugin: Any, *, seconds: float = SECONDS, example: bytes = b"") -> None:
    """Tries a plugin, see ``results``.

    Raises:
        AssertionError: with everything that is wrong.
    """
    wrong = [one for one in results(kind, plugin, seconds=seconds, example=example) if one.problem]
    name = plugin if isinstance(plugin, str) else plugin.name
    lines = "".join(f"\n- {one.what}: {one.problem}" for one in wrong)
    assert not wrong, f"the {spoken(kind)} '{name}' does not keep the contract:{lines}"


def check_scorer(plugin: str | Scorer, *, seconds: float = SECONDS) -> None:
    """A score for every step, finite, the same every time, on 0 to 2,000 steps."""
    check_plugin("scorers", plugin, seconds=seconds)


def check_sequencer(plugin: str | Sequencer, *, seconds: float = SECONDS) -> None:
    """Plans that break no rule, bounds that hold, the same plan for the same seed."""
    check_plugin("sequencers", plugin, seconds=seconds)


def check_check(plugin: str | Check, *, seconds: float = SECONDS) -> None:
    """Findings about capabilities that there are, each with what to do, for any journey."""
    check_plugin("checks", plugin, seconds=seconds)


def check_stall_pattern(plugin: str | StallPattern, *, seconds: float = SECONDS) -> None:
    """A stall or None, unlocked by capabilities that there are, for any journey."""
    check_plugin("stall_patterns", plugin, seconds=seconds)


def check_view(plugin: str | View, *, seconds: float = SECONDS) -> None:
    """Pages with a title and a description, everything on the page, ids that occur once, text that can be read."""
    check_plugin("views", plugin, seconds=seconds)


def check_renderer(plugin: str | Renderer, *, seconds: float = SECONDS) -> None:
    """Bytes for every page; text of clients stays text."""
    check_plugin("renderers", plugin, seconds=seconds)


def check_exporter(plugin: str | Exporter, *, seconds: float = SECONDS) -> None:
    """Bytes for every plan, the same every time; text of clients stays text."""
    check_plugin("exporters", plugin, seconds=seconds)


def check_importer(plugin: str | Importer, *, example: bytes = b"", seconds: float = SECONDS) -> None:
    """A document or a clear error, whatever the file holds; a valid document from ``example``."""
    check_plugin("importers", plugin, seconds=seconds, example=example)


def check_journey(plugin: str | JourneyFile, *, seconds: float = SECONDS) -> None:
    """A document without faults, in which every stage can be planned."""
    check_plugin("journeys", plugin, seconds=seconds)


def check_theme(plugin: str | ThemeFile, *, seconds: float = SECONDS) -> None:
    """A document without faults, readable as it is."""
    check_plugin("themes", plugin, seconds=seconds)


def check_command(plugin: str | Command, *, seconds: float = SECONDS) -> None:
    """A command with help for itself and its options; bad input is refused without a traceback."""
    check_plugin("commands", plugin, seconds=seconds)


def _under_test(kind: str, plugin: Any, seconds: float) -> tuple[Registry, str]:
    """A registry in which the plugin is a stranger, so that it is contained even when it is one of ours."""
    if kind not in KINDS:
        raise PlannerError(f"there is no kind '{kind}'")
    installed = default_registry()
    record = installed.get(kind, plugin) if isinstance(plugin, str) else plugin
    if not isinstance(record, RECORDS[kind]):
        raise PlannerError(f"this is a {type(record).__name__}, not a {RECORDS[kind].__name__}")

    def hook() -> list[Any]:
        return [record]

    hook.__name__ = f"planner_{kind}"
    module = SimpleNamespace(**{hook.__name__: hookimpl(hook)})
    known = record.name in installed.names(kind) and installed.get(kind, record.name) is record
    own = installed.provider(kind, record.name) if known else None
    others = [one for one in installed.entries if one[0] != kind or (one[1] != record.name and one[3] != own)]
    entry = (
        kind,
        record.name,
        lambda: module,
        Provider(UNDER_TEST, "", str(installed.provider(kind, record.name)) if known else UNDER_TEST),
    )
    registry = Registry([*others, entry], Sources(strict=True, seconds=seconds))
    registry.get(kind, record.name)
    return registry, record.name
