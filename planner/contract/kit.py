"""The contract of plugins, for tests and for ``planner plugins check``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypedDict, Unpack

from planner.contract.processes import OUTPUTS, difference
from planner.contract.situations import Ground, on_ground, own_situation
from planner.contract.trials import TRIALS
from planner.documents.plugin_options import from_values
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
    LanguageFile,
    Renderer,
    Runner,
    Scorer,
    Sequencer,
    StallPattern,
    ThemeFile,
    View,
)
from planner.plugins.registry import UNDER_TEST, Given, Registry, default_registry
from planner.plugins.settings import Sources
from planner.plugins.validation import RECORDS

SECONDS = 20.0
"""For one call; generous, because it only tells a slow plugin from one that hangs."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was tried, and what is wrong; empty: nothing."""

    what: str
    problem: str = ""


class Trying(TypedDict, total=False):
    """How a plugin is tried.

    Attributes:
        seconds: that one call may take.
        on: organisations of your own, besides those that are made here: what ``planner.load`` takes or returned.
        options: values of the plugin's options; default: their defaults.
    """

    seconds: float
    on: Sequence[Any]
    options: Mapping[str, Any]


def results(kind: str, plugin: Any, *, example: bytes = b"", **how: Unpack[Trying]) -> tuple[Result, ...]:
    """Tries everything that a plugin of a kind must keep.

    Args:
        kind: such as ``scorers``.
        plugin: the name of an installed one, or its record.
        example: for importers, a file that they can read.
        how: see ``Trying``.
    """
    given: Given = {}
    try:
        registry, name = _under_test(kind, plugin, how.get("seconds", SECONDS))
        if how.get("options"):
            given = from_values({kind: {name: how["options"]}}, registry)
        on = how.get("on", ())
        ground = Ground(tuple(map(own_situation, (on,) if isinstance(on, str | Path) else on)), given)
    except PlannerError as error:
        return (Result("is found and can be used", str(error)),)
    found = [Result("is found and can be used")]
    with on_ground(ground):
        found += _tried(kind, registry, name, example)
    if isinstance(plugin, str) and kind in OUTPUTS:
        found.append(Result("answers the same in another process", difference(kind, plugin)))
    return tuple(found)


def _tried(kind: str, registry: Registry, name: str, example: bytes) -> Iterator[Result]:
    trials = TRIALS[kind]
    for what, trial in trials(registry, name, example) if kind == "importers" else trials(registry, name):
        try:
            trial()
        except AssertionError as error:
            yield Result(what, str(error) or "does not hold")
        except PlannerError as error:
            yield Result(what, str(error))
        except Exception as error:
            yield Result(what, brief(error))
        else:
            yield Result(what)


def check_plugin(kind: str, plugin: Any, *, example: bytes = b"", **how: Unpack[Trying]) -> None:
    """Tries a plugin, see ``results``.

    Raises:
        AssertionError: with everything that is wrong.
    """
    wrong = [one for one in results(kind, plugin, example=example, **how) if one.problem]
    name = plugin if isinstance(plugin, str) else plugin.name
    lines = "".join(f"\n- {one.what}: {one.problem}" for one in wrong)
    assert not wrong, f"the {spoken(kind)} '{name}' does not keep the contract:{lines}"


def check_scorer(plugin: str | Scorer, **how: Unpack[Trying]) -> None:
    """A score for every step, finite, the same every time, on 0 to 2,000 steps."""
    check_plugin("scorers", plugin, **how)


def check_sequencer(plugin: str | Sequencer, **how: Unpack[Trying]) -> None:
    """Plans that break no rule, bounds that hold, the same plan for the same seed."""
    check_plugin("sequencers", plugin, **how)


def check_runner(plugin: str | Runner, **how: Unpack[Trying]) -> None:
    """Results in the order of their tasks, and what a task raises is not lost."""
    check_plugin("runners", plugin, **how)


def check_check(plugin: str | Check, **how: Unpack[Trying]) -> None:
    """Findings about capabilities that there are, each with what to do, for any journey."""
    check_plugin("checks", plugin, **how)


def check_stall_pattern(plugin: str | StallPattern, **how: Unpack[Trying]) -> None:
    """A stall or None, unlocked by capabilities that there are, for any journey."""
    check_plugin("stall_patterns", plugin, **how)


def check_view(plugin: str | View, **how: Unpack[Trying]) -> None:
    """Pages with a title and a description, everything on the page, ids that occur once, text that can be read."""
    check_plugin("views", plugin, **how)


def check_renderer(plugin: str | Renderer, **how: Unpack[Trying]) -> None:
    """Bytes for every page; text of clients stays text."""
    check_plugin("renderers", plugin, **how)


def check_exporter(plugin: str | Exporter, **how: Unpack[Trying]) -> None:
    """Bytes for every plan, the same every time; text of clients stays text."""
    check_plugin("exporters", plugin, **how)


def check_importer(plugin: str | Importer, *, example: bytes = b"", **how: Unpack[Trying]) -> None:
    """A document or a clear error, whatever the file holds; a valid document from ``example``."""
    check_plugin("importers", plugin, example=example, **how)


def check_journey(plugin: str | JourneyFile, **how: Unpack[Trying]) -> None:
    """A document without faults, in which every stage can be planned."""
    check_plugin("journeys", plugin, **how)


def check_theme(plugin: str | ThemeFile, **how: Unpack[Trying]) -> None:
    """A document without faults, readable as it is."""
    check_plugin("themes", plugin, **how)


def check_language(plugin: str | LanguageFile, **how: Unpack[Trying]) -> None:
    """Every message in every plural form, none that is not said, the same names in braces."""
    check_plugin("languages", plugin, **how)


def check_command(plugin: str | Command, **how: Unpack[Trying]) -> None:
    """A command with help for itself and its options; bad input is refused without a traceback."""
    check_plugin("commands", plugin, **how)


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
