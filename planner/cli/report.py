"""A roadmap, or a diagnosis, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.terminal import bar, columns, heading, item, paragraph, point_to, short, warn
from planner.i18n import phrases
from planner.i18n.text import clean
from planner.i18n.translation import _, day, fixed, ngettext, speaking
from planner.roadmap import overload, unit_words
from planner.roadmap.narrative import how_sure, sentence, still_to_come, wanted_by, why_in

if TYPE_CHECKING:
    from planner.domain.maturity import Diagnosis
    from planner.domain.peers import Peer
    from planner.roadmap.records import FinishedStep, LeftOut, Placement, StageInfo
    from planner.roadmap.roadmap import Roadmap

LITTLE = 0.05
"""Thousands below which no more is spent than there is."""
SINGLE_UNITS = 12
"""Units that have a line each."""


def print_roadmap(roadmap: Roadmap, written: list[Path]) -> None:
    """The plan in the organisation's language, its pictures as files that were written."""
    with speaking(roadmap.language):
        _print_plan(roadmap)
        if written:
            heading(_("Written"))
            for path in written:
                click.echo(f"  {path}")
            picture = next((path for path in written if path.suffix == ".png"), written[0])
            click.echo()
            point_to([picture])


def _print_plan(roadmap: Roadmap) -> None:
    click.secho(clean(phrases.fictional(roadmap.name, roadmap.fictional)), bold=True)
    paragraph(roadmap.title, 0)
    if sure := how_sure(roadmap):
        paragraph(_("{sentence} (estimates).", sentence=sure), 0)
    print_diagnosis(roadmap.diagnosis, roadmap.stage_name, roadmap.names, roadmap.area_names, brief=True)
    _print_steps(roadmap)
    _print_units(roadmap)
    _print_overloads(roadmap)
    _print_left_out(roadmap)
    if roadmap.obligations:
        heading(_("The law where it works (read by planners: check it with counsel)"))
        for one in roadmap.obligations:
            item(f"{one.name}: {one.text}")
    if roadmap.beyond is not None:
        heading(_("Beyond this plan"))
        paragraph(horizon(roadmap))
    if roadmap.findings:
        heading(_("Checks"))
        for finding in roadmap.findings:
            broken = (_("BROKEN") + ": ") * (finding.weight == "must")
            item(f"{broken}{finding.what}. {finding.mend}. [{finding.check}]")
    if roadmap.warnings:
        click.echo()
        for warning in roadmap.warnings:
            warn(warning)


def horizon(roadmap: Roadmap) -> str:
    """Where the plan ends, and what comes after it."""
    beyond = roadmap.beyond
    assert beyond is not None
    said = []
    if beyond.stage_number:
        stage = phrases.stage(beyond.stage_number, beyond.stage_name, beyond.phase)
        said.append(_("It ends in {stage}.", stage=stage))
    if not beyond.next_number:
        said.append(_("That is the last stage of the journey."))
    else:
        asks = "; ".join(_asked(roadmap.names, *one) for one in beyond.asks)
        said.append(
            _("Stage {number}, {name}, would then ask for: {what}.",
              number=beyond.next_number, name=beyond.next_name, what=asks)
        )  # fmt: skip
    return " ".join(said)


def _asked(names: Mapping[str, str], count: int, groups: Sequence[Sequence[str]], level: int) -> str:
    """What a stage still asks for: how many of which capabilities, at which level."""
    which = phrases.groups(names, groups)
    return _("{count} more at level {level} of: {names}", count=count, level=level, names=which)


