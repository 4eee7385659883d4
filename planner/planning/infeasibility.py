"""When not everything fits: why no order can work, in plain words, and the smallest changes that make it work.
Every change offered was verified by planning with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from math import ceil

from planner.domain.capability_graph import UnreachableError
from planner.domain.organisation import CalendarRule, Organisation, Target
from planner.domain.values import Series, frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _
from planner.planning.schedule import Plan
from planner.roadmap.records import Repair
from planner.scheduling.problem import SCALE

Fits = Callable[[Organisation], Plan | None]
"""The plan of an organisation in which everything is that must be reached; None: none was found."""


class OutOfTrialsError(Exception):
    """Enough changes were tried."""


STEP = 0.5
LARGEST = 512.0
LONGEST = 60  # quarters


def certificate(plan: Plan) -> str:
    """A reason, checkable by hand, why no order can work: what runs in the end against the capacity, which no order
    changes. Empty when the reason is less simple. That nothing works is only said where it is proved."""
    found = overloaded(plan)
    if not found:
        return ""
    if plan.proof.all_fit is False:
        return _("{why}: no order of these steps can work", why=phrases.listing(found))
    return _("{why}: it could not be kept up", why=phrases.listing(found))


def overloaded(plan: Plan) -> list[str]:
    """Roles that running everything that must be reached would take more of than they can be asked for, once it is all
    live. What may be granted counts, wherever it comes from."""
    last = len(plan.calendar.labels) - 1
    load = {role: round(amounts[last] * SCALE) for role, amounts in plan.account.binding_run.items()}
    has = {role: round(amounts[last] * plan.account.stretch[role] * SCALE)
           for role, amounts in plan.account.full_capacity.items()}  # fmt: skip
    adds = set()
    for activity in plan.project.activities:
        for role, amount in activity.run.items() if activity.id in plan.required else ():
            who = plan.project.doer(role, last, activity.owner)
            load[who] += amount
            adds.add(who)
        for role, amount in activity.grants.items():
            if role in has and last not in plan.project.absent.get(role, ()):
                has[role] += amount
    return [
        _(
            "the end state needs {needs} person-weeks a quarter from {role}, which has {has}",
            needs=phrases.amount(load[role] / SCALE), role=plan.roles[role],
            has=phrases.amount(has[role] / SCALE / plan.account.stretch[role]),
        )
        for role in has if role in adds and load[role] > has[role]
    ]  # fmt: skip


def hopeless(plan: Plan) -> bool:
    """Whether running what is needed in any case takes more of a role in the end than there could be, whatever is
    chosen. Such a plan could only be had by going live in the last quarter, hardly to be run."""
    last = len(plan.calendar.labels) - 1
    level = plan.journey.policy.run_from_level
    coming = [plan.journey.capabilities[c] for c in plan.remaining.wanted if plan.graph.level(c) < level]
    for role, capacity in plan.account.full_capacity.items():
        load, added = plan.account.binding_run[role][last], 0
        for step in plan.steps:
            if step.certain and not step.capability.modes and step.id in plan.required:
                activity = plan.activity[step.id]
                own = (n for one, n in activity.run.items() if plan.project.doer(one, last, activity.owner) == role)
                added += sum(own)
        has = (capacity[last] + sum(c.grants.get(role, 0.0) for c in coming)) * plan.account.stretch[role]
        if added and load + added / SCALE > has + 1e-6:
            return True
    return False


def repairs(plan: Plan, fits: Fits, keep: str = "") -> tuple[Repair, ...]:
    """Changes to the organisation, each of which alone makes everything fit that must be reached: several roles and
    money together, a later horizon, more of one role, more budget, another capability that grants capacity, a rule of
    its own or a pin less, a target less. Single changes come first; what several
    take is there where no single one is enough.

    Args:
        keep: a capability that must stay a target.
    """
    organisation = replace(plan.organisation, target_stage=plan.aims.stage)
    found: list[Repair] = []
    try:
        several = list(_together(plan, organisation, fits))
        for one in _candidates(plan, organisation, fits, keep, several):
            found.append(one)
    except OutOfTrialsError:  # what was found is found; what was not finished is not offered
        pass
    return tuple(found) or tuple(several)


def _candidates(
    plan: Plan, organisation: Organisation, fits: Fits, keep: str, several: list[Repair]
) -> Iterator[Repair]:
    """Single changes that make everything fit. Where several things are needed together, one role or money alone is
    hardly enough."""
    yield from _later(organisation, fits)
    for role in _blocking_roles(plan):
        more = _least(partial(_fits_with, fits, organisation, role))
        if more is not None:
            text = phrases.more_of(more, plan.roles[role])
            yield Repair("capacity", role, more, text, more_capacity(organisation, {role: more}))
    if organisation.budget is not None:
        more = _least(lambda amount: bool(fits(more_budget(organisation, amount))))
        if more is not None:
            yield Repair("budget", "", more, phrases.more_of(more), more_budget(organisation, more))
    yield from _granting(plan, organisation, fits)
    yield from _lifting(plan, organisation, fits)
    yield from _dropping(plan, fits, keep)


def _later(organisation: Organisation, fits: Fits) -> Iterator[Repair]:
    """A later horizon, of up to two years more."""
    for quarters in (2, 4, 8):
        changed = replace(organisation, horizon=organisation.horizon + quarters)
        if changed.horizon <= LONGEST and fits(changed):
            text = _("{n} quarters more to plan ahead", n=quarters)
            yield Repair("horizon", "", float(quarters), text, changed)
            return


def _fits_with(fits: Fits, organisation: Organisation, role: str, amount: float) -> bool:
    return bool(fits(more_capacity(organisation, {role: amount})))


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
    if not enough(LARGEST):
        return None
    high = STEP
    while high < LARGEST and not enough(high):
        high *= 2
    low = high / 2 if high > STEP else 0.0
    while high - low > STEP:
        middle = round((low + high) / 2 / STEP) * STEP
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _raised(series: Series, amount: float, since: date | None = None) -> Series:
    if since is not None:
        later = tuple((at, value + amount) for at, value in series.changes if at > since)
        before = tuple((at, value) for at, value in series.changes if at < since)
        return replace(series, changes=(*before, (since, series.on(since, len(series.values) - 1) + amount), *later))
    return Series(
        tuple(value + amount for value in series.values), tuple((at, value + amount) for at, value in series.changes)
    )


def more_capacity(
    organisation: Organisation, more: Mapping[str, float], since: Mapping[str, date] | None = None
) -> Organisation:
    """The organisation with more person-weeks a quarter, by role; from a day on, where there is one for the role."""
    days = since or {}
    capacity = {
        role: _raised(series, more[role], days.get(role)) if more.get(role) else series
        for role, series in organisation.capacity.items()
    }
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
            yield Repair("capability", c, float(level), text, changed)


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
            changed = replace(organisation, calendar=rest)
            if fits(changed):
                yield Repair("rule", rule.name, 0.0, _("without the rule “{name}”", name=rule.name), changed)
    for requirement in organisation.requirements:
        if any(requirement.before.matches(capability) for capability in touched.values()):
            own = tuple(one for one in organisation.requirements if one is not requirement)
            changed = replace(organisation, requirements=own)
            if fits(changed):
                text = _("without the rule “{name}”", name=requirement.name)
                yield Repair("rule", requirement.name, 0.0, text, changed)
    bound = {rule for c in touched for rule, _need in plan.graph.rule_needs.get(c, ())}
    for rule_id, own_rule in plan.journey.rules.items():
        changed = replace(organisation, relaxed=(*organisation.relaxed, rule_id))
        if rule_id in bound and fits(changed):
            text = _("without the rule “{name}”", name=own_rule.name.say(plan.language))
            yield Repair("rule", rule_id, 0.0, text, changed)
    for c, pin in organisation.pins.items():
        if c in touched:
            pins = {other: when for other, when in organisation.pins.items() if other != c}
            changed = replace(organisation, pins=frozen_map(pins))
            if fits(changed):
                text = _("{name} not pinned to {when}", name=plan.names[c], when=pin)
                yield Repair("pin", c, 0.0, text, changed)


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
            yield Repair("target", target.capability, float(target.level), text, changed)


def _together(plan: Plan, organisation: Organisation, fits: Fits) -> Iterator[Repair]:
    """More of several roles and of money at once, and a later horizon where it takes one: what a plan without limits
    would use beyond what there is, made smaller as long as everything fits."""
    keys = [*organisation.capacity, *([""] if organisation.budget else [])]
    in_the_way = _rules_in_the_way(plan)
    for quarters, lifted in product((0, 4, 12), ((), in_the_way) if in_the_way else ((),)):
        rest = tuple(rule for rule in organisation.calendar if rule not in lifted)
        later = replace(organisation, horizon=min(LONGEST, organisation.horizon + quarters), calendar=rest)
        free = fits(_with_more(later, dict.fromkeys(keys, LARGEST)))
        if free:
            break
    else:
        return
    more = {key: amount for key in keys if (amount := _short(free, later, key)) > 0}
    if not fits(_with_more(later, more)):
        return
    for key in sorted(more, key=lambda key: (-more[key], key)):
        for part in (0.0, 0.25, 0.5):
            less = {**more, key: ceil(more[key] * part / STEP) * STEP}
            if less[key] < more[key] and fits(_with_more(later, less)):
                more = less
                break
    more = {key: amount for key, amount in more.items() if amount}
    changed = _with_more(later, more)
    parts = [phrases.more_of(n, plan.roles[key] if key else "") for key, n in more.items()]
    parts += [_("without the rule “{name}”", name=rule.name) for rule in lifted]
    if quarters:
        parts.append(_("{n} quarters more to plan ahead", n=quarters))
    if parts:
        yield Repair("together", "", sum(more.values()), phrases.listing(parts), changed)


def _rules_in_the_way(plan: Plan) -> tuple[CalendarRule, ...]:
    """The organisation's own calendar rules on what finds no week at all."""
    stuck = [
        step.capability for step in plan.steps if step.id not in plan.starts and not plan.activity[step.id].allowed
    ]
    stuck += [step.capability for step in plan.steps if step.id not in plan.starts and step.capability.gate]
    return tuple(
        rule for rule in plan.organisation.calendar if any(rule.applies_to.matches(capability) for capability in stuck)
    )


