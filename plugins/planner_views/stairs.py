"""A stage of the view ``journey``: where it lies on the page, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass

from planner.pictures import Paint
from planner.plugins import Milestone, Roadmap, StageInfo, StageRisk, _, day, ngettext, phrases

LEAST = 460.0
"""Width in which dates can be said to the left of a stage."""


@dataclass(frozen=True, slots=True)
class Stair:
    """A stage on the page.

    Attributes:
        milestone: None where it is reached today, or not in the plan; ``sure``: None where nobody asked.
        edge: where it begins; ``solid``: from where on it can be counted on; ``start``: where the page does.
    """

    stage: StageInfo
    paint: Paint
    top: float
    height: float
    reached: bool
    milestone: Milestone | None
    sure: StageRisk | None
    start: float
    edge: float
    solid: float

    @property
    def planned(self) -> bool:
        return self.reached or self.milestone is not None

    @property
    def likely(self) -> bool:
        """Whether it is reached in half of the draws within the time that is drawn."""
        return self.sure is not None and self.sure.finish.p50 is not None

    @property
    def roomy(self) -> bool:
        """Whether there is room for its dates to its left."""
        return self.edge - self.start >= LEAST


def headlines(roadmap: Roadmap) -> list[str]:
    """The stage that the plan reaches and when, with the odds where they are known; the longest first."""
    last = roadmap.last_stage
    sure = roadmap.odds(last.stage_number) if last else None
    if last is None or sure is None or roadmap.risk is None:
        return [roadmap.title]
    stage = phrases.quoted(last.stage_name)
    if sure.finish.p80_date is None:
        planned, part = day(roadmap.calendar.last_day(last.week)), round(100 * sure.on_time)
        said = _("{stage} is planned for {planned}, which holds in {part} % of the draws",
                 stage=stage, planned=planned, part=part)  # fmt: skip
    else:
        said = _("{stage} is reached by {day} with 80 % odds", stage=stage, day=day(sure.finish.p80_date))
    beyond = roadmap.beyond
    if roadmap.late and roadmap.all_fit:
        worst = roadmap.late[0]
        return [_("{said}; {name} comes {weeks} after its date", said=said, name=worst.name,
                  weeks=phrases.weeks(worst.late_weeks))]  # fmt: skip
    aimed = not roadmap.part and beyond is not None and 0 < beyond.next_number <= roadmap.aimed_stage
    if not roadmap.all_fit and beyond is not None and aimed:
        return [_("{said}; “{next}” is not reached", said=said, next=beyond.next_name)]
    if not roadmap.all_fit:
        return [_("{said}; not everything that was asked for fits", said=said)]
    moved = [phrases.quoted(driver.name) for driver in roadmap.risk.drivers if driver.swing >= 1]
    return [*(_("{said}, and {what} moves it most", said=said, what=what) for what in moved[:1]), said]


def stage_dates(roadmap: Roadmap, stage: StageInfo) -> tuple[str, str, str]:
    """When a stage is reached: what the date is, the date, and the other dates."""
    if stage.number <= roadmap.diagnosis.stage_number:
        here = stage.number == roadmap.diagnosis.stage_number
        phase = phrases.phase(roadmap.diagnosis.phase)
        return _("reached"), _("today"), _("we are here, {phase}", phase=phase) if here else ""
    first, sure = roadmap.reaching(stage.number), roadmap.odds(stage.number)
    if first is None:
        return "", _("not in this plan"), ""
    planned = day(roadmap.calendar.last_day(first.week))
    if sure is None:
        return _("planned for"), planned, ""
    part = round(100 * sure.on_time)
    said = _("plan {day}, {part} %", day=planned, part=part)
    if sure.finish.p50_date:
        said = _("even odds {day}; {plan}", day=day(sure.finish.p50_date), plan=said)
    if sure.finish.p80_date is None:
        return _("planned for"), planned, _("holds in {part} % of the draws", part=part)
    return _("80 % by"), day(sure.finish.p80_date), said


def law(roadmap: Roadmap) -> str:
    """From when the plan keeps what the law asks for today; empty where it is all in place, or nothing applies."""
    asked = [one for one in roadmap.obligations if one.status in ("in-place", "in-time", "late", "not-planned")]
    missed = sum(one.status == "not-planned" for one in asked)
    if missed:
        return ngettext(
            "The law: of {all} that ask for something, {n} is not met by this plan",
            "The law: of {all} that ask for something, {n} are not met by this plan", missed, all=len(asked),
        )  # fmt: skip
    ahead = [one.day for one in asked if one.day is not None and one.status != "in-place"]
    if not ahead:
        return ""
    return ngettext(
        "The law: the one that asks for something is met from {day}",
        "The law: all {n} that ask for something are met from {day}", len(asked), day=day(max(ahead)),
    )  # fmt: skip


def when(roadmap: Roadmap, stair: Stair) -> list[str]:
    """When a stage is reached, the most important first."""
    first, sure = stair.milestone, stair.sure
    if first is None:
        return []
    planned = roadmap.calendar.last_day(first.week)
    if sure is None:
        return [phrases.when(planned, first.week)]
    said = _("the plan says {day}: {part} %", day=day(planned), part=round(100 * sure.on_time))
    if sure.finish.p50_date is None:
        return [_("in less than half of the draws within the plan's calendar"), said]
    half = _("even odds {day}", day=day(sure.finish.p50_date))
    if sure.finish.p80_date is None:
        return [half, said]
    return [_("by {day} with 80 %", day=day(sure.finish.p80_date)), half, said]


def inside(roadmap: Roadmap, stair: Stair) -> list[tuple[str, bool]]:
    """What is said below the name of a stage that is reached, as (words, whether they are bold)."""
    if stair.reached:
        return _standing(roadmap, stair)
    said = [] if stair.roomy else [(words, not number) for number, words in enumerate(when(roadmap, stair))]
    if stair.milestone is not None and not stair.roomy:
        setting = [p.name for p in roadmap.placements if p.id in stair.milestone.chain]
        said.append((_("set by {names}", names=phrases.listing(setting[-3:])), False))
    served = {
        purpose.name
        for step in roadmap.placements
        if step.stage_number == stair.stage.number
        for purpose in step.purposes
        if purpose.kind == "goal"
    }
    goals = [goal for goal in roadmap.goals if goal in served]  # the heaviest first
    return [*said, (_("Goals served"), False), *((goal, True) for goal in goals[:3])] if goals else said


def _standing(roadmap: Roadmap, stair: Stair) -> list[tuple[str, bool]]:
    own = [one for one in roadmap.standings if one.stage_number == stair.stage.number]
    begun = sum(one.level > 0 for one in own)
    said = [(_("reached today; {n} of {all} capabilities begun", n=begun, all=len(own)), True)]
    there = [one.name for one in own if one.level > 1]
    coming = [step.name for step in roadmap.placements if step.stage_number == stair.stage.number]
    if there:
        said.append((_("in place: {names}", names=", ".join(there)), False))
    if coming:
        said.append((_("in this plan: {names}", names=", ".join(coming)), False))
    return said


def missing(roadmap: Roadmap, stair: Stair) -> list[str]:
    """What a stage beyond the plan asks for."""
    said = [_("{stage}: not in this plan", stage=stair.stage.name)]
    beyond = roadmap.beyond
    if beyond is None or beyond.next_number != stair.stage.number:
        return said
    whole = [group for count, own, _level in beyond.asks if count == len(own) for group in own]
    every = [phrases.groups(roadmap.names, [group]) for group in whole]
    changed = roadmap.changed  # what makes all fit that is asked for need not lead to this stage
    if changed is not None and changed.reaching(stair.stage.number) is not None:
        said += [_("would fit with: {change}", change=repair.text) for repair in roadmap.repairs[:1]]
    said += [_("needs {names}", names=phrases.listing(every))] if every else []
    for count, own, _level in beyond.asks:
        if count < len(own):
            names = phrases.groups(roadmap.names, own)
            said.append(_("needs {count} of: {names}", count=count, names=names))
    return said


def sentence(roadmap: Roadmap, stair: Stair) -> str:
    """A stage in a sentence."""
    if stair.reached:
        return _("{stage}: reached today.", stage=stair.stage.name)
    if not stair.planned:
        return ". ".join(missing(roadmap, stair)) + "."
    return f"{stair.stage.name}: {'; '.join(when(roadmap, stair))}."
