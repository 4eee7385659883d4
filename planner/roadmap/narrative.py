"""A step of a roadmap in plain sentences, in the language spoken: why it is in the plan, why here, what it unlocks, how
it scores, how far it can slip. For speaker notes, pages, reports and the terminal alike."""

from __future__ import annotations

from planner.i18n import phrases
from planner.i18n.translation import _, day, decimal, ngettext
from planner.roadmap.records import Placement, Purpose, StageInfo
from planner.roadmap.risk import StageRisk
from planner.roadmap.roadmap import Roadmap
from planner.roadmap.status import Status

MOST_NAMES = 4


def odds(stage: StageRisk) -> str:
    """How sure the plan's date of a stage is, and the day that can be counted on."""
    words = {"stage": phrases.quoted(stage.finish.name), "part": round(100 * stage.on_time)}
    likely = stage.finish.p80_date
    if likely is None:
        return _("The plan's date of {stage} holds in {part} of 100 draws", **words)
    return _("The plan's date of {stage} holds in {part} of 100 draws; {day} holds in 80", day=day(likely), **words)


def how_sure(roadmap: Roadmap) -> str:
    """The same of the last stage that the plan reaches, and whether that day lies beyond the plan; empty where it
    reaches none, or nobody has asked."""
    last = roadmap.last_stage
    sure = roadmap.odds(last.stage_number) if last else None
    if sure is None:
        return ""
    likely, end = sure.finish.p80_date, roadmap.calendar.day(roadmap.calendar.weeks)
    if likely is None or likely < end:
        return odds(sure)
    return _("{odds}, after the plan's calendar has ended", odds=odds(sure))


def findings(roadmap: Roadmap) -> tuple[str, ...]:
    """The plan's finding, the longest first: the stage that is reached, when, and how sure that is where it is known;
    the roadmap's own title where not everything fits, or no stage more is reached."""
    last = roadmap.last_stage
    if last is None or not roadmap.complete or roadmap.part:
        return (roadmap.title,)
    words = {
        "stage": phrases.quoted(last.stage_name),
        "when": phrases.when(roadmap.calendar.last_day(last.week), last.week),
    }
    sure = roadmap.odds(last.stage_number)
    short = _("{stage} is planned for {when}", **words)
    if sure is None:
        return roadmap.title, short
    words["part"] = str(round(100 * sure.on_time))
    likely = sure.finish.p80_date
    plain = _("{stage} is planned for {when}, with {part} % odds", **words)
    if likely is None:
        return plain, short
    return _("{stage} is planned for {when}, with {part} % odds; 80 % by {day}", day=day(likely), **words), plain, short


def still_to_come(roadmap: Roadmap, stage: StageInfo) -> str:
    """The steps that belong to a stage, or count towards it, and end after it is reached, in words: it asks for some of
    what is typical of it, and its name says more. Empty where there are none."""
    reached = roadmap.reaching(stage.number)
    later = [
        f"{step.name} ({day(step.end_date)})" for step in roadmap.placements
        if reached is not None and step.stage == stage.id and step.finish > reached.week
        and any(one.kind in ("belongs", "stage") and one.what == stage.id for one in step.purposes)
    ]  # fmt: skip
    return _("still to come then: {names}", names=phrases.listing(later)) if later else ""


def why_in(step: Placement) -> str:
    """What it is there for: a target, a stage, a goal, a rule, what waits for it."""
    laws = [one.name for one in step.purposes if one.kind == "law"]
    said = [_("the law asks for it ({names})", names=some(laws))] if laws else []
    said += [purpose(one) for one in step.purposes if one.kind not in ("law", "towards")]
    later = [one.name for one in step.purposes if one.kind == "towards"]
    said += [_("it leads to {names}, after this plan", names=some(later))] if later else []
    if step.serves:
        said.append(_("needed for {names}", names=some(list(step.serves))))
    if said:
        return "; ".join(said)
    if step.reason.kind == "under-way":
        return _("work on it has begun")
    return _("what is under way, or capacity that is needed, rests on it")


