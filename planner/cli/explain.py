"""``planner explain``: why a capability is where it is, and what would change that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, PLANNING_KINDS, PluginCommand, json_option, planning_arguments, planning_options

if TYPE_CHECKING:
    from planner.analysis.capability_change import Answer
    from planner.api.questions import Explained
    from planner.domain.journey import Capability, Journey

MOST = 6


@click.command("explain", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("capability")
@click.argument("file", type=FILE, required=False)
@click.option("--journey", metavar="NAME", help="Journey to look in when no FILE is given.  [default: social-native]")
@click.option("--why-not", is_flag=True, help="Why it is not in the plan, and what it would take to have it.")
@click.option("--earlier", is_flag=True, help="The smallest change with which it is live earlier.")
@click.option(
    "--weeks",
    type=click.IntRange(1, 520),
    metavar="N",
    help="With --earlier: by so many (default: a quarter, 13); else the slip to look at (default: 4).",
)
@planning_options
@json_option
def command(
    capability: str,
    file: Path | None,
    journey: str | None,
    why_not: bool,
    earlier: bool,
    weeks: int | None,
    as_json: bool,
    **planning: Any,
) -> None:
    """Explain CAPABILITY: what it is, what it needs and unlocks; with FILE, why it is where it is in the plan, and
    what happens when it slips or is dropped. Without FILE the only organisation file of the folder is meant.

    \b
    Examples:
      planner explain goal-setting
      planner explain social-crm examples/reches-bank.yaml
      planner explain --why-not community-programme acme.yaml
      planner explain --earlier social-crm acme.yaml
      planner explain acme:social-crm portfolio.yaml
    """
    from planner import api
    from planner.cli.members import loaded_of, member_asked
    from planner.cli.terminal import print_json, shown_note, warn
    from planner.documents.loader import only_organisation, organisations_in
    from planner.i18n.translation import speaking

    if file and journey:
        raise click.UsageError("FILE names its own journey; drop --journey")
    if why_not and earlier:
        raise click.UsageError("--why-not and --earlier exclude each other")
    if journey and (why_not or earlier):
        raise click.UsageError("--why-not and --earlier ask about a plan; name a FILE instead of --journey")
    if why_not and weeks:
        raise click.UsageError("--weeks goes with --earlier, or with neither")
    if not file and not journey and (why_not or earlier or organisations_in(Path())):
        file = only_organisation(Path())
    source, typed = click.get_current_context().get_parameter_source, click.core.ParameterSource.COMMANDLINE
    given = [name for name in planning if source(name) is typed]
    if not file and (weeks or any(name != "language" for name in given)):
        raise click.UsageError("options of planning need a FILE to plan")
    arguments = planning_arguments(planning, note=shown_note)
    if file:
        file, capability = member_asked(file, capability)
    loaded = loaded_of(file, arguments) if file else None
    language = planning["language"] or (loaded.organisation.language if loaded else None)
    if loaded and (why_not or earlier):
        if why_not:
            answer = api.why_not(loaded, capability, **arguments)
        else:
            answer = api.earlier(loaded, capability, weeks=weeks or 13, **arguments)
        with speaking(str(language)):
            if as_json:
                print_json(answer_data(capability, answer))
            else:
                show_answer(answer, as_target=bool(why_not))
        return
    found = loaded.journey if loaded else api.load_journey(journey or "social-native")
    api.refuse_unknown(capability, found)
    explained = api.explain(loaded, capability, slips_by=weeks or 4, **arguments) if loaded else None
    for words in explained.roadmap.warnings if explained else ():
        warn(words)
    language = language or found.language
    with speaking(language):
        data = explanation(found, found.capabilities[capability], explained, language)
        if as_json:
            print_json(data)
        else:
            show(data)


def explanation(journey: Journey, capability: Capability, explained: Explained | None, language: str) -> dict[str, Any]:
    """Everything there is to say about a capability, as plain data."""
    import networkx as nx

    names = {c.id: c.name.say(language) for c in journey.capabilities.values()}
    graph = nx.DiGraph(
        (t.capability, c.id)
        for c in journey.capabilities.values()
        for need in c.needs_for(3)
        for t in need.alternatives
    )
    graph.add_nodes_from(journey.capabilities)
    after = set(explained.unlocks) if explained else nx.descendants(graph, capability.id)
    data: dict[str, Any] = {
        "capability": capability.id,
        "name": names[capability.id],
        "outcome": capability.outcome.say(language),
        "stage": journey.stage(capability.stage).name.say(language),
        "area": journey.areas[capability.area].say(language),
        "owner": journey.roles[capability.owner].say(language),
        "with": [journey.roles[role].say(language) for role in capability.contributors],
        "effort": [capability.effort.low, capability.effort.likely, capability.effort.high],
        "weeks": [
            capability.duration_estimate.low,
            capability.duration_estimate.likely,
            capability.duration_estimate.high,
        ],
        "lead_weeks": [capability.lead_time.low, capability.lead_time.likely, capability.lead_time.high],
        "asked_first": [
            {"trait": trait, "name": journey.traits[trait].say(language), "weeks": [time.low, time.likely, time.high]}
            for trait, time in capability.waits.items()
            if not explained or trait in explained.traits
        ],
        "cost": [capability.cost.low, capability.cost.likely, capability.cost.high],
        "run": capability.run,
        "needs": [
            [{"capability": t.capability, "name": names[t.capability], "level": t.level} for t in need.alternatives]
            for need in capability.needs_for(2)
        ],
        "modes": [mode.name.say(language) for mode in capability.modes],
        "eased_by": [names[c] for c in capability.eased_by],
        "unlocks": [names[c] for c in journey.capabilities if c in after],
        "target_level": journey.policy.target_level,
        "evidence": [question.say(language) for question in capability.evidence],
        "proof": capability.proof.say(language),
        "kpis": [
            {
                "name": kpi.name.say(language),
                "unit": kpi.unit.say(language),
                "better": kpi.better,
                "usual": kpi.usual.say(language),
                "source": kpi.source,
            }
            for kpi in capability.kpis
        ],
        "risk": capability.risk,
        "risk_note": capability.risk_note.say(language),
        "why": capability.why.say(language),
        "grounds": dict(capability.grounds),
        "sources": list(capability.sources),
    }
    return data | (_in_plan(capability, explained) if explained else {})


def _in_plan(capability: Capability, explained: Explained) -> dict[str, Any]:
    from planner.roadmap import narrative
    from planner.roadmap.serialization import roadmap_data

    roadmap = explained.roadmap
    plan = roadmap_data(roadmap)
    slips = {slip.step: slip for slip in explained.slips}
    steps = []
    for step in plan["steps"]:
        if step["capability"] == capability.id:
            slip = slips[step["id"]]
            said = [{"about": about, "text": text} for about, text in narrative.sentences(roadmap, roadmap[step["id"]])]
            moved = [{"step": one.step, "name": one.name, "weeks": one.weeks} for one in slip.moved]
            steps.append(step | {
                "said": said,
                "slip": {"weeks": slip.weeks, "text": slip.say(), "moved": moved, "lost": list(slip.lost),
                         "finish_weeks": slip.finish},
            })  # fmt: skip
    return {
        "level_today": roadmap.diagnosis.levels[capability.id],
        "steps": steps,
        "left_out": [left for left in plan["left_out"] if left["capability"] == capability.id],
        "serves": sorted({name for p in roadmap.placements if p.capability == capability.id for name in p.serves}),
        "without": answer_data(capability.id, explained.without) if explained.without else None,
    }


def answer_data(capability: str, answer: Answer) -> dict[str, Any]:
    """An answer as plain data."""
    from dataclasses import asdict

    return {
        "capability": capability,
        "kind": answer.kind,
        "text": answer.text,
        "week": answer.week,
        "lost": list(answer.lost),
        "outcome": asdict(answer.outcome) if answer.outcome else None,
        "repairs": [
            {"kind": one.kind, "what": one.what, "amount": one.amount, "text": one.text} for one in answer.repairs
        ],
    }


def show_answer(answer: Answer, *, as_target: bool) -> None:
    """An answer, what comes along, and what would make it work.

    Args:
        as_target: whether it is made a target for that: planned before everything that is only wished for.
    """
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n import phrases
    from planner.i18n.translation import _
    from planner.roadmap.narrative import some

    paragraph(answer.text[:1].upper() + answer.text[1:] + ".", 0)
    outcome = answer.outcome
    added = [name for name in outcome.added if name != answer.name] if outcome else []
    if added:
        item(_("comes along: {names}", names=some(added)))
    if outcome and outcome.dropped:
        item(_("no longer planned: {names}", names=some(list(outcome.dropped))))
    for one in outcome.moved[:MOST] if outcome else ():
        weeks = phrases.weeks(abs(one.weeks))
        item(_("{name} comes {weeks} later", name=one.name, weeks=weeks) if one.weeks > 0
             else _("{name} comes {weeks} sooner", name=one.name, weeks=weeks))  # fmt: skip
    if outcome and len(outcome.moved) > MOST:
        item(_("{n} more move", n=len(outcome.moved) - MOST))
    if as_target and answer.repairs:
        heading(_("As a target it fits with any one of these (each tried by planning with it)"))
    elif len(answer.repairs) == 1:
        heading(_("This makes it work (tried by planning with it)"))
    elif answer.repairs:
        heading(_("Any one of these makes it work (each tried by planning with it)"))
    for repair in answer.repairs:
        item(repair.text)


def show(data: dict[str, Any]) -> None:
    """An explanation on the terminal, in the language spoken."""
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n import phrases
    from planner.i18n.text import clean
    from planner.i18n.translation import _, ngettext

    click.secho(f"{clean(data['name'])} ({data['capability']})", bold=True)
    paragraph(data["outcome"], 0)
    heading(_("What it is"))
    helpers = _(", with {roles}", roles=phrases.listing(data["with"])) if data["with"] else ""
    item(_("{stage}, {area}; owner {owner}", stage=data["stage"], area=data["area"], owner=data["owner"]) + helpers)
    if data["why"]:
        item(_("why it is in the journey: {why}", why=data["why"]))
    units = {
        "effort": _("{likely} person-weeks to level {level} ({low} to {high}; estimate)"),
        "weeks": _("{likely} weeks elapsed to level {level} ({low} to {high}; estimate)"),
        "lead_weeks": _("{likely} weeks of waiting before the work begins ({low} to {high}; estimate)"),
        "cost": _("{likely} thousand of outside spend to level {level} ({low} to {high}; estimate)"),
    }
    for key, words in units.items():
        low, likely, high = map(phrases.amount, data[key])
        if any(data[key]):
            item(words.format(low=low, likely=likely, high=high, level=data["target_level"]))
    for one in data["asked_first"]:
        low, likely, high = map(phrases.amount, one["weeks"])
        said = {"low": low, "likely": likely, "high": high, "trait": one["name"]}
        item(_("{trait}: asked {likely} weeks before the work begins ({low} to {high}; estimate)", **said))
    item(_("{amount} person-weeks a quarter to run it (estimate)", amount=phrases.amount(data["run"])))
    for key, source in data["grounds"].items():
        item(_("ground of {figure}: {source}", figure=key, source=source))
    risk = {"low": _("low risk"), "medium": _("medium risk"), "high": _("high risk")}[data["risk"]]
    item(f"{risk}: {data['risk_note']}" if data["risk_note"] else risk)
    heading(_("What it needs and unlocks"))
    for need in data["needs"]:
        ways = [_("{name} at level {level}", name=t["name"], level=t["level"]) for t in need]
        item(_("needs {ways}", ways=_(" or ").join(ways)))
    if data["modes"]:
        item(_("can also be built: {names}", names=", ".join(data["modes"])))
    if data["eased_by"]:
        item(_("eased by {names}", names=", ".join(data["eased_by"])))
    count = ngettext("unlocks {n} other", "unlocks {n} others", len(data["unlocks"]))
    item(count + (": " + ", ".join(data["unlocks"]) if data["unlocks"] else ""))
    if data["evidence"]:
        heading(_("How to tell its level"))
    for level, question in enumerate(data["evidence"], 1):
        item(_("level {level}: {question}", level=level, question=question))
    if data["proof"]:
        item(_("to show: {proof}", proof=data["proof"]))
    if data["kpis"]:
        heading(_("How to tell that it works"))
    for kpi in data["kpis"]:
        better = {"up": _("more is better"), "down": _("less is better"), "": ""}[kpi["better"]]
        more = ", ".join(words for words in (kpi["unit"], better) if words)
        item(f"{kpi['name']} ({more})" if more else kpi["name"])
        if kpi["usual"]:
            paragraph(_("usual: {figure} ({source})", figure=kpi["usual"], source=kpi["source"]), 4, dim=True)
    if "steps" in data:
        _show_place(data)


def _show_place(data: dict[str, Any]) -> None:
    from datetime import date

    from planner.cli.terminal import heading, item
    from planner.i18n.translation import _, day
    from planner.roadmap.narrative import some

    heading(_("In this plan"))
    item(_("at level {level} today", level=data["level_today"]))
    if not data["steps"] and not data["left_out"]:
        item(_("in place: nothing to do for these targets"))
    for left in data["left_out"]:
        item(_("not planned: {why}", why=left["text"]))
    if data["left_out"]:
        item(_("'planner explain --why-not {capability}' says what it would take", capability=data["capability"]))
    for step in data["steps"]:
        item(_("to level {level}: week {start} to {finish}, {first} to {last}", level=step["to_level"],
               start=step["start_week"], finish=step["finish_week"], first=day(date.fromisoformat(step["start_date"])),
               last=day(date.fromisoformat(step["end_date"]))))  # fmt: skip
        for one in step["said"]:
            item(f"{one['about']}: {one['text']}", 4)
        item(_("If it slips: {what}", what=step["slip"]["text"]), 4)
    if data["without"]:
        item(_("If it is dropped: {what}", what=data["without"]["text"]))
        gone = data["without"]["outcome"] and data["without"]["outcome"]["dropped"]
        if gone:
            item(_("no longer planned: {names}", names=some(gone)), 4)
        if come := data["without"]["outcome"] and data["without"]["outcome"]["added"]:
            item(_("planned in its place: {names}", names=some(come)), 4)