def print_diagnosis(
    diagnosis: Diagnosis,
    stage_name: str,
    names: Mapping[str, str],
    areas: Mapping[str, str],
    stage_of: Mapping[str, int] | None = None,
    *,
    brief: bool = False,
) -> None:
    heading(_("Where it stands"))
    click.echo(f"  {clean(phrases.stage(diagnosis.stage_number, stage_name, diagnosis.phase))}")
    for area in diagnosis.areas:
        click.echo(f"  {bar(area.mean, 3)} {fixed(area.mean)}  {clean(areas[area.id])}")
    if diagnosis.stalls:
        full = _("Where it is stuck (each with what has unlocked it elsewhere)")
        heading(_("Where it is stuck") if brief else full)
        for stall in diagnosis.stalls:
            item(f"{stall.title}: {stall.what}" * (not brief) + stall.title * brief)
            unlock = ", ".join(names[one] for one in stall.unlock)
            if not brief:
                source = f" ({stall.source})" * bool(stall.source)
                paragraph(_("unlocked by: {names}", names=unlock) + source, 4, dim=True)
    if brief:
        return
    if diagnosis.next_steps:
        heading(_("What the next stage asks for"))
        for one in diagnosis.next_steps:
            item(_asked(names, *one))
    _print_names(_("Ahead of their stage (pockets)"), diagnosis.pockets, names)
    _print_names(_("In place without their foundations (likely to slip)"), diagnosis.rootless, names)
    heading(_("Open to start now"))
    stage_of = stage_of or dict.fromkeys(names, 0)
    by_level: dict[int, list[str]] = {}
    shown = [t for t in diagnosis.open_now if t.level > 1 or stage_of[t.capability] <= diagnosis.stage_number + 1]
    for threshold in shown:
        by_level.setdefault(threshold.level, []).append(names[threshold.capability])
    for level, own in sorted(by_level.items(), reverse=True):
        item(_("to level {level}: {names}", level=level, names=", ".join(own)))
    if len(shown) < len(diagnosis.open_now):
        paragraph(_("Level 1 of later stages needs no prerequisite either; it is left out here."), 2, dim=True)


def print_peers(peers: Sequence[Peer]) -> None:
    """Published figures of others beside this organisation: what is like most, and what is not."""
    if not peers:
        return
    heading(_("Beside published surveys"))
    paragraph(_("What others did in the years of the surveys: a comparison, not a target."))
    said = {True: "; " + _("here: yes"), False: "; " + _("here: not yet"), None: ""}
    for number, peer in enumerate(peers):
        if peer.history and not (number and peers[number - 1].history):
            heading(_("How it was: surveys older than five years, history and no yardstick"))
        share = _("{share} % of {who} {finding}", share=phrases.amount(peer.share), who=peer.who, finding=peer.finding)
        item(share + ("" if peer.history else said[peer.here]))
        year = "" if str(peer.year) in peer.source else f", {peer.year}"
        paragraph(peer.source + year, 4, dim=True)


def _print_names(title: str, ids: tuple[str, ...], names: Mapping[str, str]) -> None:
    if ids:
        heading(title)
        item(", ".join(names[c] for c in ids))


def _print_steps(roadmap: Roadmap) -> None:
    heading(_("Roadmap"))
    if not roadmap.placements:
        paragraph(_("nothing left to do for these targets"))
    for stage in roadmap.stages:
        own = [step for step in roadmap.placements if step.stage_number == stage.number]
        done = [step for step in roadmap.finished if step.stage_number == stage.number]
        if own or done or any(one.stage_number == stage.number for one in roadmap.milestones):
            _print_stage(roadmap, stage, own, done)
    if not roadmap.placements:
        return
    last = roadmap.last_stage
    if last:
        chain = _("on the chain that sets when {stage} is reached", stage=phrases.quoted(last.stage_name))
    else:
        chain = _("on the chain that sets the finish")
    paragraph(_("* {chain}; weeks count from {day}", chain=chain, day=day(roadmap.calendar.start)), 2, dim=True)
    paragraph(_("Order: {proof}.", proof=roadmap.proof.say()), 2)