def sentence(words: str) -> str:
    """With a capital letter, and a full stop."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def purpose(one: Purpose) -> str:
    """One purpose in words."""
    if one.kind == "stage":
        if one.worth == 1:
            return _("it counts towards stage “{name}”, which asks for a first version", name=one.name)
        return _("it counts towards stage “{name}”", name=one.name)
    if one.kind == "belongs":
        return _("it belongs to stage “{name}”", name=one.name)
    if one.kind == "law":
        return _("the law asks for it ({names})", names=one.name)
    if one.kind == "goal":
        return _("serves “{goal}” (worth {worth} of 5 to it)", goal=one.name, worth=one.worth)
    if one.kind == "stall":
        return _("gets out of “{pattern}”", pattern=one.name)
    if one.kind == "units":
        return _("it brings units on board that the file lists")
    if one.kind == "capacity":
        return _("it adds {n} person-weeks a quarter of {role}", n=one.worth, role=one.name)
    if one.kind == "towards":
        return _("it leads to {names}, after this plan", names=one.name)
    if one.kind == "rule":
        return _("the rule “{name}” asks for it", name=one.name)
    return _("it is a target") if one.kind == "target" else _("everything is asked for")


def why_here(step: Placement) -> str:
    """What it waits for, and what would bind next."""
    reason = step.reason
    if reason.next_start < 0:
        return reason.text
    if reason.next_start >= step.start:
        return _("{why}; without that it would start no sooner: {next}",
                 why=reason.text, next=reason.next_text) if reason.next_text else reason.text  # fmt: skip
    if not reason.next_text:
        return _("{why}; without that it could start in week {week}", why=reason.text, week=reason.next_start)
    return _("{why}; without that it could start in week {week}, and then {next} would bind",
             why=reason.text, week=reason.next_start, next=phrases.quoted(reason.next_text))  # fmt: skip


def unlocks(roadmap: Roadmap, step: Placement) -> str:
    """What waits for it in this plan, and how much of the journey builds on it."""
    planned = {p.id: p.name for p in roadmap.placements}
    here = [planned[other] for other in step.unlocks if other in planned]
    whole = ngettext(
        "{n} capability of the journey builds on it", "{n} capabilities of the journey build on it", step.unlocks_later
    )
    if here:
        return _("{names} in this plan; {whole}", names=some(here), whole=whole)
    return _("nothing in this plan waits for it; {whole}", whole=whole)


def score(step: Placement) -> str:
    """What each scorer said, in parts."""
    said = []
    for one in step.scores:
        shown = ", ".join(f"{part.name} {decimal(part.value, 2)}" for part in one.parts)
        words = _("{scorer} {score} of 1", scorer=one.scorer, score=decimal(one.normalised, 2))
        said.append(f"{words} ({shown})" if shown else words)
    words = _("priority {priority} of 1: {scores}", priority=decimal(step.priority, 2), scores=", ".join(said))
    if not step.counted:
        return words
    parts = {"score": words, "counted": decimal(step.counted, 2), "more": decimal(step.counted - step.value, 0)}
    if any(one.kind == "stall" for one in step.purposes):
        return _(
            "{score}; in the order it counts {counted}: its own value, and {more} as it gets out of a pattern of being "
            "stuck", **parts,
        )  # fmt: skip
    return _("{score}; in the order it counts {counted}: its own value, and {more} as it belongs to a stage", **parts)


def slack(roadmap: Roadmap, step: Placement) -> str:
    """How far it can slip, and what a slip touches."""
    last = roadmap.last_stage
    if step.critical and last:
        return _("on the chain that sets when {stage} is reached", stage=phrases.quoted(last.stage_name))
    if step.critical:
        return _("on the chain that sets the finish")
    if step.slack:
        return _(
            "can slip {weeks} as far as dates and what waits for it go; people and money may bind sooner",
            weeks=phrases.weeks(step.slack),
        )
    return _("no slack: a date, or the end of the plan, moves at once")


def due(step: Placement) -> str:
    """The date it is wanted by; empty where there is none."""
    if step.due_date is None:
        return ""
    if step.due_by_law:
        return _("to be in place by {day} for the law", day=day(step.due_date))
    if step.late_weeks:
        return _("wanted by {day}, {weeks} late", day=day(step.due_date), weeks=phrases.weeks(step.late_weeks))
    return _("wanted by {day}, in time", day=day(step.due_date))


def wanted_by(roadmap: Roadmap, step: Placement) -> str:
    """The date of a step; for law that applies already it is the plan's own, by which it wants to catch up."""
    since = [one.since for one in roadmap.obligations if step.capability in one.asks and one.since is not None]
    words = day(step.due_date) if step.due_date else ""
    if step.due_by_law and any(one <= roadmap.calendar.start for one in since):
        return _("the plan aims to comply by {day}", day=words)
    return _("wanted by {day}", day=words)


def sentences(roadmap: Roadmap, step: Placement) -> tuple[tuple[str, str], ...]:
    """(heading, sentence) of all there is to say of a step's place."""
    found = [
        (_("Why in the plan"), why_in(step)),
        (_("Why here"), why_here(step)),
        (_("Unlocks"), unlocks(roadmap, step)),
        (_("Score"), score(step)),
        (_("Slack"), slack(roadmap, step)),
    ]
    if step.due_date:
        found.append((_("Date"), due(step)))
    if step.eased:
        found.append((_("Eased"), _("everything that eases it comes first, so effort and weeks are lower")))
    if step.dragged:
        name = roadmap.names.get(step.dragged, step.dragged)
        found.append((_("Slowed down"), _("{name} makes this work take longer", name=name)))
    return tuple(found)


def some(names: list[str]) -> str:
    """The first few names of a list, and how many more there are."""
    if len(names) <= MOST_NAMES:
        return phrases.listing(names)
    return _("{names} and {n} more", names=", ".join(names[: MOST_NAMES - 1]), n=len(names) - MOST_NAMES + 1)


def status_title(status: Status) -> str:
    """The worst light first, then what it found."""
    word = {"green": _("Green"), "amber": _("Amber"), "red": _("Red")}.get(status.overall, _("Not measured"))
    worst = [light for light in status.lights if light.state == status.overall]
    if status.overall in ("green", "none"):
        return _("{state}: nothing that is measured is behind its rule", state=word)
    return f"{word}: {worst[0].value}"


def since_before(status: Status) -> str:
    """What has changed since the status that was kept before, in a line; empty: none was."""
    if status.before is None:
        return ""
    changed = sum(light.was not in ("", light.state) for light in status.lights)
    moves = []
    for stage in status.stages:
        if stage.planned and stage.was_planned:
            weeks = round((stage.planned - stage.was_planned).days / 7)
            later = _("{stage} {weeks} later", stage=stage.name, weeks=phrases.weeks(weeks))
            sooner = _("{stage} {weeks} sooner", stage=stage.name, weeks=phrases.weeks(-weeks))
            moves += [later if weeks > 0 else sooner] if weeks else []
    done = ngettext("{n} step done", "{n} steps done", len(status.newly_done))
    lights = ngettext("{n} light changed", "{n} lights changed", changed)
    moved = ", ".join(moves) or _("no stage moved")
    return _("since {day}: {done}, {lights}, {moved}", day=day(status.before), done=done, lights=lights, moved=moved)
