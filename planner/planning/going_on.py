"""A roadmap that goes on from the plan in force: what is finished of it stays to be seen, and numbers stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from planner.domain.organisation import Organisation
from planner.domain.values import frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.roadmap.records import FinishedStep
from planner.roadmap.roadmap import Roadmap

Data = Mapping[str, Any]


def going_on(roadmap: Roadmap, in_force: Data, organisation: Organisation) -> Roadmap:
    """The roadmap with what is finished of the plan in force and of those before it, and with the numbers of that plan:
    a step keeps its own, new ones have those after the last.

    Args:
        in_force: data of the JSON export of the plan in force.
    """
    if in_force["organisation"]["id"] != roadmap.organisation or in_force["journey"]["id"] != roadmap.journey:
        return roadmap
    finished = tuple(_finished(roadmap, in_force, organisation))
    numbers = {**in_force.get("numbers", {}), **{one["id"]: one["number"] for one in _steps(in_force)}}
    last = max(numbers.values(), default=0)
    placements = []
    for step in roadmap.placements:
        if step.id not in numbers:
            last += 1
            numbers[step.id] = last
        placements.append(replace(step, number=numbers[step.id]))
    days = {
        one["id"]: (date.fromisoformat(one["start_date"]), date.fromisoformat(one["end_date"]))
        for one in _steps(in_force)
    }
    return replace(
        roadmap, placements=tuple(placements), finished=finished, numbers=frozen_map(numbers),
        in_force=frozen_map(days), warnings=(*roadmap.warnings, *_other_end(roadmap, in_force)),
    )  # fmt: skip


def _other_end(roadmap: Roadmap, in_force: Data) -> Iterator[str]:
    """That the plan looks further ahead, or less far, than the one in force: as many quarters from a later day."""
    before, now = in_force["quarters"][-1]["label"], roadmap.calendar.labels[-1]
    if before != now:
        words = {"now": phrases.quarter(now), "before": phrases.quarter(before)}
        yield _(
            "this plan looks ahead to {now}, the one in force to {before}: what found no room then may find it now, or "
            "the other way round", **words,
        )  # fmt: skip


def _steps(in_force: Data) -> Iterator[Data]:
    """The steps of a plan and those that were finished before it, each with a number."""
    for place, one in enumerate(in_force["steps"], 1):
        yield {"number": place, **one}
    yield from in_force.get("finished", ())


def _finished(roadmap: Roadmap, in_force: Data, organisation: Organisation) -> Iterator[FinishedStep]:
    stages = {stage.id: stage.number for stage in roadmap.stages}
    planned = {step.id for step in roadmap.placements}
    for one in sorted(_steps(in_force), key=lambda step: int(step["number"])):
        standing = organisation.levels.get(one["capability"])
        if standing is None or standing.level < one["to_level"] or one["id"] in planned or one["stage"] not in stages:
            continue
        said, known = standing.reached(int(one["to_level"])), one.get("finished_date")
        when = said.on or (date.fromisoformat(known) if known else None)
        whole = 1.0 / (1.0 - one["done"]) if 0 < one.get("done", 0) < 1 else 1.0  # planned when part of it was done
        yield FinishedStep(
            one["id"], one["number"], one["capability"], one["name"], one["stage"], stages[one["stage"]],
            one["owner"], roadmap.roles.get(one["owner"], one["owner"]), int(one["to_level"]),
            date.fromisoformat(one["start_date"]), date.fromisoformat(one["end_date"]), round(whole * one["effort"], 6),
            round(whole * one["cost"], 6), when,
            said.effort if said.effort is not None else one.get("actual_effort"),
            said.spend if said.spend is not None else one.get("actual_cost"),
        )  # fmt: skip
