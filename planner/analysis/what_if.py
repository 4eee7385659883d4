"""Which constraint holds a plan back most: each is relieved in turn, and the plan is made again.

A shadow price would need a linear problem; here the honest way is to plan again with a little more of each thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from planner.analysis.passing_on import passed_on
from planner.domain.calendar import first_day
from planner.domain.organisation import Handover, Organisation
from planner.domain.values import frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.planning.fitting import everything_fits
from planner.planning.infeasibility import carried_over, more_budget, more_capacity
from planner.planning.pipeline import again, again_or_otherwise
from planner.planning.request import Recipe, among_many
from planner.planning.schedule import Plan
from planner.scheduling.problem import LATE, LEFT_OUT, UNITS

PEOPLE, MONEY = 3.0, 0.1
"""Person-weeks a quarter, and part of the budget, that are added."""

EFFORT, DATED_EFFORT = 0.3, 1.0
"""Of the search, for each change; and where dates could be kept better than it found in that."""


@dataclass(frozen=True, slots=True)
class Relief:
    """What one relief brings.

    Attributes:
        kind: capacity, budget, carry-over, rule, pin, gate, handover (a role keeps its work), pass-on (another one does
            it), wont or pace; ``what``: the role, rule or capability.
        text: the relief in words.
        fewer_left_out: steps asked for, with it and without it, that are planned with it and were left out.
        fewer_late: weeks that dates are missed by less.
        sooner: weeks by which value arrives sooner, mean over the steps weighted by their value.
        finish_sooner: weeks by which the last work ends sooner.
        all_fit: whether everything fits with it that must be reached, and does not without it.
    """

    kind: str
    what: str
    text: str
    fewer_left_out: int
    fewer_late: int
    sooner: float
    finish_sooner: int
    all_fit: bool = False

    @property
    def helps(self) -> bool:
        gains = self.fewer_left_out, self.fewer_late, round(self.sooner, 1), self.finish_sooner
        return self.all_fit or gains > (0, 0, 0.0, 0)

    def say(self) -> str:
        """What it brings, in words."""
        parts = []
        if self.all_fit:
            parts.append(_("everything required fits"))
        elif self.fewer_left_out > 0:
            parts.append(_("{steps} more fit", steps=phrases.steps(self.fewer_left_out)))
        if self.fewer_left_out < 0:
            parts.append(_("{steps} fewer fit", steps=phrases.steps(-self.fewer_left_out)))
        if self.fewer_late < 0:
            parts.append(_("dates are missed by {weeks} more", weeks=phrases.weeks(-self.fewer_late)))
        if self.fewer_late > 0:
            parts.append(_("dates are missed by {weeks} less", weeks=phrases.weeks(self.fewer_late)))
        if round(self.sooner, 1):
            apart = phrases.amount(abs(self.sooner))
            later = _("value arrives {weeks} weeks later on average", weeks=apart)
            sooner = _("value arrives {weeks} weeks sooner on average", weeks=apart)
            parts.append(sooner if self.sooner > 0 else later)
        if self.finish_sooner > 0:
            parts.append(_("the finish comes {weeks} sooner", weeks=phrases.weeks(self.finish_sooner)))
        if self.finish_sooner < 0:
            parts.append(_("the finish comes {weeks} later", weeks=phrases.weeks(-self.finish_sooner)))
        return phrases.listing(parts) if parts else _("changes nothing")


@dataclass(frozen=True, slots=True)
class Reliefs:
    """Every relief that was tried, the one that brings most first; ``untried``: how many were not, because the time was
    up."""

    found: tuple[Relief, ...]
    untried: int = 0


def reliefs(
    recipe: Recipe,
    organisation: Organisation,
    plan: Plan,
    people: float = PEOPLE,
    money: float = MONEY,
    note: Callable[[int, int], None] | None = None,
) -> Reliefs:
    """Every single relief, the one that brings most first: more fits, then dates, then value, then the finish.

    Args:
        people: person-weeks a quarter that are added to one role; ``money``: part of the budget that is added.
        note: called with (plans made, plans to make).
    """
    whole = recipe.limits
    recipe = replace(recipe, weights=dict(plan.card.weights), limits=among_many(whole, EFFORT))
    cases = list(_cases(recipe, organisation, plan, people, money))
    found = []
    base = plan if plan.proof.optimal else again(recipe, organisation, plan)  # a longer search is no relief
    base = base if base.choice == plan.choice and _objective(base) < _objective(plan) else plan
    for number, (kind, what, text, own, changed) in enumerate(cases, 1):
        if recipe.limits.over:
            break
        if note:
            note(number, len(cases))
        tried = again_or_otherwise(own, changed, plan)
        if _may_be_less_late(tried):
            tried = again_or_otherwise(replace(own, limits=among_many(whole, DATED_EFFORT)), changed, plan)
        found.append(_measured(kind, what, text, base, tried))
    untried = len(cases) - len(found)
    found.sort(key=_most_first)
    return Reliefs(tuple(found), untried)


def _objective(plan: Plan) -> tuple[int, ...]:
    return plan.whole.objective(plan.found)


def _may_be_less_late(plan: Plan) -> bool:
    """Whether dates are missed by more than is proved to be needed: a month of a date is worth more than any value."""
    objective, bound = _objective(plan), plan.sequence.bound
    return len(bound) > LATE and objective[LEFT_OUT] == bound[LEFT_OUT] and objective[LATE] > bound[LATE]


def _most_first(one: Relief) -> tuple[bool, bool, int, int, float, int, bool, str, str]:
    """What makes everything fit comes first, a rule less after what keeps all rules."""
    broken = one.all_fit and one.kind == "rule"
    gains = -one.fewer_left_out, -one.fewer_late, -round(one.sooner, 3), -one.finish_sooner
    return not one.all_fit, broken, *gains, one.kind != "pass-on", one.kind, one.what  # alike: what costs nothing


def _cases(
    recipe: Recipe, organisation: Organisation, plan: Plan, people: float, money: float
) -> Iterator[tuple[str, str, str, Recipe, Organisation]]:
    asked = {role for step in plan.steps for role, amount in (*step.work.items(), *step.run.items()) if amount}
    carriers = {plan.project.carrier(role, i) for role in asked for i in range(len(plan.calendar.labels))}
    for role in organisation.capacity:
        if role in carriers:
            text = phrases.more_of(people, plan.roles[role])
            yield "capacity", role, text, recipe, more_capacity(organisation, {role: people})
    if organisation.budget is not None and any(step.cost for step in plan.steps):
        rates = plan.calendar.rates(organisation.budget)
        mean = sum(rates) / len(rates)
        more = round(mean * money, 1)
        if more:
            yield "budget", "", phrases.more_of(more), recipe, more_budget(organisation, more)
        for kept in carried_over(organisation):
            yield kept.kind, kept.what, kept.text, recipe, kept.organisation or organisation
    planned = list({step.capability.id: step.capability for step in plan.steps}.values())
    for rule in organisation.calendar:
        if any(rule.applies_to.matches(capability) for capability in planned):
            rest = tuple(one for one in organisation.calendar if one is not rule)
            text = _("without the rule “{name}”", name=rule.name)
            yield "rule", rule.name, text, recipe, replace(organisation, calendar=rest)
    for requirement in organisation.requirements:
        if any(requirement.before.matches(capability) for capability in planned):
            own = tuple(one for one in organisation.requirements if one is not requirement)
            text = _("without the rule “{name}”", name=requirement.name)
            yield "rule", requirement.name, text, recipe, replace(organisation, requirements=own)
    yield from _rules_and_pace(recipe, organisation, plan)
    for name, pin in organisation.pins.items():
        pins = {other: when for other, when in organisation.pins.items() if other != name}
        text = _("{name} not pinned to {when}", name=plan.names[name], when=pin)
        yield "pin", name, text, recipe, replace(organisation, pins=frozen_map(pins))
    for capability in planned:
        if capability.gate:
            free = replace(recipe.journey.capabilities[capability.id], gate="")
            journey = replace(
                recipe.journey, capabilities=frozen_map({**recipe.journey.capabilities, capability.id: free})
            )
            text = _("{name} not bound to the fiscal year", name=plan.names[capability.id])
            yield "gate", capability.id, text, replace(recipe, journey=journey), organisation
    yield from _handovers(recipe, organisation, plan)
    for name, priority in organisation.priorities.items():
        if priority == "wont":
            priorities = {other: own for other, own in organisation.priorities.items() if other != name}
            text = _("{name} allowed", name=plan.names[name])
            yield "wont", name, text, recipe, replace(organisation, priorities=frozen_map(priorities))


def _handovers(
    recipe: Recipe, organisation: Organisation, plan: Plan
) -> Iterator[tuple[str, str, str, Recipe, Organisation]]:
    """Who does whose work."""
    for handover in organisation.handovers:
        others = tuple(one for one in organisation.handovers if one is not handover)
        text = _("{role} keeps its work", role=plan.roles[handover.role])
        yield "handover", handover.role, text, recipe, replace(organisation, handovers=others)
    for handed in passed_on(plan):
        text = _("{other} does the work of {role} from {quarter} on", other=plan.roles[handed.to],
                 role=plan.roles[handed.role], quarter=phrases.quarter(handed.quarter))  # fmt: skip
        taken = Handover(handed.role, handed.to, first_day(handed.quarter))
        changed = replace(organisation, handovers=(*organisation.handovers, taken))
        yield "pass-on", handed.role, text, recipe, changed


def _rules_and_pace(
    recipe: Recipe, organisation: Organisation, plan: Plan
) -> Iterator[tuple[str, str, str, Recipe, Organisation]]:
    """Rules of the journey, and how much may change at once."""
    bound = frozenset[str]().union(*(plan.graph.rules_on(step.capability) for step in plan.steps))
    for rule_id in recipe.journey.rules:
        if rule_id in bound:
            text = _("without the rule “{name}”", name=recipe.journey.rules[rule_id].name.say(plan.language))
            yield "rule", rule_id, text, recipe, replace(organisation, relaxed=(*organisation.relaxed, rule_id))
    most = plan.project.at_once.get("", 0)
    if most:
        text = _("one change more at once in the organisation")
        yield "pace", "", text, recipe, replace(organisation, changes_at_once=most + 1)
    most = plan.project.at_once.get(UNITS, 0)
    if most:
        text = _("one change more at once in every unit")
        yield "pace", UNITS, text, recipe, replace(organisation, unit_changes_at_once=most + 1)
    for role in dict.fromkeys(plan.organisation.leader(step.capability.owner) for step in plan.steps):
        if role in plan.project.at_once:
            leads = {**organisation.leads_at_once, role: plan.project.at_once[role] + 1}
            text = _("{role} leads one thing more at once", role=plan.roles[role])
            yield "pace", role, text, recipe, replace(organisation, leads_at_once=frozen_map(leads))


def _measured(kind: str, what: str, text: str, plan: Plan, other: Plan) -> Relief:
    horizon = plan.calendar.weeks
    value = {step: one.step[step].value for one in (plan, other) for step in one.starts}
    total = sum(value.values())
    gained = sum(
        worth * ((plan.ledger.finish(s) if s in plan.starts else horizon)
                 - (other.ledger.finish(s) if s in other.starts else horizon))
        for s, worth in value.items()
    )  # fmt: skip
    more = _more_fit(plan, other)
    return Relief(
        kind, what, text,
        more,
        _late(plan) - _late(other),
        round(gained / total, 6) if total else 0.0,
        _last(plan) - _last(other) if not more else 0,
        everything_fits(other) and not everything_fits(plan),
    )  # fmt: skip


def _more_fit(plan: Plan, other: Plan) -> int:
    """How many steps more are planned with a change, of those that both ask for."""
    asked = set(other.required)
    return sum((step in other.starts) - (step in plan.starts) for step in plan.required if step in asked)


def _late(plan: Plan) -> int:
    return sum(max(0, plan.ledger.finish(s) - due) for s, due in plan.scope.due.items() if s in plan.starts)


def _last(plan: Plan) -> int:
    return max((plan.ledger.finish(step) for step in plan.starts), default=0)


def headline(reliefs: Reliefs) -> str:
    """The finding in one line."""
    found = reliefs.found
    if not found or not found[0].helps:
        if reliefs.untried:
            return _("The time was up before a relief was found that brings anything")
        return _("No single relief of this size brings anything")
    best = found[0]
    words = {"relief": best.text[:1].upper() + best.text[1:], "what": best.say()}
    if best.fewer_left_out <= 0 and best.finish_sooner < 0:
        return _("{relief} brings the value forward most: {what}", **words)
    return _("{relief} brings most: {what}", **words)


def to_data(reliefs: Reliefs) -> dict[str, Any]:
    """The reliefs as plain data."""
    return {
        "finding": headline(reliefs),
        "untried": reliefs.untried,
        "reliefs": [
            {
                "kind": r.kind,
                "what": r.what,
                "text": r.text,
                "fewer_left_out": r.fewer_left_out,
                "fewer_late_weeks": r.fewer_late,
                "value_sooner_weeks": r.sooner,
                "finish_sooner_weeks": r.finish_sooner,
                "all_fit": r.all_fit,
            }
            for r in reliefs.found
        ],
    }
