"""When not everything fits: why no order can work, in plain words, and the smallest changes that make it work.
Every change offered was verified by planning with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from planner.domain.capability_graph import UnreachableError
from planner.domain.organisation import Organisation, Target
from planner.domain.values import Series, frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.planning.schedule import Plan
from planner.roadmap.records import Repair

Fits = Callable[[Organisation], bool]
"""Whether everything that an organisation asks for can be planned."""


class OutOfTrialsError(Exception):
    """Enough changes were tried."""


STEP = 0.5
LARGEST = 512.0


def certificate(plan: Plan) -> str:
    """A reason, checkable by hand, why no order can work: what runs in the end against the capacity. Empty
    when the reason is less simple, or when it is not proved that no order works."""
    found = overloaded(plan) if plan.sequence.all_fit is False else []
    return _("{why}: no order can work", why=phrases.listing(found)) if found else ""


def overloaded(plan: Plan) -> list[str]:
    """Roles that running everything would take more of than they have once all of the plan is live."""
    last = len(plan.calendar.labels) - 1
    found = []
    for role, capacity in plan.account.full_capacity.items():
        load = {one: amounts[last] for one, amounts in plan.account.full_run.items()}
        for step in plan.steps:
            for one, amount in step.run.items():
                load[plan.project.carrier(one, last)] += amount
        adds = any(
            amount > 0
            for step in plan.steps
            for one, amount in step.run.items()
            if plan.project.carrier(one, last) == role
        )
        has = capacity[last] + sum(step.grants.get(role, 0.0) for step in plan.steps)
        if adds and load[role] > has + 1e-6:
            found.append(
                _(
                    "the end state needs {needs} person-weeks a quarter from {role}, which has {has}",
                    needs=phrases.amount(load[role]),
                    role=plan.roles[role],
                    has=phrases.amount(has),
                )
            )
    return found


def hopeless(plan: Plan) -> bool:
    """Whether running what is needed in any case takes more of a role in the end than there could be, whatever is
    chosen. Such a plan could only be had by going live in the last quarter, hardly to be run."""
    last = len(plan.calendar.labels) - 1
    level = plan.journey.policy.run_from_level
    coming = [plan.journey.capabilities[c] for c in plan.remaining.wanted if plan.graph.level(c) < level]
    for role, capacity in plan.account.full_capacity.items():
        load = plan.account.full_run[role][last]
        added = 0.0
        for step in plan.steps:
            if step.certain and not step.capability.modes:
                own = (n for one, n in step.run.items() if plan.project.carrier(one, last) == role)
                added += sum(own)
        has = capacity[last] + sum(c.grants.get(role, 0.0) for c in coming)
        if added and load + added > has + 1e-6:
            return True
    return False


def repairs(plan: Plan, fits: Fits, keep: str = "") -> tuple[Repair, ...]:
    """Changes to the organisation, each of which alone makes everything fit: more of a role, more budget,
    another capability that grants capacity, a rule of its own or a pin less, a target less. Where no single one is
    enough, the smallest set of roles and budget.

    Args:
        keep: a capability that must stay a target.
    """
    organisation = replace(plan.organisation, targets=plan.remaining.targets, target_stage="")
    found: list[Repair] = []
    try:
        for one in _candidates(plan, organisation, fits, keep):
            found.append(one)
        if not found:
            found += _together(plan, organisation, fits)
    except OutOfTrialsError:  # what was found is found; what was not finished is not offered
        pass
    return tuple(found)


def _candidates(plan: Plan, organisation: Organisation, fits: Fits, keep: str) -> Iterator[Repair]:
    """Single changes that make everything fit."""
    for role in _blocking_roles(plan):
        more = _least(partial(_fits_with, fits, organisation, role))
        if more is not None:
            yield Repair("capacity", role, more, phrases.more_of(more, plan.roles[role]))
    if organisation.budget is not None:
        more = _least(lambda amount: fits(more_budget(organisation, amount)))
        if more is not None:
            yield Repair("budget", "", more, phrases.more_of(more))
    yield from _granting(plan, organisation, fits)
    yield from _lifting(plan, organisation, fits)
    yield from _dropping(plan, fits, keep)


def _fits_with(fits: Fits, organisation: Organisation, role: str, amount: float) -> bool:
    return fits(more_capacity(organisation, {role: amount}))


def _enough_with(enough: Callable[[dict[str, float]], bool], more: dict[str, float], key: str, amount: float) -> bool:
    return enough({**more, key: amount})


def _blocking_roles(plan: Plan) -> list[str]:
    """Roles that keep a step that is left out from some week in which it could otherwise start."""
    roles: dict[str, None] = {}
    for step in plan.steps:
        if step.id in plan.sequence.starts:
            continue
        activity = plan.activity[step.id]
        ready = plan.ledger.earliest(activity) or 0
        for start in range(ready, plan.project.horizon - activity.duration + 1):
            for block in plan.ledger.blocks(activity, start):
                if block.kind == "capacity":
                    roles[block.what] = None
    return [role for role in plan.roles if role in roles]


def _least(enough: Callable[[float], bool]) -> float | None:
    """The least amount, to half a unit, that is enough; None when not even a huge one is."""
    high = STEP
    while not enough(high):
        high *= 2
        if high > LARGEST:
            return None
    low = high / 2 if high > STEP else 0.0
    while high - low > STEP:
        middle = round((low + high) / 2 / STEP) * STEP
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _raised(series: Series, amount: float) -> Series:
    return Series(
        tuple(value + amount for value in series.values), tuple((at, value + amount) for at, value in series.changes)
    )


def more_capacity(organisation: Organisation, more: dict[str, float]) -> Organisation:
    """The organisation with more person-weeks a quarter, by role."""
    capacity = {role: _raised(series, more.get(role, 0.0)) for role, series in organisation.capacity.items()}
    return replace(organisation, capacity=frozen_map(capacity))


def more_budget(organisation: Organisation, amount: float) -> Organisation:
    """The organisation with more thousands a quarter."""
    return replace(organisation, budget=_raised(organisation.budget, amount) if organisation.budget else None)


def _granting(plan: Plan, organisation: Organisation, fits: Fits) -> Iterable[Repair]:
    """Capabilities that add capacity and are not on the way to any target."""
    planned = {step.capability.id for step in plan.steps}
    level = plan.journey.policy.target_level
    for c, capability in plan.journey.capabilities.items():
        if not capability.grants or c in planned or plan.graph.level(c) >= level:
            continue
        changed = replace(organisation, targets=(*organisation.targets, Target(c, level)))
        try:
            works = fits(changed)
        except UnreachableError:
            continue
        if works:
            adds = phrases.listing(
                [
                    _("{amount} of {role}", amount=phrases.amount(n), role=plan.roles[role])
                    for role, n in capability.grants.items()
                ]
            )
            text = _("{name} as a further target (it adds {amounts} a quarter)", name=plan.names[c], amounts=adds)
            yield Repair("capability", c, float(level), text)


def _lifting(plan: Plan, organisation: Organisation, fits: Fits) -> Iterable[Repair]:
    """The organisation's own rules and pins that are on the way of something that is left out."""
    missing = [step for step in plan.steps if step.id not in plan.sequence.starts]
    touched = {step.capability.id: step.capability for step in missing}
    todo = [need for step in missing for need in plan.needs[step.id]]
    seen: set[str] = set()
    while todo:
        need = todo.pop()
        if need not in seen:
            seen.add(need)
            touched.setdefault(plan.step[need].capability.id, plan.step[need].capability)
            todo += plan.needs[need]
    for rule in organisation.calendar:
        if any(rule.applies_to.matches(capability) for capability in touched.values()):
            rest = tuple(one for one in organisation.calendar if one is not rule)
            if fits(replace(organisation, calendar=rest)):
                yield Repair("rule", rule.name, 0.0, _("without the rule “{name}”", name=rule.name))
    for requirement in organisation.requirements:
        if any(requirement.before.matches(capability) for capability in touched.values()):
            own = tuple(one for one in organisation.requirements if one is not requirement)
            if fits(replace(organisation, requirements=own)):
                yield Repair("rule", requirement.name, 0.0, _("without the rule “{name}”", name=requirement.name))
    for c, pin in organisation.pins.items():
        if c in touched:
            pins = {other: when for other, when in organisation.pins.items() if other != c}
            if fits(replace(organisation, pins=frozen_map(pins))):
                text = _("{name} not pinned to {when}", name=plan.names[c], when=pin)
                yield Repair("pin", c, 0.0, text)


