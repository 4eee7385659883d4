"""``planner journey migrate``: an organisation file moves to the journey of today, with a report of what changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, json_option

if TYPE_CHECKING:
    from planner.analysis.journey_change import JourneyChange
    from planner.documents.loader import Loaded
    from planner.documents.reader import Document
    from planner.domain.journey import Journey

KEYED: tuple[tuple[str, ...], ...] = (
    ("levels",), ("targets",), ("seats",), ("in_progress",), ("pins",), ("priorities",), ("modes",), ("estimates",),
    ("case", "recurring"),
)  # fmt: skip
"""Keys of an organisation under which capabilities are named."""


@click.command("migrate")
@click.argument("file", type=FILE)
@click.option(
    "--from",
    "version",
    metavar="JOURNEY",
    help="The version that FILE was made by; default: as it says, or the last one before.",
)
@click.option("--dry-run", is_flag=True, help="Report, and write nothing.")
@json_option
def migrate(file: Path, version: str | None, dry_run: bool, as_json: bool) -> None:
    """Move an organisation FILE to the journey of today, and say what that changes: levels to look at again, what is
    new, estimates that are others, and the plan.

    FILE keeps its comments; nothing is assessed anew. To stay with the version before, write it in FILE instead, such
    as 'journey: social-native@1'.

    \b
    Examples:
      planner journey migrate acme.yaml --dry-run
      planner journey migrate acme.yaml
    """
    from planner import api
    from planner.analysis.journey_change import journey_change
    from planner.documents.organisation import DEFAULT_JOURNEY
    from planner.documents.reader import read_file
    from planner.errors import PlannerError
    from planner.files.atomic import rewrite
    from planner.files.lock import held

    with held(file):
        document = read_file(file)
        stated = str(document.data.get("journey", DEFAULT_JOURNEY))
        if "scenario" in document.data:
            raise PlannerError(f"{file} is a scenario: migrate its organisation")
        if Path(stated).suffix:
            raise PlannerError(
                f"{file} plans by {stated}, a journey of its own: change what that 'extends' in a copy, and see what "
                f"changes: planner journey diff {stated} COPY {file}"
            )
        name = stated.partition("@")[0]
        old = version or (stated if "@" in stated else _last_before(name))
        latest = "@" not in stated and version is None
        before, now = api.load_journey(old), api.load_journey(name)
        text = _by(document, name, now.moved)
        after = api.load_text(text, file)
        own = frozenset(
            (c, figure) for c, values in (document.data.get("estimates") or {}).items() for figure in values
        )
        language = after.organisation.language
        change = journey_change(before, now, after.organisation, own, language)
        written = not dry_run and text != document.text
        if written:
            rewrite(file, text)
    data = _data(change, before, after) | {
        "file": str(file), "from": old, "to": name, "written": written,
        "plans": {"before": _title(_by(document, old, {}), file), "now": api.plan(after).title},
    }  # fmt: skip
    if as_json:
        from planner.cli.terminal import print_json

        print_json(data)
    else:
        if latest and text == document.text:
            from planner.cli.terminal import paragraph

            paragraph(f"{file} plans by {name} of today already; this is what it has that {old} had not.", 0)
        show(data)


def _last_before(name: str) -> str:
    """The version of an installed journey before that of today."""
    from planner.errors import PlannerError
    from planner.plugins.registry import default_registry

    known: list[str] = [one.name for one in default_registry().all("journeys") if one.name.startswith(f"{name}@")]
    if not known:
        raise PlannerError(f"there is no other version of journey '{name}'")
    return max(known, key=lambda one: int(one.rpartition("@")[2]))


def _by(document: Document, journey: str, moved: Mapping[str, str]) -> str:
    """The text of an organisation that plans by a journey, with ids that moved."""
    from planner.documents.editing import edited
    from planner.documents.reader import DataPath

    changes: dict[DataPath, Any] = {}
    removed: list[DataPath] = []
    if document.data.get("journey", journey) != journey or "@" in journey:
        changes["journey",] = journey
    for path in KEYED:
        table: Any = document.data
        for key in path:
            table = table.get(key) or {}
        for old, value in table.items():
            if old in moved:
                changes[*path, moved[old]] = value
                removed.append((*path, old))
    return edited(document, changes, removed) if changes or removed else document.text


def _title(text: str, file: Path) -> str | None:
    """The finding of the plan by the version before; None where the file says what that version does not know."""
    from planner import api
    from planner.errors import DocumentError

    try:
        return api.plan(api.load_text(text, file)).title
    except DocumentError:
        return None


def _data(change: JourneyChange, before: Journey, after: Loaded) -> dict[str, Any]:
    from dataclasses import asdict

    journey, language = after.journey, after.organisation.language
    names = {c.id: c.name.say(language) for c in journey.capabilities.values()}
    traits = [t for t in journey.traits if t not in after.organisation.traits]
    return {
        "moved": [{"was": was, "now": now, "name": names[now]} for was, now in change.moved],
        "removed": [{"capability": c, "name": before.capabilities[c].name.say(language)} for c in change.removed],
        "added": [
            {"capability": c, "name": names[c], "why": journey.capabilities[c].why.say(language)} for c in change.added
        ],
        "elsewhere": [{"capability": c, "name": names[c]} for c in change.elsewhere],
        "ask_again": [{"name": names[one.capability], **asdict(one)} for one in change.ask_again],
        "revised": [{"name": names[one.capability], **asdict(one)} for one in change.revised],
        "needs": [{"capability": c, "name": names[c]} for c in change.needs],
        "rules": [{"rule": r, "name": journey.rules[r].name.say(language)} for r in change.rules],
        "traits": [{"trait": t, "statement": journey.traits[t].say(language)} for t in traits],
        "regions": [] if after.organisation.regions else list(journey.regions),
    }  # fmt: skip


def show(data: dict[str, Any]) -> None:
    """The report on the terminal."""
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n import phrases

    wrote = "is written" if data["written"] else "is as it was"
    paragraph(f"{data['file']}: from {data['from']} to {data['to']}; the file {wrote}.", 0)
    heading("The plan")
    if data["plans"]["before"]:
        item(f"before: {data['plans']['before']}")
    item(f"now: {data['plans']['now']}")
    _listed("Has another id", [f"{one['was']} is {one['now']} ({one['name']})" for one in data["moved"]])
    _listed("Gone", [one["name"] for one in data["removed"]])
    if data["ask_again"]:
        heading("Look at these levels again: their questions are others")
        for one in data["ask_again"]:
            item(f"{one['name']}, level {one['level']}: {one['now']}")
            paragraph(f"before: {one['was']}", 4, dim=True)
    if data["added"]:
        heading("New; at level 0 until somebody looks ('planner assess new' asks)")
        for one in data["added"]:
            item(f"{one['name']} ({one['capability']})")
            if one["why"]:
                paragraph(one["why"], 4, dim=True)
    if data["traits"] or data["regions"]:
        heading("Say what is so here, as 'traits' and 'regions': more capabilities, rules and the law follow from it")
        for one in data["traits"]:
            item(f"{one['trait']}: {one['statement']}")
        if data["regions"]:
            item("regions: " + ", ".join(data["regions"]))
    if data["elsewhere"]:
        paragraph(
            "For organisations of which these are true: " + phrases.listing([o["name"] for o in data["elsewhere"]])
        )
    revised: dict[str, list[str]] = {}
    for one in data["revised"]:
        figures = f"{one['figure']} {phrases.amount(one['was'])} -> {phrases.amount(one['now'])}"
        revised.setdefault(one["name"], []).append(figures)
    _listed("Estimates that are others (likely)", [f"{name}: {', '.join(own)}" for name, own in revised.items()])
    _listed("Needs more than before", [one["name"] for one in data["needs"]])
    _listed("New rules ('relax' in the file gives one up)", [f"{one['name']} ({one['rule']})" for one in data["rules"]])


def _listed(title: str, lines: list[str]) -> None:
    from planner.cli.terminal import heading, item

    if lines:
        heading(title)
    for line in lines:
        item(line)
