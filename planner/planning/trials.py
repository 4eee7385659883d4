"""Changed organisations, planned for the sake of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from planner.domain.organisation import Organisation
from planner.planning.fitting import everything_fits
from planner.planning.infeasibility import STEP, OutOfTrialsError, make_extra
from planner.planning.request import DEFAULT_SEQUENCER, Recipe, among_many
from planner.planning.schedule import Choice, Plan
from planner.planning.sequencing import run_sequencer
from planner.planning.solving import Problem, barred_members, problem, schedule
from planner.scheduling.carriers import role_of
from planner.scheduling.problem import SCALE, Project

REPAIR_EFFORT = 1.0  # for each change that is tried when not everything fits

LEAST_EFFORT = 3.0  # for how little is enough

REPAIR_TRIALS = 16  # changes tried


def as_stated(made: Problem) -> Project:
    """The project in which nobody has more than is stated, be it less than runs today: so more of it can be counted."""
    account, capacity = made.account, dict(made.project.capacity)
    for name, amounts in made.project.capacity.items():
        role = role_of(name)
        runs = (account.binding_run if name == role else account.run)[role]
        beyond = (
            round(account.most(role, has, run) * SCALE) - round(has * account.stretch[role] * SCALE)
            for has, run in zip(account.capacity[role], runs, strict=True)
        )
        capacity[name] = tuple(amount - more for amount, more in zip(amounts, beyond, strict=True))
    return replace(made.project, capacity=capacity)


class Trials:
    """Changed organisations, planned: what is looked for is whether everything that must be reached finds room.

    Raises:
        OutOfTrialsError: from any method, when it is called more often than is worth the time.
    """

    def __init__(self, recipe: Recipe, plan: Plan):
        self._plan = plan
        limits = replace(among_many(recipe.limits, REPAIR_EFFORT), fit_only=True)
        # a scorer that failed, or took its time, is not asked again and again
        self._recipe = replace(recipe, weights=dict(plan.card.weights), limits=limits)
        closest = plan.closest
        self._choice = Choice(
            closest.barred, wishes=frozenset(), given_up=closest.given_up, small_parts=closest.small_parts
        )
        self._left = REPAIR_TRIALS
        self._effort = min(recipe.limits.work, LEAST_EFFORT)
        self._fitting: list[tuple[Organisation, Plan]] = []

    def fits(self, organisation: Organisation) -> Plan | None:
        """A plan in which everything is that must be reached; None: none was found."""
        self._count()
        for choice in self._choices(organisation):
            tried = schedule(self._recipe, organisation, choice, self._plan.where)
            if everything_fits(tried):
                self._fitting.append((organisation, tried))
                return tried
        return None

    def _choices(self, organisation: Organisation) -> Iterator[Choice]:
        """The members of stages that the plan has; where these find no room, those that do in the changed
        organisation."""
        yield self._choice
        barred, found = barred_members(self._recipe, organisation, self._choice, self._plan.where)
        if found and barred != self._choice.barred:
            yield replace(self._choice, barred=barred)

    def verified(self, organisation: Organisation) -> Plan | None:
        """The plan in which an organisation was found to fit."""
        return next((tried for one, tried in self._fitting if one == organisation), None)

    def least(self, organisation: Organisation, ample: Organisation, keys: Iterable[str]) -> dict[str, float] | None:
        """How much more of roles (money: the empty name) is enough, together the least; None: not found, or nothing
        is.

        Args:
            ample: the organisation with ``LARGEST`` more of each.
        """
        self._count()
        for choice in self._choices(ample):
            more = self._least(organisation, ample, keys, choice)
            if more is not None:
                return more
        return None

    def _least(
        self, organisation: Organisation, ample: Organisation, keys: Iterable[str], choice: Choice
    ) -> dict[str, float] | None:
        where = self._plan.where
        tight, roomy = (problem(self._recipe, one, choice, where) for one in (organisation, ample))
        stated = as_stated(tight)
        extras = tuple(extra for key in keys if (extra := make_extra(key, stated, roomy.project)) is not None)
        names = (self._recipe.sequencer, DEFAULT_SEQUENCER)
        for sequencer in dict.fromkeys(names) if extras else ():
            found = run_sequencer(
                replace(self._recipe, sequencer=sequencer), replace(stated, extras=extras), tight.card.priority,
                replace(self._recipe.limits, effort=self._effort), organisation.options,
            )  # fmt: skip
            if found.starts and found.all_fit:
                return {key: count * STEP for key, count in found.extra.items()}
        return None

    def _count(self) -> None:
        if self._left <= 0 or self._recipe.limits.over:
            raise OutOfTrialsError
        self._left -= 1
