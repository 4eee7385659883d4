"""Plans side by side: what moves, what it costs and what it brings. Works on the data of the JSON export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Total:
    """One figure of every plan."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """One step: the week it is live in each plan; None where it is not planned."""

    step: str
    name: str
    finish: tuple[int | None, ...]

    @property
    def moves(self) -> bool:
        return len(set(self.finish)) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Plans in the order they were given; the first is what the others are compared with."""

    labels: tuple[str, ...]
    totals: tuple[Total, ...]
    steps: tuple[Moved, ...]

    @property
    def moved(self) -> tuple[Moved, ...]:
        return tuple(step for step in self.steps if step.moves)


def compare(plans: Sequence[tuple[str, Data]]) -> Comparison:
    """Compares plans, each with a label."""
    every = [data for _label, data in plans]
    names: dict[str, str] = {}
    for data in every:
        for step in data["steps"]:
            names.setdefault(step["id"], step["name"])
    finish = [{step["id"]: step["finish_week"] for step in data["steps"]} for data in every]
    steps = tuple(Moved(one, name, tuple(own.get(one) for own in finish)) for one, name in names.items())
    totals = (
        Total("last week of work", tuple(data["finish_week"] for data in every)),
        Total("week by which half of the value is live", tuple(map(half_value, every))),
        Total("steps planned", tuple(len(data["steps"]) for data in every)),
        Total("asked for, but left out", tuple(sum(o["asked"] for o in data["left_out"]) for data in every)),
        Total("weeks late, all dates together", tuple(map(_late, every))),
        Total("outside spend, thousands", tuple(_sum(data, "cost") for data in every)),
        Total("effort, person-weeks", tuple(_sum(data, "effort") for data in every)),
        Total("run load afterwards, person-weeks a quarter", tuple(_sum(data, "run") for data in every)),
        Total("rules of governance broken", tuple(map(_broken, every))),
    )
    return Comparison(tuple(label for label, _data in plans), totals, steps)


def half_value(data: Data) -> int | None:
    """The week by which half of the planned value is live; None when nothing is planned."""
    whole = sum(step["value"] for step in data["steps"])
    reached = 0.0
    for step in sorted(data["steps"], key=lambda one: one["finish_week"]):
        reached += step["value"]
        if whole and reached >= whole / 2:
            return int(step["finish_week"])
    return None


def _sum(data: Data, key: str) -> float:
    return float(round(sum(step[key] for step in data["steps"]), 1))


def _late(data: Data) -> int:
    return sum(step["late_weeks"] for step in data["steps"])


def _broken(data: Data) -> int:
    return sum(one["weight"] == "must" for one in data.get("findings", ()))


def to_data(found: Comparison) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "plans": list(found.labels),
        "totals": [{"name": one.name, "values": list(one.values)} for one in found.totals],
        "steps": [
            {"id": s.step, "name": s.name, "finish_weeks": list(s.finish), "moves": s.moves} for s in found.steps
        ],
    }
