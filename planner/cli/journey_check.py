"""``planner journey check`` and ``diff``: what an author may have overlooked, and what another version changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.cli.options import FILE, json_option, language_option


@click.command("check")
@click.argument("journey", default="social-native")
@json_option
def check(journey: str, as_json: bool) -> int:
    """Look over JOURNEY, a name or a file, for what its author may have overlooked.

    What no plan will ever have, what is worth nothing, levels without questions, texts without a translation, stages
    that ask for nothing. None of it is wrong; 'planner validate' finds what is. Exit code 1: something was found.

    \b
    Examples:
      planner journey check museum.yaml
    """
    from dataclasses import asdict

    from planner import api
    from planner.cli.terminal import hanging, print_json
    from planner.documents.journey_review import review
    from planner.documents.loader import whole_journey

    found = review(api.load_journey(journey), whole_journey(journey))
    if as_json:
        print_json([asdict(one) for one in found])
        return int(bool(found))
    for one in found:
        click.secho(one.about, bold=True)
        click.echo("  " + hanging(f"{one.what}; {one.mend}", 2))
    click.echo(f"{len(found)} found" if found else "nothing was overlooked")
    return int(bool(found))


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.argument("organisation", type=FILE, required=False)
@language_option
@json_option
def diff(old: str, new: str, organisation: Path | None, language: str | None, as_json: bool) -> None:
    """What journey NEW has that OLD has not, and what is other in it; with ORGANISATION, what changes in its plan.

    \b
    Examples:
      planner journey diff social-native@1 social-native
      planner journey diff social-native museum.yaml acme.yaml
    """
    from dataclasses import asdict

    from planner import api
    from planner.analysis.journey_diff import journey_diff
    from planner.cli.terminal import print_json

    before, now = api.load_journey(old), api.load_journey(new)
    language = language or now.language
    differences = journey_diff(before, now, language)
    plans = _plans(organisation, (old, new)) if organisation else {}
    data = {
        "old": {"journey": before.id, "version": before.version},
        "new": {"journey": now.id, "version": now.version},
        "differences": [asdict(one) for one in differences],
        **plans,
    }
    if as_json:
        print_json(data)
    else:
        show(data)


def _plans(file: Path, references: tuple[str, str]) -> dict[str, Any]:
    """The organisation's plan by either journey: title, steps that only one of them has, and faults of the file."""
    from planner import api
    from planner.cli.terminal import shown_note
    from planner.documents.editing import edited
    from planner.documents.reader import read_file
    from planner.errors import PlannerError
    from planner.roadmap.roadmap import Roadmap

    document = read_file(file)
    made: list[Roadmap | str] = []
    for reference in references:
        shown_note(f"planning with {reference}")
        named = str(Path(reference).absolute()) if Path(reference).suffix else reference
        try:
            made.append(api.plan(edited(document, {("journey",): named}), folder=file.parent))
        except PlannerError as error:
            made.append(str(error))
    titles = [one if isinstance(one, str) else one.title for one in made]
    steps = [{} if isinstance(one, str) else {p.id: p.name for p in one.placements} for one in made]
    return {
        "plans": {"old": titles[0], "new": titles[1]},
        "only_old": [name for key, name in steps[0].items() if key not in steps[1]],
        "only_new": [name for key, name in steps[1].items() if key not in steps[0]],
    }


def show(data: dict[str, Any]) -> None:
    from planner.cli.terminal import heading, item, paragraph
    from planner.i18n.text import clean

    for table in dict.fromkeys(one["table"] for one in data["differences"]):
        heading(table.replace("_", " ").capitalize())
        for one in data["differences"]:
            if one["table"] != table:
                continue
            item(clean(f"{one['kind']}: {one['name']} ({one['id']})"))
            for field, was, now in one["changes"]:
                paragraph(clean(f"{field}: {was} -> {now}".removeprefix(": ")), 4, dim=True)
    if not data["differences"]:
        click.echo("both say the same")
    if "plans" in data:
        heading("The plan")
        item(f"by the old one: {data['plans']['old']}")
        item(f"by the new one: {data['plans']['new']}")
        for key, words in (("only_old", "no longer in it"), ("only_new", "new in it")):
            if data[key]:
                item(f"{words}: {', '.join(data[key])}")
