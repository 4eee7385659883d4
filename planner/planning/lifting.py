"""Rules and pins that are on the way of something that is left out, and the organisation without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.domain.journey import Capability
from planner.domain.organisation import CalendarRule, Organisation, Requirement
from planner.domain.values import frozen_map
from planner.i18n.translation import _
from planner.planning.schedule import Plan
from planner.roadmap.records import Repair


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What may be lifted: the organisation's calendar rules and requirements, the journey's rules by id, pins by the
    capability that is pinned."""

    calendar: tuple[CalendarRule, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    rules: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.calendar) + len(self.requirements) + len(self.rules) + len(self.pins)

    def lifted(self, organisation: Organisation) -> Organisation:
        """The organisation without any of it."""
        return replace(
            organisation,
            calendar=tuple(one for one in organisation.calendar if one not in self.calendar),
            requirements=tuple(one for one in organisation.requirements if one not in self.requirements),
            relaxed=(*organisation.relaxed, *self.rules),
            pins=frozen_map({c: when for c, when in organisation.pins.items() if c not in self.pins}),
        )


def in_the_way(plan: Plan, organisation: Organisation) -> InTheWay:
    """Rules and pins that bind what is left out, or what that needs."""
    capabilities = _on_the_way(plan)
    bound = frozenset[str]().union(*(plan.graph.rules_on(capability) for capability in capabilities))
    ids = {capability.id for capability in capabilities}
    return InTheWay(
        tuple(one for one in organisation.calendar if any(map(one.applies_to.matches, capabilities))),
        tuple(one for one in organisation.requirements if any(map(one.before.matches, capabilities))),
        tuple(rule for rule in plan.journey.rules if rule in bound),
        tuple(c for c in organisation.pins if c in ids),
    )


def without_a_week(plan: Plan) -> InTheWay:
    """The organisation's own calendar rules on what finds no week at all."""
    missing = [step for step in plan.steps if step.id not in plan.starts]
    stuck = [step.capability for step in missing if not plan.activity[step.id].allowed or step.capability.gate]
    return InTheWay(tuple(rule for rule in plan.organisation.calendar if any(map(rule.applies_to.matches, stuck))))


def without_one(plan: Plan, organisation: Organisation, every: InTheWay) -> Iterator[Repair]:
    """The changes, each of one rule or pin less."""
    rules = plan.journey.rules
    less = [(InTheWay(calendar=(one,)), "rule", one.name, one.name) for one in every.calendar]
    less += [(InTheWay(requirements=(one,)), "rule", one.name, one.name) for one in every.requirements]
    less += [(InTheWay(rules=(one,)), "rule", one, rules[one].name.say(plan.language)) for one in every.rules]
    for single, kind, subject, name in less:
        text = _("without the rule “{name}”", name=name)
        yield Repair(kind, subject, 0.0, text, single.lifted(organisation))
    for c in every.pins:
        text = _("{name} not pinned to {when}", name=plan.names[c], when=organisation.pins[c])
        yield Repair("pin", c, 0.0, text, InTheWay(pins=(c,)).lifted(organisation))


def _on_the_way(plan: Plan) -> list[Capability]:
    """What is left out, and what that needs."""
    missing = [step for step in plan.steps if step.id not in plan.sequence.starts]
    found = {step.capability.id: step.capability for step in missing}
    todo = [need for step in missing for need in plan.needs[step.id]]
    seen: set[str] = set()
    while todo:
        need = todo.pop()
        if need not in seen:
            seen.add(need)
            found.setdefault(plan.step[need].capability.id, plan.step[need].capability)
            todo += plan.needs[need]
    return list(found.values())
