"""``planner init``: a commented file to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.clock import today
from planner.cli.options import FILE, json_option

if TYPE_CHECKING:
    from planner.domain.journey import Journey


@click.command("init")
@click.argument("file", type=FILE, default="organisation.yaml")
@click.option("--journey", default="social-native", show_default=True, help="Journey to start from.")
@click.option(
    "--start", metavar="DATE", help="First day of the plan, for example 2027-01-01; default: the next quarter's."
)
@click.option(
    "--staff",
    type=click.IntRange(1, 10_000_000),
    metavar="N",
    help="How many people work there; default: the journey's.",
)
@click.option(
    "--sample",
    metavar="NAME",
    help="Write a fictional sample instead: alder-outdoor, marlow-finch, reches-bank, tamuzia-home, five-minutes.",
)
@click.option("--force", is_flag=True, help="Replace FILE when it is there.")
@json_option
def command(
    file: Path, journey: str, start: str | None, staff: int | None, sample: str | None, force: bool, as_json: bool
) -> None:
    """Write a commented organisation FILE with every capability, goal and role of the journey, or a sample.

    \b
    Examples:
      planner init acme.yaml
      planner init bank.yaml --sample reches-bank
    """
    import os
    import re
    from datetime import date

    from planner import api
    from planner.domain.calendar import first_day, next_quarter, quarter_of
    from planner.errors import PlannerError
    from planner.files import templates
    from planner.files.atomic import write_all
    from planner.i18n.text import clean

    if file.exists() and not force:
        raise PlannerError(f"{file} is already there; choose another name, or --force")
    if sample is not None:
        write_all([(file, sample_text(sample))])
        done(file, as_json, sample)
        return
    if start is not None:
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", start):
                raise ValueError
            date.fromisoformat(start)
        except ValueError:
            raise PlannerError(f"--start {start}: not a date that exists; write for example 2027-01-01") from None
    name = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:40].strip("-") or "organisation"
    loaded = api.load_journey(journey)
    if Path(journey).exists():  # a path in a document is relative to the document
        journey = Path(os.path.relpath(journey, file.parent)).as_posix()
    text = templates.render_template(
        "organisation.yaml.j2",
        id=name if name[0].isalpha() else f"organisation-{name}",
        start=start or first_day(next_quarter(quarter_of(today()))).isoformat(),
        reference=journey,
        journey=loaded,
        staff=staff or loaded.policy.staff,
        capacity=typical_capacity(loaded, staff or loaded.policy.staff),
        clean=clean,
    )
    write_all([(file, text.encode("utf-8"))])
    done(file, as_json)


def typical_capacity(journey: Journey, staff: int) -> dict[str, int]:
    """Person-weeks per quarter by role that the whole journey takes, less what is for special organisations: what runs
    in the end, and the work spread over the quarters that it plans ahead. An estimate to start from."""
    from math import ceil

    from planner.domain.step import split_by_role

    amounts = dict.fromkeys(journey.roles, 0.0)
    size = (staff / journey.policy.staff) ** journey.policy.growth
    for capability in journey.capabilities.values():
        if capability.only_for.traits:
            continue
        effort = capability.effort.likely * (size if capability.scales_with == "staff" else 1.0)
        for role, amount in split_by_role(
            capability, capability.run + effort / journey.policy.horizon, journey.policy
        ).items():
            amounts[role] += amount
    return {role: max(2, ceil(amount)) for role, amount in amounts.items()}


def sample_text(name: str) -> bytes:
    """A sample organisation that comes with the planner.

    Raises:
        PlannerError: there is no such sample.
    """
    from planner.errors import PlannerError, and_then, did_you_mean
    from planner.files import samples

    known = samples.names()
    if name not in known:
        raise PlannerError(and_then(f"there is no sample '{name}'", did_you_mean(name, known)))
    lines = samples.read(name).splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"# yaml-language-server:"))  # of this repository


def done(file: Path, as_json: bool, sample: str = "") -> None:
    from planner.cli.terminal import print_json

    if as_json:
        print_json({"file": str(file)})
    else:
        then = "A fictional sample; next" if sample else "Fill it in, then"
        click.echo(f"{file} is written. {then}: planner roadmap {shlex.quote(str(file))}")
