"""Runs the plugins that look at a finished plan: checks and stall patterns. All of them look; one that fails is named
and left out. What they find is advice: none of it changes the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from planner.domain.findings import Finding, Stall
from planner.domain.journey import Journey
from planner.domain.maturity import Diagnosis
from planner.domain.organisation import Organisation
from planner.errors import PluginError, did_you_mean
from planner.i18n.text import clean
from planner.plugins.registry import Registry
from planner.roadmap.roadmap import Roadmap

WEIGHTS = ("must", "should")
MOST = 1000  # findings of one check


def with_stalls(
    diagnosis: Diagnosis, journey: Journey, organisation: Organisation, registry: Registry
) -> tuple[Diagnosis, tuple[str, ...]]:
    """(the diagnosis with the stall patterns that hold, the patterns that do not work).

    Raises:
        PluginError: one does not work, and the run is strict.
    """

    def accepted(answer: Any) -> Stall | None:
        return None if answer is None else _stall(answer, journey)

    found, faults = _each("stall_patterns", (diagnosis, journey, organisation), accepted, organisation, registry)
    stalls = tuple(replace(stall, pattern=name) for name, stall in found if stall is not None)
    return replace(diagnosis, stalls=stalls), faults


def with_findings(
    roadmap: Roadmap, journey: Journey, organisation: Organisation, registry: Registry
) -> tuple[Roadmap, tuple[str, ...]]:
    """(the roadmap with what checks find, rules that are broken first, the checks that do not work).

    Raises:
        PluginError: one does not work, and the run is strict.
    """

    def accepted(answer: Any) -> tuple[Finding, ...]:
        return _findings(answer, journey)

    absent = tuple(one.name for one in registry.all("checks") if not all(map(journey.playing, one.speaks_of)))
    found, faults = _each("checks", (roadmap, journey, organisation), accepted, organisation, registry, absent)
    findings = [replace(finding, check=name) for name, own in found for finding in own]
    ran = {name for name, _own in found}
    wanted = [one.name for one in registry.all("checks")]
    wanted += [one.name for one in registry.faults if one.kind in ("checks", "")]  # what cannot be loaded is no pass
    return replace(
        roadmap,
        findings=tuple(sorted(findings, key=lambda one: WEIGHTS.index(one.weight))),
        unchecked=tuple(name for name in dict.fromkeys(wanted) if name not in ran and name not in absent),
        not_applicable=absent,
    ), faults


def _each(
    kind: str,
    arguments: tuple[Any, ...],
    accepted: Callable[[Any], Any],
    organisation: Organisation,
    registry: Registry,
    absent: tuple[str, ...] = (),
) -> tuple[list[tuple[str, Any]], tuple[str, ...]]:
    answers, faults = [], []
    for record in registry.all(kind):
        if record.name in absent:
            continue
        try:
            answers.append((record.name, registry.call(kind, record.name, arguments, accepted, organisation.options)))
        except PluginError as error:
            if registry.sources.strict:
                raise
            faults.append(f"{error}; it is left out")
    return answers, (*(f"{fault}; it is left out" for fault in registry.faults if fault.kind == kind), *faults)


def _stall(answer: Any, journey: Journey) -> Stall:
    if not isinstance(answer, Stall):
        raise TypeError(f"returned {type(answer).__name__} instead of a Stall or None")
    title, what = (_text(words) for words in (answer.title, answer.what))
    return Stall(title, what, _known(answer.unlock, journey), _text(answer.source, empty=True))


def _findings(answer: Any, journey: Journey) -> tuple[Finding, ...]:
    if isinstance(answer, str) or not isinstance(answer, Iterable):
        raise TypeError(f"returned {type(answer).__name__} instead of Findings")
    found = tuple(islice(answer, MOST + 1))
    if len(found) > MOST:
        raise ValueError(f"yielded more than {MOST} findings")
    return tuple(_finding(one, journey) for one in found)


def _finding(one: Any, journey: Journey) -> Finding:
    if not isinstance(one, Finding):
        raise TypeError(f"yielded {type(one).__name__} instead of a Finding")
    if one.weight not in WEIGHTS:
        raise ValueError(f"gave a finding the weight {one.weight!r}; use must or should")
    if one.by is not None and (type(one.by) is not date or not 1900 <= one.by.year < 2200):
        raise ValueError(
            f"gave {str(one.by)[:40]!r} as the day of a finding; give a date between 1900 and 2199, or None"
        )
    return Finding(
        _text(one.what), _text(one.mend), _known(one.about, journey), str(one.weight), by=one.by,
        owner=_text(one.owner, empty=True),
    )  # fmt: skip


def _text(words: Any, *, empty: bool = False) -> str:
    if not isinstance(words, str) or len(words) > 2000:
        raise TypeError(f"gave {str(words)[:40]!r} instead of a text of at most 2,000 characters")
    found = clean(str.__str__(words)).strip()
    if not found and not empty:
        raise ValueError("does not say what, or what to do: a text is empty")
    return found


def _known(ids: Any, journey: Journey) -> tuple[str, ...]:
    if not isinstance(ids, tuple):
        raise TypeError(f"named capabilities as {type(ids).__name__} instead of a tuple of ids")
    for one in ids:
        if one not in journey.capabilities:
            mend = did_you_mean(str(one), journey.capabilities) or "'planner journey show' lists them"
            raise ValueError(f"named '{one}', which is no capability of the journey; {mend}")
    return tuple(map(str, ids))