def _dropping(plan: Plan, fits: Fits, keep: str) -> Iterable[Repair]:
    targets = plan.organisation.targets
    for target in targets if len(targets) > 1 else ():
        if target.capability == keep:
            continue
        changed = replace(plan.organisation, targets=tuple(t for t in targets if t != target))
        try:
            works = fits(changed)
        except UnreachableError:
            continue
        if works:
            text = _("without {name} as a target", name=plan.names[target.capability])
            yield Repair("target", target.capability, float(target.level), text)


def _together(plan: Plan, organisation: Organisation, fits: Fits) -> Iterable[Repair]:
    """More of several roles (and budget) at once: what is not needed is dropped, the rest made as small as it
    goes, one after the other."""
    more = dict.fromkeys([*organisation.capacity, *([""] if organisation.budget else [])], LARGEST)

    def enough(amounts: dict[str, float]) -> bool:
        changed = more_capacity(organisation, {role: n for role, n in amounts.items() if role})
        return fits(more_budget(changed, amounts.get("", 0.0)))

    if not more or not enough(more):
        return
    for key in list(more):
        if enough({**more, key: 0.0}):
            del more[key]
    for key in list(more):
        least = _least(partial(_enough_with, enough, more, key))
        more[key] = least if least is not None else more[key]
    parts = [phrases.more_of(n, plan.roles[key] if key else "") for key, n in more.items()]
    if parts:
        yield Repair("together", "", sum(more.values()), phrases.listing(parts))