def _print_stage(roadmap: Roadmap, stage: StageInfo, steps: list[Placement], done: list[FinishedStep]) -> None:
    """One stage: when it is reached and what is typical of it, what is done of it, then its steps in order of start."""
    own = [one for one in roadmap.milestones if one.stage_number == stage.number]
    reached = own[0] if own else None
    if stage.number <= roadmap.diagnosis.stage_number:
        when = _("reached today; this adds to it") if steps else _("reached today")
    elif reached is not None:
        when = _("reached by {when}", when=phrases.when(roadmap.calendar.last_day(reached.week), reached.week))
        when += "".join(
            "; " + _("{phase} in week {week}", phase=phrases.phase(one.phase), week=one.week) for one in own[1:]
        )
    else:
        when = _("not reached in this plan")
    click.echo()
    words = _("Stage {number}, {name}: {when}", number=stage.number, name=stage.name, when=when)
    click.secho(f"  {clean(words)}", bold=True)
    new = [words for words in (stage.decides, stage.funded_by, stage.form) if words]
    if new and stage.number > roadmap.diagnosis.stage_number:
        paragraph(_("typical of it: {what}", what="; ".join(new)), 4, dim=True)
    if later := still_to_come(roadmap, stage):
        paragraph(later, 4)
    for one in done:
        when = _("done {day}", day=day(one.finished)) if one.finished else _("done, day unknown")
        click.secho(f"  {one.number:>2}  {when:<25}  {clean(one.name)}", dim=True)
    for step in steps:
        weeks = _("week {start} to {finish}", start=f"{step.start:>3}", finish=f"{step.finish:<3}")
        when = f"{phrases.quarter(step.start_quarter)}  {weeks}"
        marks = f" ({_('target')})" * step.is_target + " *" * step.critical
        click.echo(f"  {step.number:>2}  {when}  ", nl=False)
        click.secho(clean(step.name) + marks, bold=step.is_target)
        late = ""
        if step.late_weeks and step.due_date:
            late = "; " + _("{weeks} late, {why}", weeks=phrases.weeks(step.late_weeks), why=wanted_by(roadmap, step))
        why = step.reason.text
        why = why if why.startswith(step.owner_name) else f"{step.owner_name}: {why}"
        paragraph(f"{why}{late}. {sentence(why_in(step))}", 6, dim=True)


def _print_units(roadmap: Roadmap) -> None:
    """Where each unit stands and when it comes; of many, those of a wave in one line."""
    units, most = roadmap.units or (), len(roadmap.levels) - 1
    if not units:
        return
    heading(_("Units"))
    paragraph(f"{unit_words.headline(units, roadmap.calendar)}.")
    rows = [[one] for one in units] if len(units) <= SINGLE_UNITS else unit_words.by_wave(units)
    for own in rows:
        level = sum(one.level for one in own) / len(own)
        click.echo(
            f"  {bar(level, most)} {fixed(level)}  {short(clean(unit_words.named(own)), columns() - 21).rstrip()}"
        )
        paragraph(unit_words.coming(own[0], roadmap.calendar, roadmap.units or ()), 20, dim=True)


def _print_overloads(roadmap: Roadmap) -> None:
    said = overload.overloads(roadmap)
    if said:
        heading(overload.title())
    for words in said:
        item(words)


def _print_changed(roadmap: Roadmap, changed: Roadmap, *, several: bool) -> None:
    """The plan with the first change, and what it goes without."""
    words = (
        _("With the first of these: {title}.", title=changed.title)
        if several
        else _("With it: {title}.", title=changed.title)
    )
    paragraph(words, 2)
    planned = {step.capability for step in roadmap.placements}
    others = [left for left in changed.left_out if left.wished and not left.asked]
    lost = ", ".join(left.name for left in others if left.capability in planned)
    still = ", ".join(left.name for left in others if left.capability not in planned)
    if lost:
        paragraph(_("It has no room for what this plan has: {names}.", names=lost), 2)
    if still:
        paragraph(_("Wished for, and without room then: {names}.", names=still), 2)
    if late := [one for one in changed.placements if one.late_weeks and any(p.kind == "law" for p in one.purposes)]:
        worst = max(late, key=lambda step: step.late_weeks)  # the title speaks of targets
        words = ngettext("What the law asks for comes late with it: {name}, by {weeks}.",
                         "What the law asks for comes late with it in {n} steps, most {name}: {weeks}.", len(late),
                         name=worst.name, weeks=phrases.weeks(worst.late_weeks))  # fmt: skip
        paragraph(words, 2)
    if words := _spends_more(roadmap, changed):
        paragraph(words, 2)
    if asked := overload.overloaded(changed):  # so that nobody reads "everything fits" as "nobody has too much to do"
        words = _("It still asks more of people than they have, small contributions counted: {roles}.", roles=asked)
        paragraph(words, 2)


