"""``planner explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import (
    FILE,
    PLANNING_KINDS,
    PluginCommand,
    json_option,
    language_option,
    scorer_option,
    sequencer_option,
    weights,
)

if TYPE_CHECKING:
    from planner.model import Capability, Journey
    from planner.roadmap import Roadmap


@click.command("explain", cls=PluginCommand, kinds=PLANNING_KINDS)
@click.argument("capability")
@click.argument("file", type=FILE, required=False)
@click.option("--journey", metavar="NAME", help="Journey to look in when no FILE is given.  [default: social-native]")
@scorer_option
@sequencer_option
@language_option
@json_option
def command(
    capability: str,
    file: Path | None,
    journey: str | None,
    scorers: tuple[str, ...],
    sequencer: str,
    language: str | None,
    as_json: bool,
) -> None:
    """Explain CAPABILITY: what it is, what it needs and unlocks; with FILE, why it is where it is in the plan.

    \b
    Examples:
      planner explain goal-setting
      planner explain social-crm examples/reches-bank.yaml
    """
    from planner import api
    from planner.cli.terminal import warn
    from planner.errors import PlannerError, and_then, did_you_mean

    if file and journey:
        raise click.UsageError("FILE names its own journey; drop --journey")
    if not file and scorers:
        raise click.UsageError("--scorer needs a FILE to plan")
    loaded = api.load(file) if file else None
    found = loaded.journey if loaded else api.load_journey(journey or "social-native")
    if capability not in found.capabilities:
        mend = did_you_mean(capability, found.capabilities) or "'planner journey show' lists them"
        raise PlannerError(and_then(f"unknown capability '{capability}'", mend))
    roadmap = api.plan(loaded, scorers=weights(scorers), sequencer=sequencer, language=language) if loaded else None
    for words in roadmap.warnings if roadmap else ():
        warn(words)
    language = language or (loaded.organisation.language if loaded else found.language)
    data = explanation(found, found.capabilities[capability], roadmap, language)
    if as_json:
        import json

        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _show(data)


def explanation(journey: Journey, capability: Capability, roadmap: Roadmap | None, language: str) -> dict[str, Any]:
    """Everything there is to say about a capability, as plain data."""
    import networkx as nx

    from planner.plain import to_data

    names = {c.id: c.name.say(language) for c in journey.capabilities.values()}
    graph = nx.DiGraph(
        (t.capability, c.id)
        for c in journey.capabilities.values()
        for need in c.needs_for(3)
        for t in need.alternatives
    )
    graph.add_nodes_from(journey.capabilities)
    after = nx.descendants(graph, capability.id)
    data: dict[str, Any] = {
        "capability": capability.id,
        "name": names[capability.id],
        "outcome": capability.outcome.say(language),
        "stage": journey.stage(capability.stage).name.say(language),
        "area": journey.areas[capability.area].say(language),
        "owner": journey.roles[capability.owner].say(language),
        "with": [journey.roles[role].say(language) for role in capability.contributors],
        "effort": [capability.effort.low, capability.effort.likely, capability.effort.high],
        "weeks": [capability.weeks.low, capability.weeks.likely, capability.weeks.high],
        "cost": [capability.cost.low, capability.cost.likely, capability.cost.high],
        "run": capability.run,
        "needs": [
            [{"capability": t.capability, "name": names[t.capability], "level": t.level} for t in need.alternatives]
            for need in capability.needs_for(2)
        ],
        "modes": [mode.name.say(language) for mode in capability.modes],
        "eased_by": [names[c] for c in capability.eased_by],
        "unlocks": [names[c] for c in journey.capabilities if c in after],
        "evidence": [question.say(language) for question in capability.evidence],
        "kpis": [kpi.say(language) for kpi in capability.kpis],
        "risk": f"{capability.risk}: {capability.risk_note.say(language)}".rstrip(": "),
        "sources": list(capability.sources),
    }
    if roadmap is not None:
        plan = to_data(roadmap)
        data["level_today"] = roadmap.diagnosis.levels[capability.id]
        data["steps"] = [step for step in plan["steps"] if step["capability"] == capability.id]
        data["left_out"] = [left for left in plan["left_out"] if left["capability"] == capability.id]
        data["serves"] = sorted(
            {name for p in roadmap.placements if p.capability == capability.id for name in p.serves}
        )
    return data


def _show(data: dict[str, Any]) -> None:
    from planner import wording
    from planner.cli.terminal import heading, item, paragraph
    from planner.text import clean

    click.secho(f"{clean(data['name'])} ({data['capability']})", bold=True)
    paragraph(data["outcome"], 0)
    heading("What it is")
    item(
        f"{data['stage']}, {data['area']}; owner {data['owner']}"
        + (f", with {', '.join(data['with'])}" if data["with"] else "")
    )
    for key, unit in (("effort", "person-weeks"), ("weeks", "weeks elapsed"), ("cost", "thousand outside spend")):
        low, likely, high = map(wording.amount, data[key])
        if not any(data[key]):
            continue
        item(f"{likely} {unit} to level 2 ({low} to {high}; estimate)")
    item(f"{wording.amount(data['run'])} person-weeks a quarter to run it (estimate)")
    item(f"risk {data['risk']}")
    heading("What it needs and unlocks")
    for need in data["needs"]:
        item("needs " + " or ".join(f"{t['name']} at level {t['level']}" for t in need))
    if data["modes"]:
        item("can also be built: " + ", ".join(data["modes"]))
    if data["eased_by"]:
        item("eased by " + ", ".join(data["eased_by"]))
    item(
        f"unlocks {len(data['unlocks'])} other{'' if len(data['unlocks']) == 1 else 's'}"
        + (": " + ", ".join(data["unlocks"]) if data["unlocks"] else "")
    )
    if data["evidence"]:
        heading("How to tell its level")
    for level, question in enumerate(data["evidence"], 1):
        item(f"level {level}: {question}")
    if "steps" in data:
        _show_place(data)


def _show_place(data: dict[str, Any]) -> None:
    from planner import wording
    from planner.cli.terminal import heading, item

    heading("In this plan")
    item(f"at level {data['level_today']} today")
    if not data["steps"] and not data["left_out"]:
        item("in place: nothing to do for these targets")
    for left in data["left_out"]:
        item(f"not planned: {left['text']}")
    for step in data["steps"]:
        item(
            f"to level {step['to_level']}: week {step['start_week']} to {step['finish_week']}, "
            f"{step['start_date']} to {step['end_date']}"
        )
        why = "it is a target" if step["target"] else f"needed for {wording.listing(data['serves'])}"
        item(f"why it is in: {why}", 4)
        item(f"why here: {step['reason']['text']}", 4)
        if step["reason"]["next_week"] is not None:
            then = step["reason"]["next_text"] or "nothing more"
            item(f"without that: from week {step['reason']['next_week']} on; then binds: {then}", 4)
        if step["due"]:
            late = f", {wording.weeks(step['late_weeks'])} late" if step["late_weeks"] else ""
            item(f"wanted by {step['due']}{late}", 4)
        item(
            f"can slip {wording.weeks(step['slack_weeks'])} before a date or something that waits for it moves",
            4,
        )
        for one in step["scores"]:
            parts = ", ".join(f"{part['name']} {wording.amount(part['value'])}" for part in one["parts"])
            weight = wording.amount(one["weight"])
            item(f"score by {one['scorer']}: {one['normalised']:.2f} of 1 (weight {weight}{parts and '; ' + parts})", 4)
        if step["eased"]:
            item("eased: everything that eases it comes first, so effort and weeks are lower", 4)
        if step["dragged_by"]:
            item(f"slowed down by {step['dragged_by']}", 4)
