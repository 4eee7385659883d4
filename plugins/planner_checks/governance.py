"""Rules of governance for the journey of social media, as checks of a finished plan. Each says what to do.

Rules that a plan can keep by itself are data of the journey (``rules``) and bind the plan; here is what only a finished
plan shows. Checks speak of parts such as the council, and a journey says which capability plays a part (``plays``).
Where nothing plays it, the check does not apply.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from planner.plugins import (
    Check,
    Finding,
    Journey,
    Organisation,
    Placement,
    Roadmap,
    Use,
    _,
    day,
    hookimpl,
    option,
    phrases,
)

COUNCIL, SPLIT, SINGLE = "cross-functional-council", "split-charter", "single-owner"


def done_by(roadmap: Roadmap, capability: str, level: int) -> int | None:
    """The week from which a capability is at a level: 0 today, None not in this plan."""
    today = next((s.level for s in roadmap.standings if s.id == capability), 0)
    weeks = [p.finish for p in roadmap.placements if p.capability == capability and p.to_level >= level]
    return 0 if today >= level else min(weeks, default=None)


def part(journey: Journey, name: str) -> str:
    """The capability that plays a part; empty where none does."""
    return next(iter(journey.playing(name)), "")


def stage_two(roadmap: Roadmap) -> list[Placement]:
    return [p for p in roadmap.placements if p.stage_number == 2]


def labels(roadmap: Roadmap, ids: Iterable[str]) -> str:
    return phrases.listing([roadmap.names[one] for one in dict.fromkeys(ids)])


def council_seats(roadmap: Roadmap, journey: Journey, organisation: Organisation) -> Iterator[Finding]:
    council = journey.capabilities[part(journey, COUNCIL)]
    filled = organisation.seats.get(council.id)
    if not stage_two(roadmap) or (filled is None and done_by(roadmap, council.id, 2) == 0):
        return  # a council at work whose seats nobody wrote down is taken at its word
    empty = organisation.empty_seats(council, filled or ())
    week = done_by(roadmap, council.id, 2)
    if empty:
        roles = phrases.listing([roadmap.roles[role] for role in empty])
        by = roadmap.calendar.day(week or min(step.start for step in stage_two(roadmap)))
        if week is None:
            mend = _("Fill these seats, or plan the council: stage 2 work needs their say")
        else:
            mend = _("Name the people before week {week}, when the council is planned to work", week=week)
        what = _("Seats on the council are empty: {roles}", roles=roles)
        yield Finding(what, mend, (council.id,), by=by, owner=roadmap.roles[organisation.leader(council.owner)])


def one_owner(roadmap: Roadmap, journey: Journey) -> Iterator[Finding]:
    if not stage_two(roadmap):
        return
    single, split = part(journey, SINGLE), part(journey, SPLIT)
    active = [one for one in (single, split) if done_by(roadmap, one, 2) is not None]
    if not active:
        mend = _("Add {name} to the targets", name=roadmap.names[single])
        waiting = [left for left in roadmap.left_out if left.kind in ("does-not-fit", "waits")]
        left = next((one for one in waiting if one.capability in (single, split)), None)
        if left is not None:
            mend = _(
                "{name} finds no room: see above what it takes, or put that work off until it does", name=left.name
            )
        yield Finding(_("Stage 2 work is planned, and nobody is to own it"), mend, (single,))
    if len(active) == 2:
        yield Finding(
            _("Ownership is to be both with one discipline and split"),
            _("Keep one of the two"),
            (single, split),
            "must",
        )
    drag = journey.capabilities[split].drag
    dragged = [p for p in roadmap.placements if p.dragged]
    if active == [split] and drag and dragged:
        extra = sum(p.effort * (1 - 1 / drag.effort_factor) for p in dragged)
        yield Finding(
            _("Split ownership costs about {effort} person-weeks more in {steps} (estimate)",
              effort=phrases.amount(extra), steps=phrases.steps(len(dragged))),
            _("Keep the split if it is worth that; otherwise move to {name}", name=roadmap.names[single]),
            (split, single),
        )  # fmt: skip


def journey_rules(roadmap: Roadmap) -> Iterator[Finding]:
    for rule in roadmap.broken_rules:
        what = _("{rule}: not so for {names}", rule=rule.name, names=labels(roadmap, rule.capabilities))
        yield Finding(what, rule.mend or _("Plan what the rule asks for first"), rule.capabilities, rule.weight)


def roles_with_capacity(roadmap: Roadmap, journey: Journey, organisation: Organisation) -> Iterator[Finding]:
    overload = journey.policy.overload if organisation.overload is None else organisation.overload
    by_role: dict[str, list[Use]] = {}
    for use in roadmap.capacity_use:
        by_role.setdefault(use.role, []).append(use)
    for role, own in by_role.items():
        uses = _to_the_end(roadmap, organisation, role, own)
        for is_over, spell in groupby(uses, key=lambda use: _short(use, overload) > 1e-6):
            over = list(spell)
            if is_over and (over[-1] is uses[-1] or len(over) > PUT_UP_WITH):
                yield _not_kept_up(over, _who_could(roadmap, journey, over), at_the_end=over[-1] is uses[-1])


def _who_could(roadmap: Roadmap, journey: Journey, over: list[Use]) -> str:
    """Names of roles that could do what a role cannot keep up, as far as the journey says, and have the time in all of
    those quarters; empty: none."""
    short = {use.quarter: _short(use, 0) for use in over}
    names = []
    for other in journey.policy.stand_ins.get(over[0].role, ()):
        own = [use for use in roadmap.capacity_use if use.role == other and use.quarter in short]
        free = [use.capacity - use.run - use.work >= short[use.quarter] for use in own if use.capacity is not None]
        if free and all(free) and len(free) == len(own):
            names.append(own[0].role_name)
    return _(" or ").join(names)


def _to_the_end(roadmap: Roadmap, organisation: Organisation, role: str, own: list[Use]) -> list[Use]:
    """What a role has and runs per whole quarter, to the end of the calendar: after the last work it goes on as it is,
    with what the organisation says it has by then."""
    calendar = roadmap.calendar
    part = calendar.parts[0]
    uses = [
        replace(use, run=use.run / part, capacity=None if use.capacity is None else use.capacity / part)
        if use.quarter == calendar.labels[0] else use
        for use in own
    ]  # fmt: skip
    last = uses[-1]
    if role not in organisation.capacity or last.capacity is None:
        return uses
    has = dict(zip(calendar.labels, calendar.rates(organisation.capacity[role]), strict=True))
    passed = min((one.since for one in organisation.handovers if one.role == role), default=date.max)
    days = zip(calendar.labels, map(calendar.day, calendar.begins), strict=False)
    later = [label for label, begins in days if label > last.quarter and begins < passed]
    more = last.capacity - has.get(last.quarter, last.capacity)  # what the plan has added by then
    return uses + [replace(last, quarter=label, capacity=has[label] + more, work=0.0) for label in later]


def _not_kept_up(over: list[Use], who: str, *, at_the_end: bool) -> Finding:
    """What is to be said of quarters, one after the other, in which what runs takes more than there is. ``who``: could
    do it instead."""
    most = over[-1] if at_the_end else max(over, key=lambda use: use.run)
    words = {"role": most.role_name, "run": phrases.amount(most.run), "capacity": phrases.amount(most.capacity or 0)}
    first, last = phrases.quarter(over[0].quarter), phrases.quarter(over[-1].quarter)
    more = phrases.more_of(max(0.1, round(_short(most, 0), 1)), most.role_name)
    if at_the_end:
        return Finding(
            _("{role} cannot keep up what runs at the end: {run} person-weeks a quarter against {capacity}", **words),
            _("What it runs takes {more} from {quarter} on, or let {who} do part of it, which has the time", more=more,
              quarter=first, who=who) if who else
            _("What it runs takes {more} from {quarter} on; with these a new plan may take on more", more=more,
              quarter=first),
        )  # fmt: skip
    return Finding(
        _("{role} cannot keep up what runs from {first} to {last}: {run} person-weeks a quarter against {capacity}",
          **words, first=first, last=last),
        _("Plan with {more} in that time, or let {who} do part of it, which has the time", more=more, who=who)
        if who else
        _("Plan with {more} in that time, bring forward what relieves them, or put off what must be kept up",
          more=more),
    )  # fmt: skip


PUT_UP_WITH = 2
"""Quarters in which people put up with more than they can do, where an end is in sight."""


def _short(use: Use, overload: float) -> float:
    """What a role lacks in a quarter for what runs, beyond what may be asked of it on top."""
    return use.run - (1 + overload) * use.capacity if use.capacity is not None else 0.0


@dataclass(frozen=True)
class RegulatedOptions:
    """Options of ``regulated-council``."""

    regulated: bool = option(False, "The organisation is regulated: compliance, IT security and HR join the council")
    roles: tuple[str, ...] = option(("legal", "it", "hr"), "Ids of the roles that join it")


def regulated_council(
    roadmap: Roadmap, journey: Journey, organisation: Organisation, options: RegulatedOptions
) -> Iterator[Finding]:
    council = journey.capabilities[part(journey, COUNCIL)]
    if not options.regulated or done_by(roadmap, council.id, 2) is None:
        return
    unknown = [role for role in options.roles if role not in journey.roles]
    if unknown:
        yield Finding(
            _("The option 'roles' names what is no role of the journey: {names}", names=phrases.listing(unknown)),
            _("Write ids of roles, such as legal, it and hr"), (council.id,), "must",
        )  # fmt: skip
    seated = {*council.contributors, *council.seats, *organisation.seats.get(council.id, ())}
    missing = [role for role in options.roles if role in journey.roles and role not in seated]
    if missing:
        yield Finding(
            _("In a regulated organisation these join the council: {roles}",
              roles=phrases.listing([roadmap.roles[role] for role in missing])),
            _("Give them a seat when the council starts"), (council.id,), "must",
        )  # fmt: skip


def native_share(roadmap: Roadmap) -> Iterator[Finding]:
    claimed = [m for m in roadmap.milestones if m.stage_number >= 3]
    if not claimed and roadmap.diagnosis.stage_number < 3:
        return
    last = roadmap.capacity_use[-1].quarter if roadmap.capacity_use else ""
    at_end = [use for use in roadmap.capacity_use if use.quarter == last]
    whole = sum(use.run + use.work for use in at_end)
    own = sum(use.run + use.work for use in at_end if use.role in ("mkt", "pr"))
    if whole and own > whole / 2:
        yield Finding(
            _("Stage 3 is claimed while {percent} % of the effort is with marketing and PR",
              percent=round(100 * own / whole)),
            _("Let other functions own their goals before calling social native"),
        )  # fmt: skip


def agency_exit(roadmap: Roadmap, journey: Journey, organisation: Organisation) -> Iterator[Finding]:
    series = organisation.capacity.get("agency")
    if series is None:
        return
    amounts = roadmap.calendar.rates(series)
    gone = next((i for i, amount in enumerate(amounts) if amount == 0 and any(amounts[:i])), None)
    if gone is None:
        return
    quarter, begins = roadmap.calendar.labels[gone], roadmap.calendar.day(roadmap.calendar.begins[gone])
    if not any(one.role == "agency" and one.since <= begins for one in organisation.handovers):
        yield Finding(
            _("The agency leaves in {quarter} and nobody takes its work over", quarter=phrases.quarter(quarter)),
            _("Add a hand-over of the agency's work under 'handovers', from that quarter or earlier; without one its "
              "part of each step falls on the step's owner"),
        )  # fmt: skip


def for_nothing(roadmap: Roadmap, organisation: Organisation) -> Iterator[Finding]:
    """What is bought to have more of an agency, and has it for less than two quarters before that hands over."""
    calendar = roadmap.calendar
    leaves = [calendar.week_of(one.since) for one in organisation.handovers if one.role == "agency"]
    gone = min(leaves, default=calendar.weeks)
    for step in roadmap.placements if leaves else ():
        adds = any(one.kind == "capacity" and one.what == "agency" for one in step.purposes)
        if adds and gone - step.finish < SOON_GONE:
            yield Finding(
                _("{name} adds time of the agency from week {week}, and the agency hands over in week {gone}",
                  name=step.name, week=step.finish, gone=gone),
                _("Keep the agency longer, plan the step sooner, or do without it"), (step.capability,),
            )  # fmt: skip


def only_awareness(roadmap: Roadmap, journey: Journey, organisation: Organisation) -> Iterator[Finding]:
    wanted = {goal for goal, weight in organisation.goals.items() if weight}
    if wanted == {"awareness"}:
        yield Finding(
            _("The plan serves awareness alone"),
            _("Name what else social should do: service, insight, advocacy, risk; far goals change what comes first"),
        )


SOON_GONE = 26
"""Weeks that what adds time of an agency should have before the agency leaves."""

HARDLY_OPEN = 4
"""Weeks before a window closes in which nobody should count on it."""


def closing_windows(roadmap: Roadmap, journey: Journey) -> Iterator[Finding]:
    """What can go live only when a fiscal year begins, and does so shortly before that is over."""
    calendar = roadmap.calendar
    for step in roadmap.placements:
        if not journey.capabilities[step.capability].gate or step.from_level >= journey.policy.run_from_level:
            continue
        window = calendar.fiscal_label(step.finish)
        left = next(n for n in range(14) if calendar.fiscal_label(step.finish + n) != window)
        if left <= HARDLY_OPEN:
            last = calendar.day(step.finish + left - 1)
            yield Finding(
                _("{name} goes live in week {week}, and the last week in which it can begins on {day}: if it is later, "
                  "it waits a year", name=step.name, week=step.finish, day=day(last)),
                _("Begin the work sooner where you can: what is ready early waits for the window, what is late for the "
                  "next one"),
                (step.capability,),
            )  # fmt: skip


WAITING_FOR_ONE = 6, 1 / 6
"""Steps, and part of all steps, that wait for the same role to be free to lead them."""


def too_few_lead(roadmap: Roadmap) -> Iterator[Finding]:
    """A role that much of the plan waits for, although others who help with most of that work have time."""
    for role, name in roadmap.roles.items():
        held = [p for p in roadmap.placements if p.reason.kind == "at-once" and p.reason.what == role]
        if len(held) < max(WAITING_FOR_ONE[0], WAITING_FOR_ONE[1] * len(roadmap.placements)):
            continue
        quarters = {p.start_quarter for p in held}
        helps = Counter(helper for p in held for helper in p.contributor_roles)
        spare: dict[str, float] = defaultdict(float)
        for use in roadmap.capacity_use:
            if use.quarter in quarters and use.left is not None and 2 * helps[use.role] >= len(held):
                spare[use.role] += use.left
        free = [one for one, left in spare.items() if left > len(quarters)]
        most = sorted(free, key=lambda one: (-helps[one], -spare[one], one))[:2]
        words = {"role": name, "n": str(len(held)), "all": str(len(roadmap.placements))}
        if most:
            mend = _("Let {others} lead some of them: they help with that work, and have time", others=phrases.listing(
                [roadmap.roles[one] for one in most]))  # fmt: skip
        else:
            mend = _("Let somebody else lead some of them, or give {role} a deputy", role=name)
        yield Finding(_("{n} of {all} steps wait until {role} is free to lead them", **words), mend,
                      tuple(p.capability for p in held))  # fmt: skip


def small_parts(roadmap: Roadmap, journey: Journey, organisation: Organisation) -> Iterator[Finding]:
    """What the plan proposes where small parts of others' work are more than somebody has time for."""
    for role in roadmap.small_parts_to_owner:
        steps = [
            p for p in roadmap.placements
            if role in journey.capabilities[p.capability].contributors and role not in p.work
        ]  # fmt: skip
        if not steps:
            continue
        first, name = min(steps, key=lambda p: p.start), roadmap.roles[role]
        yield Finding(
            _("{role} has no time for all small parts of others' work: in {n} of {all} steps who owns the step does "
              "its part (below {least} person-weeks a quarter)",
              role=name, n=len(steps), all=len(roadmap.placements),
              least=phrases.amount(journey.policy.small_contribution)),
            _("Agree with the owners that they do it and only ask {role}", role=name),
            tuple(p.capability for p in steps),
            by=roadmap.calendar.day(first.start),
        )  # fmt: skip


CHECKS = (
    Check("council-seats", council_seats, "Stage 2 work needs its seats filled", None, (COUNCIL,)),
    Check("one-owner", one_owner, "One owner, or a written split with its price", None, (SINGLE, SPLIT)),
    Check("journey-rules", journey_rules, "Rules of the journey that a plan was told not to keep"),
    Check("run-capacity", roles_with_capacity, "Every role can keep up what it runs"),
    Check(
        "regulated-council",
        regulated_council,
        "Regulated: compliance, IT and HR on the council",
        RegulatedOptions,
        (COUNCIL,),
    ),
    Check("native-share", native_share, "Stage 3 needs effort outside marketing and PR"),
    Check("agency-exit", agency_exit, "An agency that leaves hands over first"),
    Check("agency-for-nothing", for_nothing, "Nothing is bought for an agency that is about to leave"),
    Check("too-few-lead", too_few_lead, "Not everything waits for one role to lead it"),
    Check("small-parts", small_parts, "Small parts of others' work fall on who has time for them"),
    Check("closing-window", closing_windows, "Nothing counts on a window that is about to close"),
    Check("only-awareness", only_awareness, "A plan for awareness alone is flagged"),
)


@hookimpl
def planner_checks() -> Iterable[Check]:
    return CHECKS
