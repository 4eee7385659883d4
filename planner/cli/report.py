"""A roadmap, or a diagnosis, on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.terminal import bar, heading, item, paragraph, warn
from planner.i18n import phrases
from planner.i18n.text import clean
from planner.i18n.translation import _, day
from planner.roadmap.narrative import how_sure, sentence, wanted_by, why_in

if TYPE_CHECKING:
    from planner.domain.maturity import Diagnosis
    from planner.domain.peers import Peer
    from planner.roadmap.records import FinishedStep, LeftOut, Placement, StageInfo, Use
    from planner.roadmap.roadmap import Roadmap


def print_roadmap(roadmap: Roadmap, written: list[Path]) -> None:
    click.secho(clean(roadmap.name) + (" (fictional example)" if roadmap.fictional else ""), bold=True)
    paragraph(roadmap.title, 0)
    if sure := how_sure(roadmap):
        paragraph(f"{sure} (estimates).", 0)
    print_diagnosis(roadmap.diagnosis, roadmap.stage_name, roadmap.names, roadmap.area_names, brief=True)
    _print_steps(roadmap)
    _print_overruns(roadmap)
    _print_left_out(roadmap)
    if roadmap.obligations:
        heading(_("The law where it works (read by planners: check it with counsel)"))
        for one in roadmap.obligations:
            item(f"{one.name}: {one.text}")
    if roadmap.beyond is not None:
        heading("Beyond this plan")
        paragraph(horizon(roadmap))
    if roadmap.findings:
        heading("Checks")
        for finding in roadmap.findings:
            item(f"{'BROKEN: ' * (finding.weight == 'must')}{finding.what}. {finding.mend}. [{finding.check}]")
    if roadmap.warnings:
        click.echo()
        for warning in roadmap.warnings:
            warn(warning)
    if written:
        heading("Written")
        for path in written:
            click.echo(f"  {path}")
        picture = next((path for path in written if path.suffix == ".png"), written[0])
        click.echo()
        click.echo(f"Open {picture}")


def horizon(roadmap: Roadmap) -> str:
    """Where the plan ends, and what comes after it."""
    beyond = roadmap.beyond
    assert beyond is not None
    end = (
        f"It ends in stage {beyond.stage_number}, {beyond.stage_name} ({beyond.phase})." if beyond.stage_number else ""
    )
    if not beyond.next_number:
        return f"{end} That is the last stage of the journey."
    asks = "; ".join(
        f"{count} more at level {level} of " + phrases.listing([roadmap.names[one] for one in members])
        for count, members, level in beyond.asks
    )
    return f"{end} Stage {beyond.next_number}, {beyond.next_name}, would then ask for: {asks}.".strip()


def print_diagnosis(
    diagnosis: Diagnosis,
    stage_name: str,
    names: Mapping[str, str],
    areas: Mapping[str, str],
    stage_of: Mapping[str, int] | None = None,
    *,
    brief: bool = False,
) -> None:
    heading("Where it stands")
    stage = (
        f"stage {diagnosis.stage_number}, {stage_name} ({diagnosis.phase})"
        if diagnosis.stage
        else "before the first stage"
    )
    click.echo(f"  {clean(stage)}")
    for area in diagnosis.areas:
        click.echo(f"  {bar(area.mean, 3)} {area.mean:.1f}  {clean(areas[area.id])}")
    if diagnosis.stalls:
        heading("Where it is stuck (common; each with what has unlocked it elsewhere)")
        for stall in diagnosis.stalls:
            item(f"{stall.title}: {stall.what}" * (not brief) + stall.title * brief)
            unlock = ", ".join(names[one] for one in stall.unlock)
            if not brief:
                paragraph(f"unlocked by: {unlock}" + f" ({stall.source})" * bool(stall.source), 4, dim=True)
    if brief:
        return
    if diagnosis.next_steps:
        heading("What the next stage asks for")
        for count, members, level in diagnosis.next_steps:
            item(f"{count} more at level {level} of: " + ", ".join(names[m] for m in members))
    _print_names("Ahead of their stage (pockets)", diagnosis.pockets, names)
    _print_names("In place without their foundations (likely to slip)", diagnosis.rootless, names)
    heading("Open to start now")
    stage_of = stage_of or dict.fromkeys(names, 0)
    by_level: dict[int, list[str]] = {}
    shown = [t for t in diagnosis.open_now if t.level > 1 or stage_of[t.capability] <= diagnosis.stage_number + 1]
    for threshold in shown:
        by_level.setdefault(threshold.level, []).append(names[threshold.capability])
    for level, own in sorted(by_level.items(), reverse=True):
        item(f"to level {level}: " + ", ".join(own))
    if len(shown) < len(diagnosis.open_now):
        paragraph("Level 1 of later stages needs no prerequisite either; it is left out here.", 2, dim=True)


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
    heading("Roadmap")
    if not roadmap.placements:
        paragraph("nothing left to do for these targets")
    for stage in roadmap.stages:
        own = [step for step in roadmap.placements if step.stage_number == stage.number]
        done = [step for step in roadmap.finished if step.stage_number == stage.number]
        if own or done or any(one.stage_number == stage.number for one in roadmap.milestones):
            _print_stage(roadmap, stage, own, done)
    if not roadmap.placements:
        return
    last = roadmap.last_stage
    date = f"sets when {phrases.quoted(last.stage_name)} is reached" if last else "sets the finish"
    paragraph(f"* on the chain that {date}; weeks count from the start of the plan", 2, dim=True)
    paragraph(f"Order: {roadmap.proof.say()}.", 2)


def _print_stage(roadmap: Roadmap, stage: StageInfo, steps: list[Placement], done: list[FinishedStep]) -> None:
    """One stage: when it is reached and what is typical of it, what is done of it, then its steps in order of start."""
    own = [one for one in roadmap.milestones if one.stage_number == stage.number]
    reached = own[0] if own else None
    if stage.number <= roadmap.diagnosis.stage_number:
        when = "reached today"
    elif reached is not None:
        when = f"reached by {phrases.when(roadmap.calendar.last_day(reached.week), reached.week)}"
        when += "".join(f", {one.phase} phase in week {one.week}" for one in own[1:])
    else:
        when = "not reached in this plan"
    click.echo()
    click.secho(f"  Stage {stage.number}, {clean(stage.name)}: {when}", bold=True)
    new = [words for words in (stage.decides, stage.funded_by, stage.form) if words]
    if new and stage.number > roadmap.diagnosis.stage_number:
        paragraph("typical of it: " + "; ".join(new), 4, dim=True)
    for one in done:
        when = f"done {day(one.finished)}" if one.finished else "done, day unknown"
        click.secho(f"  {one.number:>2}  {when:<25}  {clean(one.name)}", dim=True)
    for step in steps:
        when = f"{phrases.quarter(step.start_quarter)}  week {step.start:>3} to {step.finish:<3}"
        marks = " (target)" * step.is_target + " *" * step.critical
        click.echo(f"  {step.number:>2}  {when}  ", nl=False)
        click.secho(clean(step.name) + marks, bold=step.is_target)
        late = ""
        if step.late_weeks and step.due_date:
            late = f"; {phrases.weeks(step.late_weeks)} late, {wanted_by(roadmap, step)}"
        why = step.reason.text
        why = why if why.startswith(step.owner_name) else f"{step.owner_name}: {why}"
        paragraph(f"{why}{late}. {sentence(why_in(step))}", 6, dim=True)


def _print_overruns(roadmap: Roadmap) -> None:
    """Roles that are asked for more than they have: shown, because capacity is an estimate and so is this."""
    over: dict[str, list[Use]] = {}
    for use in roadmap.capacity_use:
        if use.left is not None and use.left < -0.05:
            over.setdefault(use.role_name, []).append(use)
    if over:
        heading("Asked for more than there is (what may be asked on top, and contributions too small to count)")
    for role, uses in over.items():
        most = min(uses, key=lambda use: use.left or 0.0)
        amounts = f"{phrases.amount(most.run + most.work)} of {phrases.amount(most.capacity or 0)} person-weeks"
        amounts += f" ({100 * (most.run + most.work) / most.capacity:.0f} %)" if most.capacity else ""
        others = len(uses) - 1
        more = f", and in {others} more quarter{'s' * (others > 1)}" if others else ""
        item(f"{role}: {amounts} in {phrases.quarter(most.quarter)}{more}")


def _print_left_out(roadmap: Roadmap) -> None:
    asked = [o for o in roadmap.left_out if o.asked]
    if asked:
        heading("Beyond what fits")
        if roadmap.certificate:
            paragraph(roadmap.certificate[:1].upper() + roadmap.certificate[1:] + ".")
        for left in asked:
            item(f"{left.name}: {left.text}")
        if roadmap.repairs:
            several = len(roadmap.repairs) > 1
            which = "Any one of these" if several else "This"
            heading(f"{which} makes everything fit that must be reached (tried by planning with it)")
            for repair in roadmap.repairs:
                item(repair.text)
        if roadmap.changed is not None:
            paragraph(f"With {'the first of these' if several else 'it'}: {roadmap.changed.title}.", 2)
            others = [left.name for left in roadmap.changed.left_out if left.wished and not left.asked]
            if others:
                paragraph(f"Wished for, and without room then: {', '.join(others)}.", 2)
    wished = [o for o in roadmap.left_out if o.wished and not o.asked]
    if wished:
        heading("Wished for, but without room")
        for left in wished:
            item(f"{left.name}, which {left.wished}: {left.text}")
    groups: dict[str, list[LeftOut]] = {}
    for left in roadmap.left_out:
        if not left.asked and not left.wished:
            groups.setdefault(left.kind, []).append(left)
    if groups:
        heading("Left out")
        for kind, own in sorted(groups.items()):
            words = ", ".join(f"{o.name} ({o.text})" if kind == "other-branch" else o.name for o in own)
            if kind == "not-needed" and len(own) > 6:
                words = ", ".join(o.name for o in own[:5]) + f" and {len(own) - 5} more (the report names them)"
            item(f"{phrases.kind_title(kind)}: {words}")
