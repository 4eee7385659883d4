"""The finding of a plan in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from planner.i18n import phrases
from planner.i18n.translation import _, ngettext
from planner.planning.milestones import milestones
from planner.planning.schedule import Plan
from planner.roadmap.records import LeftOut, Reason


def title(plan: Plan, why: Mapping[str, Reason], chain: tuple[str, ...], left_out: tuple[LeftOut, ...]) -> str:
    """The finding in one line: what is reached by when, and what sets the pace."""
    stage = _new_stage(plan)
    missed = _missed(plan, stage)
    if missed:
        return missed
    if not plan.starts:
        return _("Everything asked for is already in place")
    by_law = {step.id for step in plan.steps if step.target is not None and step.target.by_law}
    own = {s: due for s, due in plan.scope.due.items() if s in plan.starts and s not in by_law}
    late = {s: plan.ledger.finish(s) - due for s, due in own.items() if plan.ledger.finish(s) > due}
    if late:
        worst = max(late, key=lambda s: (late[s], s))
        name = plan.names[plan.step[worst].capability.id]
        if len(late) > 1:
            return ngettext(
                "{name} misses its date by {weeks}, and {n} more target misses its own",
                "{name} misses its date by {weeks}, and {n} more targets miss theirs",
                len(late) - 1, name=name, weeks=phrases.weeks(late[worst]),
            )  # fmt: skip
        return _("{name} misses its date by {weeks}", name=name, weeks=phrases.weeks(late[worst]))
    paced = _pace(plan, why, chain)
    if stage:
        name, week = stage
        if paced:
            return _(
                "{name} is planned for {when}, and {pace} sets the pace", name=name, when=_when(plan, week), pace=paced
            )
        return _("{name} is planned for {when}", name=name, when=_when(plan, week))
    last = max(plan.starts, key=lambda s: (plan.ledger.finish(s), s))
    week = plan.ledger.finish(last)
    name = plan.names[plan.step[last].capability.id]
    if paced:
        return _(
            "{name} is to be live by {when}, and {pace} sets the pace",
            name=name,
            when=_when(plan, week),
            pace=paced,
        )
    return _("{name} is to be live by {when}", name=name, when=_when(plan, week))


def _missed(plan: Plan, stage: tuple[str, int] | None) -> str:
    """What finds no room of what must be reached; empty: all of it does."""
    asked = {step.id for step in plan.steps if step.target is not None and not step.target.optional}
    missed = [plan.step[s] for s in sorted(asked & plan.required - plan.starts.keys())]
    if missed and stage and plan.choice.upto:
        lost = plan.journey.stage(plan.aims.stage).name.say(plan.language)
        if plan.choice.onward:
            return ngettext(
                "{stage} is planned for {when}; {n} step to “{lost}” finds no room",
                "{stage} is planned for {when}; {n} steps to “{lost}” find no room",
                len({plan.step[s].capability.id for s in plan.required - plan.starts.keys()}),
                stage=stage[0], when=_when(plan, stage[1]), lost=lost,
            )  # fmt: skip
        return _("{stage} is planned for {when}; “{lost}” finds no room", stage=stage[0], when=_when(plan, stage[1]),
                 lost=lost)  # fmt: skip
    stated = {aim.capability for aim in plan.aims.aims if aim.kind == "target"}  # what somebody wrote comes first
    targets = list(dict.fromkeys(step.capability.id for step in missed if step.capability.id in stated))
    if targets and stage:
        words = {"stage": stage[0], "when": _when(plan, stage[1]), "name": plan.names[targets[0]]}
        if len(targets) == 1:
            return _("{stage} is planned for {when}; {name}, a target, finds no room", **words)
        return ngettext(
            "{stage} is planned for {when}; {name} and {n} more target find no room",
            "{stage} is planned for {when}; {name} and {n} more targets find no room",
            len(targets) - 1, **words,
        )  # fmt: skip
    if missed and stage:
        return ngettext(
            "{stage} is planned for {when}; {n} step beyond that finds no room",
            "{stage} is planned for {when}; {n} steps beyond that find no room",
            sum(s not in plan.starts for s in plan.required), stage=stage[0], when=_when(plan, stage[1]),
        )  # fmt: skip
    if missed and plan.aims.stage and not any(aim.kind == "target" for aim in plan.aims.aims):
        return ngettext(
            "{n} step on the way to “{stage}” finds no room", "{n} steps on the way to “{stage}” find no room",
            sum(s not in plan.starts for s in plan.required),
            stage=plan.journey.stage(plan.aims.stage).name.say(plan.language),
        )  # fmt: skip
    if missed:
        missed.sort(key=lambda step: step.capability.id not in stated)
        names = [phrases.quoted(plan.label(step.id)) for step in missed]
        if len(names) > 2:
            first = max(1, min(2, sum(step.capability.id in stated for step in missed)))
            rest = len(names) - first
            others = ngettext("{n} other step that is asked for", "{n} other steps that are asked for", rest)
            names = [*names[:first], others]
        return ngettext("{names} does not fit into this plan", "{names} do not fit into this plan", len(missed),
                        names=phrases.listing(names))  # fmt: skip
    return ""


def _when(plan: Plan, week: int) -> str:
    return phrases.when(plan.calendar.last_day(week), week)


def _new_stage(plan: Plan) -> tuple[str, int] | None:
    """(name of the last stage that the plan brings the organisation into, the week in which it does)."""
    today = plan.where[0].stage_number
    first: dict[int, tuple[str, int]] = {}
    for one in milestones(plan):
        if one.stage_number > today:
            first.setdefault(one.stage_number, (phrases.quoted(one.stage_name), one.week))
    return first[max(first)] if first else None


def _pace(plan: Plan, why: Mapping[str, Reason], chain: tuple[str, ...]) -> str:
    """What costs the critical chain most: weeks that steps could start sooner but for a role, the budget or a rule,
    else its longest work."""
    waited: Counter[str] = Counter()
    for step_id in chain:
        one = why[step_id]
        wait = plan.starts[step_id] - max(one.ready, one.next_start)
        if one.kind in ("capacity", "at-once") and one.what in plan.roles:
            waited[plan.roles[one.what]] += wait
        elif one.kind == "at-once":
            waited[_("how much can change at once")] += wait
        elif one.kind == "budget":
            waited[_("the budget")] += wait
        elif one.kind == "calendar" and plan.step[step_id].capability.gate:
            waited[_("the fiscal year")] += wait
        elif one.kind in ("calendar", "pin"):
            waited[_("the calendar")] += wait
    longest = max(chain, key=lambda s: (plan.activity[s].duration, s))
    if waited:
        name, weeks = min(waited.items(), key=lambda item: (-item[1], item[0]))
        if weeks >= 4:
            return name
    return plan.names[plan.step[longest].capability.id] if len(chain) > 1 and longest != chain[-1] else ""
