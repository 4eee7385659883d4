"""``planner calibrate``: estimates that learn from plans that were carried out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, json_option, language_option

if TYPE_CHECKING:
    from planner.analysis.calibration import Calibration, Learned


@click.command("calibrate")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the journey with the new estimates into FILE.")
@click.option("--share", type=FILE, metavar="FILE", help="Write what may leave this one organisation into FILE.")
@language_option
@json_option
def command(
    files: tuple[Path, ...], output: Path | None, share: Path | None, language: str | None, as_json: bool
) -> None:
    """Compare what steps took with what was estimated, and write a journey with estimates that have learned.

    FILES are organisation files with a plan in force beside them ('planner baseline') and marks with days ('planner
    mark NAME done FILE --on DATE --effort N'), or what --share wrote. Of several organisations each has to say
    'shares_history: true'. What --share writes holds, by capability, how many steps there were and sums of how much
    longer they took, and a class of size: no name, no day.

    \b
    Examples:
      planner calibrate acme.yaml
      planner calibrate acme.yaml --share acme.history.json
      planner calibrate *.history.json -o estimates.yaml
    """
    from planner import api
    from planner.cli.terminal import point_to, print_json
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.i18n.translation import speaking

    if share is not None and len(files) > 1:
        raise PlannerError("--share is for one organisation: name one FILE")
    for path in filter(None, (output, share)):
        if path.resolve() in {file.resolve() for file in files}:
            raise PlannerError(f"{path} is one of the files to read; give it another name")
    found = api.calibrate(*files)
    with speaking(language or found.journey.language):
        written = [(share, _as_json(api.shared_history(files[0])))] if share is not None else []
        if output is not None:
            written.append((output, overlay_text(found, output)))
        write_all(written)
        if as_json:
            print_json(as_data(found))
            return
        _print(found)
        point_to([path for path in (output, share) if path is not None])


def overlay_text(found: Calibration, output: Path) -> bytes:
    """The journey with the new estimates, as YAML or JSON by the file's ending."""
    import re

    from planner.documents.yaml_text import as_lines

    name = re.sub("[^a-z0-9]+", "-", output.stem.lower()).strip("-") or "calibrated"
    data = found.overlay(name)
    return _as_json(data) if output.suffix.lower() == ".json" else as_lines(data).encode("utf-8")


def _as_json(data: Mapping[str, Any]) -> bytes:
    import json

    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def as_data(found: Calibration) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "journey": found.journey.id, "members": found.members, "steps": found.steps, "growth": round(found.growth, 4),
        "learned": [
            {
                "capability": name, "figure": kind, "steps": one.steps, "members": one.members,
                "factor": round(one.factor, 4), "low": round(one.low, 4), "high": round(one.high, 4),
            }
            for name, own in found.learned.items() for kind, one in own.items()
        ],
    }  # fmt: skip


def _print(found: Calibration) -> None:
    from planner.analysis.calibration import members_of
    from planner.cli.terminal import heading, paragraph
    from planner.i18n import phrases
    from planner.i18n.text import clean
    from planner.i18n.translation import _, speech

    click.secho(_("What {steps} of {members} took, against what was estimated", steps=phrases.steps(found.steps),
                  members=members_of(found.members)), bold=True)  # fmt: skip
    paragraph(_("Each factor is drawn towards what all have in common, and that towards the estimates, as far as "
                "little is known; eight of ten steps to come are expected within the range."))  # fmt: skip
    titles = {"weeks": _("Weeks"), "effort": _("Effort, in person-weeks")}
    names = found.journey.capabilities
    for kind, title in titles.items():
        own = {name: one[kind] for name, one in found.learned.items() if kind in one}
        if not own:
            continue
        heading(title)
        seen = sorted(((name, one) for name, one in own.items() if one.steps), key=lambda one: -one[1].factor)
        for name, one in seen:
            words = clean(names[name].name.say(speech()))
            click.echo(f"  {_range(one)}  {words} ({phrases.steps(one.steps)})")
        other = next((one for one in own.values() if not one.steps), None)
        if other is not None:
            click.echo(f"  {_range(other)}  {_('everything else')}")


def _range(one: Learned) -> str:
    from planner.i18n.translation import fixed

    return f"x {fixed(one.factor, 2):>5}  ({fixed(one.low, 2)} … {fixed(one.high, 2)})"
