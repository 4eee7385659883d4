"""When not everything fits: why no order can work, in plain words, and the smallest changes that make it work.
Every change offered was verified by planning with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice, product
from typing import Protocol

from planner.domain.capability_graph import UnreachableError
from planner.domain.organisation import Organisation, Target
from planner.domain.values import frozen_map
from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.planning.lifting import InTheWay, in_the_way, without_a_week, without_one
from planner.planning.schedule import Plan
from planner.roadmap.records import Repair
from planner.scheduling.activity import Extra
from planner.scheduling.carriers import role_of
from planner.scheduling.problem import SCALE, Project

Fits = Callable[[Organisation], Plan | None]


class Trials(Protocol):
    """Changed organisations, planned."""

    def fits(self, organisation: Organisation) -> Plan | None:
        """A plan in which everything is that must be reached; None: none was found."""

    def least(self, organisation: Organisation, ample: Organisation, keys: Iterable[str]) -> dict[str, float] | None:
        """How much more of roles (money: the empty name) is enough, together the least; None: not found, or nothing
        is.

        Args:
            ample: the organisation with ``LARGEST`` more of each.
        """


class OutOfTrialsError(Exception):
    """Enough changes were tried."""


STEP = 0.5
LARGEST = 512.0
PRICES = 4, 1  # of STEP person-weeks and of STEP thousands: a week costs about two thousand (estimate)
LONGEST = 60  # quarters
MOST_LATER = 8  # quarters


def certificate(plan: Plan) -> str:
    """A reason, checkable by hand, why no order can work: what runs in the end against the capacity, which no order
    changes. Empty when the reason is less simple. That nothing works is only said where it is proved."""
    found = list(overloaded(plan).values())
    if not found:
        return ""
    if plan.proof.all_fit is False:
        return _("{why}: no order of these steps can work", why="; ".join(found))
    return _("{why}: it could not be kept up", why="; ".join(found))


def overloaded(plan: Plan) -> dict[str, str]:
    """Roles that running everything that must be reached would take more of than they can be asked for, once it is all
    live, each in words. What may be granted counts, wherever it comes from."""
    last = len(plan.calendar.labels) - 1
    ends = {account: _in_the_end(plan, account, last) for account in plan.project.capacity}
    load = Counter({account: runs for account, (runs, _most) in ends.items()})
    has = {account: most for account, (_runs, most) in ends.items()}
    adds = set()
    for activity in plan.project.activities:
        for role, amount in activity.run.items() if activity.id in plan.required else ():
            who = plan.project.doer(role, last, activity.owner)
            load[who] += amount
            adds.add(who)
        for role, amount in activity.grants.items():
            if role in has and last not in plan.project.absent.get(role, ()):
                has[role] += amount
    over: dict[str, str] = {}
    for account in has:
        if account in adds and load[account] > has[account]:
            over.setdefault(role_of(account), _beyond(plan, account, load[account] / SCALE, has[account] / SCALE))
    return over


def _in_the_end(plan: Plan, account: str, last: int) -> tuple[int, int]:
    """(what runs today takes of a role, what may be asked of it) in a whole quarter after the plan, in either of its
    accounts."""
    role, of_whom = role_of(account), plan.account
    counted = (of_whom.binding_run if account == role else of_whom.full_run)[role][last]
    most = of_whom.most(role, of_whom.full_capacity[role][last], counted)
    most += 0.0 if account == role else plan.journey.policy.small_contribution
    return round(counted * SCALE), round(most * SCALE)


def _beyond(plan: Plan, account: str, load: float, most: float) -> str:
    """What the end state asks of a role, against what it has and what may be asked of it."""
    role = role_of(account)
    beside = 0.0 if account == role else plan.journey.policy.small_contribution
    has = (most - beside) / plan.account.stretch[role]
    words = {"needs": phrases.amount(load), "role": plan.roles[role], "has": phrases.amount(has)}
    if has == most:
        return _("the end state needs {needs} person-weeks a quarter from {role}, which has {has}", **words)
    words["most"] = phrases.amount(most)
    return _(
        "the end state needs {needs} person-weeks a quarter from {role}, which has {has} and can be planned with for "
        "{most} at most",
        **words,
    )


def hopeless(plan: Plan) -> bool:
    """Whether running what is needed in any case takes more of a role in the end than there could be, whatever is
    chosen."""
    last = len(plan.calendar.labels) - 1
    level = plan.journey.policy.run_from_level
    coming = [plan.journey.capabilities[c] for c in plan.remaining.wanted if plan.graph.level(c) < level]
    for account in plan.project.capacity:
        (load, has), added = _in_the_end(plan, account, last), 0
        for step in plan.steps:
            if step.certain and not step.capability.modes and step.id in plan.required:
                activity = plan.activity[step.id]
                own = (n for one, n in activity.run.items() if plan.project.doer(one, last, activity.owner) == account)
                added += sum(own)
        role = role_of(account)
        granted = sum(c.grants.get(role, 0.0) for c in coming) * plan.account.stretch[role] * SCALE
        if added and load + added > has + granted + 1:
            return True
    return False


def repairs(plan: Plan, trials: Trials, keep: str = "") -> tuple[Repair, ...]:
    """Changes to the organisation, each of which alone makes everything fit that must be reached: several roles and
    money together, the budget carried over, a later horizon, more of one role, more budget, another capability that
    grants capacity, a rule of its own or a pin less, a target less. Single changes come first; what several take is
    there where no single one is enough. A rule that must hold is given up where nothing else is found.

    Args:
        keep: a capability that must stay a target.
    """
    organisation = replace(plan.organisation, target_stage=plan.aims.stage)
    found: list[Repair] = []
    several: Repair | None = None
    try:
        several, more = _together(plan, organisation, trials)
        for one in _candidates(plan, organisation, trials, keep, more):
            found.append(one)
        if not found and several is None:
            found += _lifting(plan, organisation, trials.fits, must=True)
    except OutOfTrialsError:  # what was found is found; what was not finished is not offered
        pass
    return tuple(found) or ((several,) if several is not None else ())


def _candidates(
    plan: Plan, organisation: Organisation, trials: Trials, keep: str, more: Mapping[str, float]
) -> Iterator[Repair]:
    """Single changes that make everything fit.

    Args:
        more: of what there is together too little.
    """
    fits = trials.fits
    yield from islice((one for one in carried_over(organisation) if one.organisation and fits(one.organisation)), 1)
    yield from _later(organisation, fits)
    for key in more:
        enough = more if len(more) == 1 else _enough(organisation, trials, [key])
        if enough:
            text = phrases.more_of(enough[key], plan.roles[key] if key else "")
            yield Repair("capacity" if key else "budget", key, enough[key], text, with_more(organisation, enough))
    yield from _lifting(plan, organisation, fits, must=False)
    yield from _granting(plan, organisation, fits)
    yield from _dropping(plan, fits, keep)


def carried_over(organisation: Organisation) -> Iterator[Repair]:
    """The budget that is there, kept for longer: costs nothing. Nothing where it is kept already."""
    if organisation.budget and organisation.carry_over == "never":
        text = _("what is left of each quarter's budget kept to the end of the fiscal year")
        yield Repair("carry-over", "year", 0.0, text, replace(organisation, carry_over="year"))
    if organisation.budget and organisation.carry_over != "always":
        text = _("what is left of each quarter's budget carried over, beyond the fiscal year too")
        yield Repair("carry-over", "always", 0.0, text, replace(organisation, carry_over="always"))


def _later(organisation: Organisation, fits: Fits) -> Iterator[Repair]:
    """A later horizon, of up to two years more: where that is not enough, less is not. What a plan that fits takes is
    tried next, and at least a quarter less than it had."""
    found: Repair | None = None
    quarters = MOST_LATER
    while quarters > 0:
        changed = replace(organisation, horizon=organisation.horizon + quarters)
        tried = fits(changed) if changed.horizon <= LONGEST else None
        if tried is None:
            break
        found = Repair("horizon", "", float(quarters), _quarters_more(quarters), changed)
        last = max(tried.starts[step] + tried.activity[step].duration for step in tried.required)
        taken = sum(begins < last for begins in tried.calendar.begins)
        quarters = min(quarters - 1, max(1, taken - organisation.horizon))
    if found is not None:
        yield found


def _quarters_more(n: int) -> str:
    return ngettext("{n} quarter more to plan ahead", "{n} quarters more to plan ahead", n)


def make_extra(key: str, tight: Project, ample: Project) -> Extra | None:
    """More of a role, or of money (the empty name), in steps that people speak of.

    Args:
        ample: the project with ``LARGEST`` more of it.
    """
    now, then = (one.capacity.get(key) if key else one.budget for one in (tight, ample))
    if now is None or then is None:
        return None
    steps = int(LARGEST / STEP)
    units = tuple((more - less) // steps for less, more in zip(now, then, strict=True))
    return Extra(key, units, steps, PRICES[not key])


def _enough(organisation: Organisation, trials: Trials, keys: Iterable[str]) -> dict[str, float]:
    """The least of roles (money: the empty name) that is enough, verified by planning with it; nothing: not found."""
    keys = list(keys)
    more = trials.least(organisation, with_more(organisation, dict.fromkeys(keys, LARGEST)), keys)
    return more if more and trials.fits(with_more(organisation, more)) else {}


def more_capacity(
    organisation: Organisation, more: Mapping[str, float], since: Mapping[str, date] | None = None
) -> Organisation:
    """The organisation with more person-weeks a quarter, by role; from a day on, where there is one for the role."""
    days = since or {}
    capacity = {
        role: series.raised(more[role], days.get(role)) if more.get(role) else series
        for role, series in organisation.capacity.items()
    }
    return replace(organisation, capacity=frozen_map(capacity))


def more_budget(organisation: Organisation, amount: float) -> Organisation:
    """The organisation with more thousands a quarter."""
    return replace(organisation, budget=organisation.budget.raised(amount) if organisation.budget else None)


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


def _lifting(plan: Plan, organisation: Organisation, fits: Fits, *, must: bool) -> Iterable[Repair]:
    """One rule or pin less: of the journey's rules those that must hold, or everything but them. What finds no room
    without all of them finds none without one."""
    found, rules = in_the_way(plan, organisation), plan.journey.rules
    kept = tuple(rule for rule in found.rules if (rules[rule].weight == "must") == must)
    every = InTheWay(rules=kept) if must else replace(found, rules=kept)
    if len(every) > 1 and not fits(every.lifted(organisation)):
        return
    for repair in without_one(plan, organisation, every):
        if repair.organisation is not None and fits(repair.organisation):
            yield repair


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


def _together(plan: Plan, organisation: Organisation, trials: Trials) -> tuple[Repair | None, Mapping[str, float]]:
    """(the least of several roles and of money at once that is enough, with a later horizon where it takes one, and how
    much of each: nothing where it takes more than that)."""
    keys = [role for role in organisation.capacity if not plan.account.absent.get(role)]
    keys += [""] if organisation.budget else []
    rules = without_a_week(plan)
    for quarters, less in product((0, 4, 12), (InTheWay(), rules) if rules else (InTheWay(),)):
        later = less.lifted(replace(organisation, horizon=min(LONGEST, organisation.horizon + quarters)))
        more = _enough(later, trials, keys)
        if more:
            break
    else:
        return None, {}
    if quarters:
        quarters, later = _sooner(quarters, less.lifted(organisation), more, later, trials)
    parts = [phrases.more_of(n, plan.roles[key] if key else "") for key, n in more.items()]
    parts += [_("without the rule “{name}”", name=rule.name) for rule in less.calendar]
    if quarters:
        parts.append(_quarters_more(quarters))
    repair = Repair("together", "", sum(more.values()), phrases.listing(parts), with_more(later, more))
    return repair, more if not (quarters or less) else {}


def with_more(organisation: Organisation, more: Mapping[str, float]) -> Organisation:
    """More of roles, and of money under the empty name."""
    changed = more_capacity(organisation, {role: n for role, n in more.items() if role})
    return more_budget(changed, more[""]) if more.get("") else changed


def _sooner(
    quarters: int, organisation: Organisation, more: Mapping[str, float], later: Organisation, trials: Trials
) -> tuple[int, Organisation]:
    """(how many quarters are enough beside more of roles and of money, the organisation with that horizon)."""
    try:
        found = next(iter(_later(with_more(organisation, more), trials.fits)), None)
    except OutOfTrialsError:
        found = None
    if found is None or found.amount >= quarters:
        return quarters, later
    return int(found.amount), replace(organisation, horizon=organisation.horizon + int(found.amount))
