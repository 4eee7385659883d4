"""A finished schedule, to ask questions of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.domain.calendar import Calendar
from planner.domain.calendar_rules import Rules
from planner.domain.capability_graph import CapabilityGraph, Remaining
from planner.domain.maturity import Diagnosis
from planner.domain.step import Step
from planner.domain.targets import Aim, Aims
from planner.domain.values import Threshold
from planner.i18n.translation import _
from planner.planning.quarter_account import QuarterAccount
from planner.plugins.values import Scope
from planner.roadmap.proof import Proof
from planner.roadmap.scores import ScoreCard
from planner.scheduling.ledger import Ledger
from planner.scheduling.problem import Project
from planner.scheduling.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided before a schedule was made.

    Attributes:
        barred: capabilities that were not chosen for a stage, because they were tried and found no room.
        wishes: which of the capabilities that are only wished for are planned, where not all are, because what must be
            reached found no room beside all of them; None: all.
        small_parts: roles whose parts of others' work, where they are small, are done by who owns it, as what must be
            reached found no room with them.
        open: whether every member of a stage is there to choose from, and only what must be reached is looked at.
        given_up: rules of weight should that are not kept, because what must be reached found no room with them.
        upto: the number of the stage beyond which the plan does not go, because it could not reach the next: what only
            later stages ask for is not begun, and what serves the goals comes first; 0: it goes all the way.
        by: stages, each with the week by which it must be reached.
        onward: whether the plan goes on from stage ``upto`` towards the next as far as there is room: what only later
            stages ask for is wished for, as what serves the goals is.
    """

    barred: frozenset[str] = frozenset()
    wishes: frozenset[str] | None = None
    given_up: frozenset[str] = frozenset()
    small_parts: frozenset[str] = frozenset()
    open: bool = False
    upto: int = 0
    by: tuple[tuple[str, int], ...] = ()
    onward: bool = False


@dataclass(frozen=True, slots=True)
class KeptWaiting:
    """Wishes that kept a stage waiting in another plan.

    Attributes:
        wishes: capabilities that are planned there, and not here.
        stage: the number of the stage that came latest for them.
        weeks: by how much.
    """

    wishes: frozenset[str]
    stage: int
    weeks: int


Where = tuple[Diagnosis, tuple[str, ...]]
"""Where an organisation stands, with the patterns of being stuck that were found, and the patterns that do not work."""


class Plan:
    """A finished schedule with all it was made from: what reasons are found in and the roadmap is put
    together from, every choice made (see ``choice_resolution``). Only read; one instance per roadmap."""

    def __init__(
        self,
        graph: CapabilityGraph,
        remaining: Remaining,
        steps: tuple[Step, ...],
        calendar: Calendar,
        account: QuarterAccount,
        scope: Scope,
        card: ScoreCard,
        rules: Rules,
        project: Project,
        sequence: Sequence,
        sequencer: str,
        language: str,
        proof: Proof,
        aims: Aims,
        choice: Choice,
        where: Where,
        wishes: tuple[Aim, ...] = (),
        found: Mapping[str, int] | None = None,
        whole: Project | None = None,
    ):
        self.graph, self.remaining, self.steps, self.calendar = graph, remaining, steps, calendar
        self.quarters = replace(calendar, quarters=calendar.quarters + 1).labels
        """Labels of the periods of the problem: those of the plan, and the quarter after it."""
        self.account = account
        self.scope, self.card, self.rules, self.project = scope, card, rules, project
        self.sequence, self.sequencer, self.language, self.proof = sequence, sequencer, language, proof
        self.journey, self.organisation = graph.journey, graph.organisation
        self.starts = sequence.starts
        self.step = {step.id: step for step in steps}
        self.activity = {activity.id: activity for activity in project.activities}
        self.forbidden = {
            activity.id: tuple(
                (rule, rule.forbidden_starts(activity.duration, calendar.weeks)) for rule in rules[activity.id]
            )
            for activity in project.activities
        }
        """Calendar rules on each step, each with the start weeks that it forbids (a bit for each)."""
        self.ledger = Ledger(project)
        for activity in project.activities:
            if activity.id in self.starts:
                self.ledger.place(activity, self.starts[activity.id])
        self.needs = {activity.id: tuple(need for (need,) in activity.needs) for activity in project.activities}
        self.aims, self.choice, self.where, self.stalls = aims, choice, where, where[0].stalls
        self.wishes = wishes
        """What is wished for, whether it was left away or not."""
        self.found: Mapping[str, int] = found or {}
        """Start weeks as the sequencer found them, before its choices were settled, of ``whole``."""
        self.whole = whole or project
        """The problem with every choice open."""
        self.closest = choice
        """What was decided for the plan that comes closest to everything: where to look for what would make it fit."""
        self.kept_waiting: KeptWaiting | None = None
        """What is not planned because a stage would have had to wait for it."""
        self.required = self._required()
        self.names = {c.id: c.name.say(language) for c in self.journey.capabilities.values()}
        self.roles = {role: name.say(language) for role, name in self.journey.roles.items()}

    def _required(self) -> frozenset[str]:
        """Steps that something that must be reached needs: all but what is wished for or optional. What only later
        stages ask for is among them, where the plan does not go so far too."""
        found: set[str] = set()
        todo = [activity.id for activity in self.project.activities if activity.asked and not activity.wished]
        while todo:
            step_id = todo.pop()
            if step_id not in found:
                found.add(step_id)
                todo.extend(self.needs[step_id])
        return frozenset(found)

    def reached(self, threshold: Threshold) -> int | None:
        """The week from which a level is reached; 0: today, None: not in this plan."""
        if self.graph.met(threshold):
            return 0
        weeks = [
            self.ledger.finish(one)
            for one in self.starts
            if self.step[one].capability.id == threshold.capability and self.step[one].to_level >= threshold.level
        ]
        return min(weeks, default=None)

    def ready_after(self, step_id: str, need: str) -> int:
        """The first week in which a step may start for the sake of one that it needs."""
        return self.ledger.finish(need) + self.activity[step_id].lags.get(need, 0)

    def label(self, step_id: str) -> str:
        """A step's name, with its level where the capability has several steps or does not start from 0, and with
        the way it is done where that is not the capability's own."""
        step = self.step[step_id]
        several = sum(other.capability.id == step.capability.id for other in self.steps) > 1
        several = several or step.to_level != self.journey.policy.target_level
        notes = [_("level {level}", level=step.to_level)] if several else []
        notes += [mode.name.say(self.language) for mode in step.capability.modes if mode.id == step.mode]
        return self.names[step.capability.id] + (f" ({', '.join(notes)})" if notes else "")
