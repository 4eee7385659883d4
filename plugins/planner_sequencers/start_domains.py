"""The start weeks that are open to each activity in a schedule that is as good as a known one: plain data, before any
solver. What may be left out has one more week, after the horizon."""

from planner.plugins import AIMS, Project
from planner_sequencers.bounds import certain, certain_beside, providers, topological


class ImpossibleError(Exception):
    """There is no schedule."""


class StartDomains:
    """Start weeks by activity, in ``domains``, after ``_find_domains``.

    Args:
        earliest: a lower bound on each start; ``latest``: the last start of each in a schedule better than the known
            one, or empty.
        known: objective of a schedule that is known, or None; only schedules that are as good are of interest.
        level: the part of the objective that is minimised; None: any schedule.
        all_in: leave out nothing that is asked for, not even what is only wished for; else what is left out is
            only held at what is known to be best.
    """

    def __init__(
        self, project: Project, earliest: list[int], known: tuple[int, ...] | None, level: int | None, *,
        all_in: bool = False, latest: list[int] | None = None,
    ):  # fmt: skip
        self.project, self.known, self.level, self.all_in = project, known, level, all_in
        self.earliest, self.latest = earliest, latest or []
        self.groups = providers(project)
        self.order = topological(project)
        self.needed = set[str]()
        if all_in:
            self.needed = certain(project, earliest)
        elif known is not None and level is not None:
            self.needed = certain_beside(project, earliest, known, level)
        self.sure = self._alone()
        self.out = self._after_the_horizon()
        self.nothing = project.nothing

    def weeks(self) -> list[list[int]]:
        """The start weeks within the horizon that are open to each activity.

        Raises:
            ImpossibleError: there is no schedule as good as the known one but what is known.
        """
        self._find_domains()
        return [
            [week for week in domain if week + activity.duration <= self.project.horizon]
            for activity, domain in zip(self.project.activities, self.domains, strict=True)
        ]

    def _alone(self) -> set[int]:
        """Activities that are planned in any case: the only mode that fits of a step that is."""
        fitting: dict[str, list[int]] = {step: [] for step in self.needed}
        for i, activity in enumerate(self.project.activities):
            if activity.step_id in fitting and self.earliest[i] + activity.duration <= self.project.horizon:
                fitting[activity.step_id].append(i)
        return {own[0] for own in fitting.values() if len(own) == 1}

    def _after_the_horizon(self) -> list[int]:
        """A start for what is left out, such that whatever needs it must be left out too. Where only so many steps may
        be under way at once, one after the other, so that they are never too many there."""
        after = [0] * len(self.groups)
        free = self.project.horizon
        for i in self.order:
            ready = [after[p] + self.project.activities[p].duration for group in self.groups[i] for p in group]
            after[i] = max([free, *ready])
            if self.project.at_once:
                free = after[i] + self.project.activities[i].duration
        return after

    def _find_domains(self) -> None:
        horizon = self.project.horizon
        self.domains: list[list[int]] = []
        for i, activity in enumerate(self.project.activities):
            last = min(self.latest[i], horizon - activity.duration) if self.latest else horizon - activity.duration
            weeks = [w for w in range(self.earliest[i], last + 1) if activity.allowed >> w & 1]
            self.domains.append(weeks if i in self.sure else [*weeks, self.out[i]])
        self._tighten()
        if self.known is not None and self.level is not None:
            for level in range(1, self.level + 1):
                self._cut(level, self.known[level])
            self._tighten()
        self.optional = [i not in self.sure and domain[-1] == self.out[i] for i, domain in enumerate(self.domains)]

    def change(self, level: int, i: int, week: int) -> int:
        """What an activity adds to a part of the objective; nothing where it is left out."""
        activity = self.project.activities[i]
        if i not in self.sure and week == self.out[i]:
            return 0
        return self.project.change(level, activity, week)

    def _cut(self, level: int, ceiling: int) -> None:
        """Leaves out the weeks that alone would make a part of the objective greater than what is known."""
        if level >= AIMS and "finish" in (aim := self.project.aims[level - AIMS]):
            if len(aim) == 1:
                last = ceiling // aim["finish"]
                for i, activity in enumerate(self.project.activities):
                    self.domains[i] = [w for w in self.domains[i] if w + activity.duration <= last or w == self.out[i]]
            return
        costs = [{week: self.change(level, i, week) for week in domain} for i, domain in enumerate(self.domains)]
        position = {activity.id: i for i, activity in enumerate(self.project.activities)}
        steps = [[position[a.id] for a in modes] for modes in self.project.steps.values()]
        least = [self._least(modes, costs) for modes in steps]
        room = ceiling - self.nothing[level] - sum(least)
        for modes, low in zip(steps, least, strict=True):
            for i in modes:
                another = len(modes) > 1 and i not in self.sure
                self.domains[i] = [
                    week
                    for week in self.domains[i]
                    if costs[i][week] - low <= room or (another and week == self.out[i])
                ]

    def _least(self, modes: list[int], costs: list[dict[int, int]]) -> int:
        """The least that a step adds to a part of the objective; a step that is needed has to be done."""
        step = self.project.activities[modes[0]].step_id
        done = [c for i in modes for week, c in costs[i].items() if week != self.out[i] or i in self.sure]
        return min(done) if step in self.needed and done else min(0, *done, 0)

    def _tighten(self) -> None:
        """Earliest and latest starts along prerequisites."""
        weeks = [activity.duration for activity in self.project.activities]
        if not all(self.domains):
            raise ImpossibleError
        for i in self.order:
            for group in self.groups[i]:
                ready = min(self.domains[p][0] + weeks[p] for p in group)
                self.domains[i] = [week for week in self.domains[i] if week >= ready]
            if not self.domains[i]:
                raise ImpossibleError
        for i in reversed(self.order):
            for group in self.groups[i]:
                if len(group) == 1:
                    (need,) = group
                    latest = self.domains[i][-1] - weeks[need]
                    self.domains[need] = [week for week in self.domains[need] if week <= latest]
                    if not self.domains[need]:
                        raise ImpossibleError
