"""A scheduling problem in plain numbers, with the prices that a bound on its value is added up from: what somebody else
needs to check it, see ``planner.verification.certificate``."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import Any

from planner.scheduling.activity import Activity
from planner.scheduling.problem import AIMS, LEFT_OUT, WISHED, Project
from planner.scheduling.sequence import Prices
from planner.verification.certificate import UNIT


def certificate(project: Project, prices: Prices, objective: tuple[int, ...]) -> dict[str, Any]:
    """The problem of a project, with prices, for plans that leave out no more than one of an objective does."""
    return _Certificate(project, prices).data(objective)


class _Certificate:
    def __init__(self, project: Project, prices: Prices):
        self.project, self.prices = project, prices
        self.cells: list[dict[str, Any]] = []
        self._numbers: dict[tuple[str, str, int], int] = {}
        self._granted = {role for activity in project.activities for role in activity.grants}
        self._ready: dict[str, int] = {}

    def data(self, objective: tuple[int, ...]) -> dict[str, Any]:
        project = self.project
        order = self._in_order()
        ways = {activity.id: self._way(activity) for step in order for activity in project.steps[step]}
        must = set[str]() if objective[LEFT_OUT] else self._must(ways, wishes=not objective[WISHED])
        steps = [
            {"id": step, "must": step in must, "ways": [ways[activity.id] for activity in modes]}
            for step, modes in project.steps.items()
        ]
        pushes = [
            {"any_of": list(group), "step": step, "push": _rounded(push)} for group, step, push in self.prices.pushes
        ]
        return {
            "nothing": project.nothing[AIMS], "horizon": project.horizon, "cells": self.cells, "steps": steps,
            "pushes": [push for push in pushes if push["push"]],
        }  # fmt: skip

    def _in_order(self) -> list[str]:
        """Steps, needs before what needs them."""
        needs = {
            step: [need for activity in modes for group in activity.needs for need in group]
            for step, modes in self.project.steps.items()
        }
        return list(TopologicalSorter(needs).static_order())

    def _way(self, activity: Activity) -> dict[str, Any]:
        """A way to do a step: the start weeks that the calendar allows, that are not before what it needs, and in which
        it would have room alone."""
        project = self.project
        starts: list[list[Any]] = []
        groups = [[self._ready.get(step, project.horizon) for step in group] for group in activity.needs]
        first = max((min(group) for group in groups), default=0)
        for week in range(first, project.horizon - activity.duration + 1):
            if activity.allowed >> week & 1:
                asks = list(self._asks(activity, week))
                if all(alone for *_cell, alone in asks):
                    own = [[cell, amount] for cell, amount, _alone in asks if amount]
                    starts.append([week, project.change(AIMS, activity, week), own])
        if starts:
            end = starts[0][0] + activity.duration
            self._ready[activity.step_id] = min(end, self._ready.get(activity.step_id, end))
        return {"weeks": activity.duration, "needs": [list(group) for group in activity.needs], "starts": starts}

    def _asks(self, activity: Activity, week: int) -> Iterable[tuple[int, int, bool]]:
        """(cell, amount, whether there is room for it alone)."""
        project = self.project
        for (role, period), amount in project.load(activity, week).items():
            if role in project.capacity:
                left = project.capacity[role][period]
                alone = role in self._granted or amount <= max(0, left)
                yield self._cell("role", role, period, left), amount, alone
        if project.budget is not None and activity.cost:
            spend = project.spend(activity, week)
            total = 0
            for period, since in enumerate(project.budget_since):
                total = spend.get(period, 0) + (total if since < period else 0)
                left = sum(project.budget[since : period + 1])
                yield self._cell("money", "", period, left), total, total <= left
        for name in project.led(activity):
            for led in range(week, week + activity.duration):
                yield self._cell("lead", name, led, project.at_once[name]), 1, True

    def _cell(self, kind: str, name: str, at: int, left: int) -> int:
        key = kind, name, at
        if key not in self._numbers:
            known = self.prices.at_once if kind == "lead" else self.prices.cells
            price = _rounded(known.get((name, at), 0.0)) if left >= 0 else 0
            self._numbers[key] = len(self.cells)
            label = f"{kind} {name} {at}".replace("  ", " ")
            self.cells.append({"name": label, "left": left, "price": price})
        return self._numbers[key]

    def _must(self, ways: dict[str, dict[str, Any]], *, wishes: bool) -> set[str]:
        """What is asked for and can be planned, and what alone meets a need of such, however it is done."""
        steps = self.project.steps
        can = {step for step, modes in steps.items() if any(ways[activity.id]["starts"] for activity in modes)}
        found: set[str] = set()
        asked = {step for step, (a, *_others) in steps.items() if a.asked and (wishes or not a.wished)}
        todo = [step for step in steps if step in asked & can]
        while todo:
            step = todo.pop()
            if step not in found:
                found.add(step)
                alone = [{group for group in a.needs if len(group) == 1} for a in steps[step]]
                todo += [group[0] for group in sorted(set.intersection(*alone))]
        return found


def _rounded(price: float) -> int:
    return int(price * UNIT)
