"""Who does the work of a plan in each draw of a simulation: people have so much time in a quarter, and what does not
fit into it takes until the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.scheduling.activity import Activity
from planner.scheduling.problem import Project

Array = Any
"""A numpy array; draws are columns."""

ROUNDING = 0.02
"""Person-weeks in a quarter that whole numbers may be out by."""


class People:
    """The time that is left of each role in each quarter, in every draw, while steps are carried out one by one.

    Args:
        activities: of a project without choices, in the order in which they are carried out.
        efforts: shape (activities, draws): what the work comes to, as a part of what was planned.
        live: shape (activities, draws): when each is live, from which on it has to be run, and what it grants is there.
    """

    def __init__(self, project: Project, activities: Sequence[Activity], efforts: Array, live: Array, scale: float):
        self._project, self._activities, self._efforts, self._scale = project, activities, efforts, scale
        draws = efforts.shape[1]
        self._left = {
            (role, period): np.full(draws, amount / scale + ROUNDING, dtype=np.float32)
            for role, amounts in project.capacity.items()
            for period, amount in enumerate(amounts)
        }
        for activity, finish in zip(activities, live, strict=True):
            self._run(activity, finish)

    def lost(self, i: int, start: Array, weeks: Array) -> Array:
        """How many weeks longer a step takes because its people have no time left; their time is taken."""
        work = self._by_period(self._activities[i])
        if not work:
            return np.zeros_like(weeks)
        begins, rest = self._project.begins, weeks.copy()
        pace = self._efforts[i] / np.maximum(weeks, 1e-6)  # of the planned work, in a week
        end = start.copy()
        for period in range(len(begins) - 1):
            if not (rest > 0).any():
                break
            begun = np.maximum(start, begins[period])
            open_weeks = np.clip(begins[period + 1] - begun, 0, None)
            possible = np.minimum(open_weeks, rest)
            roles = work.get(period, {})
            for role, amount in roles.items():
                np.minimum(possible, self._left[role, period] / np.maximum(amount * pace, 1e-9), out=possible)
            np.clip(possible, 0, None, out=possible)
            for role, amount in roles.items():
                self._left[role, period] -= amount * pace * possible
            rest -= possible
            rest[rest < 1e-4] = 0
            end = np.where(possible > 0, begun + possible, end)
        end = np.where(rest > 0, np.maximum(end, begins[-1]) + rest, end)
        known = np.isfinite(start)
        return np.where(known, np.maximum(0, end - np.where(known, start, 0) - weeks), 0)

    def _run(self, activity: Activity, finish: Array) -> None:
        begins = self._project.begins
        if not (activity.run or activity.grants):
            return
        for period in range(len(begins) - 1):
            part = np.clip(begins[period + 1] - np.maximum(finish, begins[period]), 0, None) / self._project.whole(
                period
            )
            if not part.any():
                continue
            for role, amount in activity.run.items():
                key = self._project.doer(role, period, activity.owner), period
                if key in self._left:
                    self._left[key] -= amount / self._scale * part
            for role, amount in activity.grants.items():
                if (role, period) in self._left and period not in self._project.absent.get(role, ()):
                    self._left[role, period] += amount / self._scale * part

    def _by_period(self, activity: Activity) -> dict[int, dict[str, float]]:
        """What all of the work would ask of each role that is counted, by the period it falls in."""
        found: dict[int, dict[str, float]] = {}
        for role, amount in activity.work.items():
            for period in range(len(self._project.begins) - 1):
                own = self._project.doer(role, period, activity.owner)
                if own in self._project.capacity:
                    asked = found.setdefault(period, {})
                    asked[own] = asked.get(own, 0.0) + amount / self._scale
        return found
