"""From a project with choices to plain ones: which mode of a step, which alternative of a prerequisite, which
optional steps. A *case* is one combination of choices. Where there are few, all are looked at; else the search
goes from case to case by single changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from planner.plugins import Activity, Project, superfluous
from planner_sequencers.cells import Cells
from planner_sequencers.priority_lists import by_activity, priority_lists
from planner_sequencers.weekly import decoder_for

MOST_CASES = 48  # looked at one by one
MOST_TRIALS = 100  # quick schedules of the local search

Group = tuple[str, ...]
_Tried = tuple[tuple[int, ...], Project, dict[str, int]]
"""(objective, plain project, start weeks) of a case."""


@dataclass(slots=True)
class Case:
    """A combination of choices, as far as they are made.

    Attributes:
        taken: the mode of each step that is in.
        open: steps that are in, whose mode is not chosen yet.
        picks: the step that meets each prerequisite.
        waiting: prerequisites that nothing is picked for yet.
        barred: what the modes that are in exclude.
    """

    taken: dict[str, Activity] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    picks: dict[Group, str] = field(default_factory=dict)
    waiting: dict[Group, None] = field(default_factory=dict)
    barred: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[frozenset[str], frozenset[tuple[Group, str]]]:
        """The same for the same choices, in whatever order they were made."""
        return frozenset(mode.id for mode in self.taken.values()), frozenset(self.picks.items())

    def copy(self) -> Case:
        return Case(dict(self.taken), set(self.open), dict(self.picks), dict(self.waiting), set(self.barred))


class Choices:
    """The cases of a project."""

    def __init__(self, project: Project):
        self.project = project
        self.steps = project.steps
        # what grants capacity may be planned although nothing needs it: others may stand on what it brings
        self.optional = [
            step
            for step, modes in self.steps.items()
            if not modes[0].asked and (modes[0].optional or any(mode.grants for mode in modes))
        ]
        self._plain: dict[tuple[str, tuple[Group, ...]], Activity] = {}
        self._needs_of: dict[str, list[Group]] = {}
        self._against: dict[str, set[str]] = {}
        for group in project.exclusive:
            for name in group:
                self._against.setdefault(name, set()).update(other for other in group if other != name)

    def cases(self, most: int) -> list[Case] | None:
        """Every case in which nothing serves nothing, or None when there are more than ``most``."""
        found: list[Case] = []
        stack = list(self._beginnings(most))
        if len(stack) >= most and self.optional:
            return None
        explored = 0
        while stack:
            case = stack.pop()
            explored += 1
            if explored > 8 * most:
                return None
            if not self._propagate(case):
                continue
            branches = list(self._branches(case))
            if branches:
                stack += reversed(branches)
            elif not superfluous(self.project, [a.id for a in case.taken.values()]):
                found.append(case)
                if len(found) > most:
                    return None
        return found

    def complete(self, preferred: Mapping[object, int]) -> Case | None:
        """The case of some picks, by decision (see ``decisions``); None when they exclude each other."""
        case = Case()
        for step in self.optional:
            if preferred.get(step, 0) < len(self.steps[step]):
                self._add(case, step)
        return self._completed(case, preferred)

    def close_to(self, starts: Mapping[str, int]) -> Case | None:
        """The case in which everything is done as in a schedule, and what is asked for beyond it in its first way; None
        when that excludes each other."""
        case, ends = Case(), {}
        for activity in self.project.activities:
            if activity.id in starts and activity.step_id not in ends:
                self._take(case, activity.step_id, activity)
                ends[activity.step_id] = starts[activity.id] + activity.duration
        for group in list(case.waiting):
            known = [step for step in group if step in ends]
            if known:
                self._pick(case, group, min(known, key=lambda step: (ends[step], step)))
        return self._completed(case, {})

    def _completed(self, case: Case, preferred: Mapping[object, int]) -> Case | None:
        for step, modes in self.steps.items():
            if modes[0].asked:
                self._add(case, step)
        while self._propagate(case):
            if case.waiting:
                group = next(iter(case.waiting))
                options = self._possible(case, group)
                self._pick(case, group, options[min(preferred.get(group, 0), len(options) - 1)])
            elif case.open:
                step = min(case.open)
                viable = self._viable(case, step)
                self._take(case, step, viable[min(preferred.get(step, 0), len(viable) - 1)])
            else:
                return case
        return None

    def decisions(self) -> dict[object, int]:
        """How many options each prerequisite with alternatives, step with modes and optional step has."""
        found: dict[object, int] = {}
        for step, modes in self.steps.items():
            count = len(modes) + (step in self.optional)
            if count > 1:
                found[step] = count
            for activity in modes:
                found |= {group: len(group) for group in activity.needs if len(group) > 1}
        return found

    def plain(self, case: Case) -> Project:
        """The project of a case: its steps alone, each in its mode."""
        ids = {activity.id for activity in case.taken.values()}
        activities = []
        for activity in self.project.activities:
            if activity.id in ids:
                needs = tuple((case.taken[case.picks[group]].id,) for group in activity.needs)
                activities.append(self._as_plain(activity, tuple(dict.fromkeys(needs))))
        return replace(self.project, activities=tuple(activities), exclusive=())

    def _as_plain(self, activity: Activity, needs: tuple[Group, ...]) -> Activity:
        """An activity that is to be done, with what it needs in a case: the same one for all cases with the same."""
        found = self._plain.get((activity.id, needs))
        if found is None:
            asked = activity.asked or activity.optional
            found = replace(activity, needs=needs, asked=asked, optional=False, mode_of="")
            self._plain[activity.id, needs] = found
        return found

    def _beginnings(self, most: int) -> Iterator[Case]:
        """Cases of the optional steps: each in or out."""
        for number in range(min(2 ** len(self.optional), most)):
            case = Case()
            for bit, step in enumerate(self.optional):
                if not number >> bit & 1:
                    self._add(case, step)
            for step, modes in self.steps.items():
                if modes[0].asked:
                    self._add(case, step)
            yield case

    def _add(self, case: Case, step: str) -> None:
        if step in case.taken or step in case.open:
            return
        case.open.add(step)
        for group in self._shared(step):
            if group not in case.picks:
                case.waiting[group] = None

    def _shared(self, step: str) -> list[Group]:
        """What a step needs in each of its modes."""
        found = self._needs_of.get(step)
        if found is None:
            found = self._needs_of[step] = sorted(set.intersection(*(set(mode.needs) for mode in self.steps[step])))
        return found

    def _propagate(self, case: Case) -> bool:
        """Takes what is left without an alternative; False when something has none."""
        steps, changed = self.steps, True
        while changed:
            changed = False
            # while nothing is barred, only what has one option from the start can have none other left
            for group in [one for one in case.waiting if case.barred or len(one) == 1]:
                options = self._possible(case, group)
                if not options:
                    return False
                if len(options) == 1:
                    self._pick(case, group, options[0])
                    changed = True
            for step in sorted([one for one in case.open if case.barred or len(steps[one]) == 1]):
                modes = self._viable(case, step)
                if not modes:
                    return False
                if len(modes) == 1:
                    self._take(case, step, modes[0])
                    changed = True
        return not case.barred or not any(mode.id in case.barred for mode in case.taken.values())

    def _branches(self, case: Case) -> Iterator[Case]:
        """The case with the next choice made each way: alternatives first, modes last."""
        if case.waiting:
            group = next(iter(case.waiting))
            for step in self._possible(case, group):
                branch = case.copy()
                self._pick(branch, group, step)
                yield branch
        elif case.open:
            step = min(case.open)
            for mode in self._viable(case, step):
                branch = case.copy()
                self._take(branch, step, mode)
                yield branch

    def _pick(self, case: Case, group: Group, step: str) -> None:
        del case.waiting[group]
        case.picks[group] = step
        self._add(case, step)

    def _take(self, case: Case, step: str, mode: Activity) -> None:
        case.open.discard(step)
        case.taken[step] = mode
        if mode.id in self._against:
            case.barred |= self._against[mode.id]
        for group in mode.needs:
            if group not in case.picks:
                case.waiting[group] = None

    def _possible(self, case: Case, group: Group) -> Sequence[str]:
        if not case.barred:  # nothing excludes anything yet
            return group
        return [step for step in group if step in case.taken or self._viable(case, step)]

    def _viable(self, case: Case, step: str) -> Sequence[Activity]:
        modes = self.steps[step]
        return [mode for mode in modes if mode.id not in case.barred] if case.barred else modes


def excluding(project: Project) -> bool:
    """Whether of all that can meet a need only one can be planned."""
    apart = {frozenset(pair) for group in project.exclusive for pair in combinations(group, 2)}
    return all(
        one.step_id == other.step_id or frozenset((one.id, other.id)) in apart
        for needs in {group for activity in project.activities for group in activity.needs if len(group) > 1}
        for one, other in combinations([mode for step in needs for mode in project.steps[step]], 2)
    )


def as_chosen(project: Project, starts: Mapping[str, int]) -> Project:
    """The plain project of a schedule: what is planned, each need met by what is finished first."""
    case = Case()
    for activity in project.activities:
        if activity.id in starts:
            case.taken[activity.step_id] = activity
    for activity in case.taken.values():
        for group in activity.needs:
            ends = {s: starts[a.id] + a.duration for s in group if (a := case.taken.get(s)) is not None}
            case.picks[group] = min(ends, key=lambda step: (ends[step], step))
    return Choices(project).plain(case)


def select(
    project: Project, priority: Mapping[str, float], trials: int = MOST_TRIALS, cells: Cells | None = None
) -> tuple[Project, dict[str, int]]:
    """(the plain project of the best case found, a schedule of it).

    Args:
        trials: how many cases are looked at, where there are more than can be.
        cells: of the project.
    """
    cells = cells or Cells(project)
    priority = by_activity(project, priority)
    if project.plain:
        return project, _schedule(project, project, priority, cells)[1]
    choices = Choices(project)
    cases = choices.cases(min(MOST_CASES, trials))
    if cases is None:
        return _local_search(choices, priority, trials, cells)
    tried = [(_schedule(project, plain, priority, cells), plain) for plain in map(choices.plain, cases)]
    if not tried:
        return replace(project, activities=(), exclusive=()), {}
    (_, starts), plain = min(tried, key=lambda one: one[0][0])
    return plain, starts


def _local_search(
    choices: Choices, priority: Mapping[str, float], most: int, cells: Cells
) -> tuple[Project, dict[str, int]]:
    options = choices.decisions()
    picks: dict[object, int] = {}
    known: dict[object, _Tried] = {}
    best = _try(choices, picks, priority, cells, known)
    trials = 0
    improved = True
    while improved and trials < most:
        improved = False
        for decision, count in options.items():
            for option in range(count):
                if option == picks.get(decision, 0) or trials >= most:
                    continue
                trials += 1
                changed = {**picks, decision: option}
                found = _try(choices, changed, priority, cells, known)
                if found is not None and (best is None or found[0] < best[0]):
                    picks, best, improved = changed, found, True
    if best is None:  # every combination tried has steps that exclude each other: plan nothing
        return replace(choices.project, activities=(), exclusive=()), {}
    return best[1], best[2]


def _try(
    choices: Choices, picks: Mapping[object, int], priority: Mapping[str, float], cells: Cells,
    known: dict[object, _Tried],
) -> _Tried | None:  # fmt: skip
    """What comes of some picks; many of them come to the same case, for what they choose between is not in it."""
    case = choices.complete(picks)
    if case is None:
        return None
    found = known.get(case.key)
    if found is None:
        plain = choices.plain(case)
        objective, starts = _schedule(choices.project, plain, priority, cells)
        found = known[case.key] = objective, plain, starts
    return found


def _schedule(
    project: Project, plain: Project, priority: Mapping[str, float], cells: Cells
) -> tuple[tuple[int, ...], dict[str, int]]:
    """(objective, start weeks) of the best quick schedule of a case."""
    decoder = decoder_for(plain, cells)
    found = [decoder.starts(decoder.decode(order)) for order in priority_lists(plain, priority)]
    starts = min((trimmed(project, one) for one in found), key=project.objective)
    return project.objective(starts), starts


def trimmed(project: Project, starts: Mapping[str, int]) -> dict[str, int]:
    """The schedule without what serves nothing."""
    dropped = set(superfluous(project, starts))
    return {name: start for name, start in starts.items() if name not in dropped}