def _spends_more(roadmap: Roadmap, changed: Roadmap) -> str:
    """Where the plan with a change spends more than there is today: that may be less than so much every quarter."""
    today = {one.quarter: one.budget for one in roadmap.budget_use if one.budget is not None}
    both = [one.budget - today[one.quarter] for one in changed.budget_use if one.quarter in today and one.budget]
    if not both or both[-1] <= 0:
        return ""
    # the plan without the change may end sooner, and say nothing of later quarters: the change is the same in all
    owed: list[list[tuple[str, float]]] = []  # up to each quarter, in each run of quarters that carry over
    for one in changed.budget_use:
        if one.budget is not None:
            more = one.spend - one.budget + both[-1]
            if one.carries and owed:
                owed[-1].append((one.quarter, owed[-1][-1][1] + more))
            else:
                owed.append([(one.quarter, more)])
    most = [max(run, key=lambda upto: upto[1]) for run in owed]
    over = [(quarter, more) for quarter, more in most if more > LITTLE]
    if not over:
        return ""
    amount, first = phrases.amount(sum(more for _quarter, more in over)), phrases.quarter(over[0][0])
    if any(one.carries for one in changed.budget_use):
        return ngettext(
            "By the end of {first} it has spent {amount} thousand more than there is until then today.",
            "In {n} fiscal years, from that of {first} on, it spends {amount} thousand more than there is today.",
            len(over), amount=amount, first=first,
        )  # fmt: skip
    return ngettext(
        "It spends {amount} thousand more than there is today, in {first}.",
        "It spends {amount} thousand more than there is today, in {n} quarters from {first} on.",
        len(over), amount=amount, first=first,
    )  # fmt: skip


def print_beyond(roadmap: Roadmap) -> None:
    """What is asked for and finds no room, why, and what would make room for it."""
    asked = [o for o in roadmap.left_out if o.asked]
    if asked:
        heading(_("Beyond what fits"))
        if roadmap.certificate:
            paragraph(roadmap.certificate[:1].upper() + roadmap.certificate[1:] + ".")
        for left in asked:
            item(f"{left.name}: {left.text}")
        if roadmap.repairs:
            several = len(roadmap.repairs) > 1
            any_one = _("With any one of these, everything required fits (tried by planning with it)")
            this = _("With this, everything required fits (tried by planning with it)")
            heading(any_one if several else this)
            for repair in roadmap.repairs:
                item(repair.text)
        if roadmap.changed is not None:
            _print_changed(roadmap, roadmap.changed, several=len(roadmap.repairs) > 1)


def _print_left_out(roadmap: Roadmap) -> None:
    print_beyond(roadmap)
    wished = [o for o in roadmap.left_out if o.wished and not o.asked]
    if wished:
        heading(_("Wished for, but without room"))
        for left in wished:
            item(_("{name}, which {wished}: {why}", name=left.name, wished=left.wished, why=left.text))
    groups: dict[str, list[LeftOut]] = {}
    for left in roadmap.left_out:
        if not left.asked and not left.wished:
            groups.setdefault(left.kind, []).append(left)
    if groups:
        heading(_("Left out"))
        for kind, own in sorted(groups.items()):
            words = ", ".join(f"{o.name} ({o.text})" if kind == "other-branch" else o.name for o in own)
            if kind == "not-applicable":  # several for one reason
                same = {why: ", ".join(o.name for o in own if o.text == why) for why in [o.text for o in own]}
                words = "; ".join(f"{names} ({why})" for why, names in same.items())
            if kind == "not-needed" and len(own) > 6:
                first = ", ".join(o.name for o in own[:5])
                words = _("{names} and {n} more (the report names them)", names=first, n=len(own) - 5)
            item(f"{phrases.kind_title(kind)}: {words}")