def _with_more(organisation: Organisation, more: Mapping[str, float]) -> Organisation:
    """More of roles, and of money under the empty name."""
    changed = more_capacity(organisation, {role: n for role, n in more.items() if role})
    return more_budget(changed, more[""]) if more.get("") else changed


def _short(plan: Plan, organisation: Organisation, key: str) -> float:
    """What a plan that was made with ample means uses of a role (or of money: the empty name) in its fullest quarter
    beyond what there is, in steps that people speak of."""
    if not key:
        money = plan.calendar.amounts(organisation.budget) if organisation.budget else ()
        spent = [0.0] * len(plan.calendar.labels)
        for step, start in plan.starts.items():
            for period, amount in plan.project.spend(plan.activity[step], start).items():
                spent[period] += amount / SCALE
        worst = max((out - there for out, there in zip(spent, money, strict=False)), default=0.0)
    else:
        stretch = plan.account.stretch[key]
        has = plan.calendar.amounts(organisation.capacity[key])
        used = [
            (room - left) / SCALE for room, left in zip(plan.project.capacity[key], plan.ledger.left[key], strict=True)
        ]
        run = plan.account.binding_run[key]
        worst = max((u + r) / stretch - h for u, r, h in zip(used, run, has, strict=True))
    return max(0.0, ceil(worst / STEP - 1e-6) * STEP)
