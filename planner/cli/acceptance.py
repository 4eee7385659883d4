"""Makes plans those in force: a first one, or one that was made again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.api.comparison import Replanned
    from planner.roadmap.roadmap import Roadmap


def keep_plans(plans: Sequence[tuple[Path, Roadmap]], on: date | None, because: str, by: str) -> list[dict[str, Any]]:
    """Keeps plans as those in force, (file, plan) each: all of them, or none. What was kept, as data.

    Args:
        on: when that was decided; default: each plan's first day.
    """
    import json
    from contextlib import ExitStack

    from planner.analysis.decision_log import Decision, baseline_of, last_day, log_of, with_decision
    from planner.files.atomic import encoded
    from planner.files.commit import commit
    from planner.files.lock import held
    from planner.roadmap.serialization import roadmap_data

    kept, files = [], []
    with ExitStack() as locks:
        for log in sorted(log_of(file) for file, _roadmap in plans):
            locks.enter_context(held(log))
        for file, roadmap in plans:
            data, log = roadmap_data(roadmap), log_of(file)
            end = last_day(data)
            decision = Decision(on or roadmap.calendar.start, "baseline", because, by, (), ("", end))
            content = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
            files += [
                (baseline_of(file), content.encode("utf-8")),
                (log, encoded(log, with_decision(log, file, decision))),
            ]
            kept.append({"baseline": str(baseline_of(file)), "log": str(log), "steps": len(roadmap.placements),
                         "finish": end})  # fmt: skip
        commit(files)
    return kept


def say_accepted(accept: bool, written: Sequence[Path]) -> None:
    """Says what was written, or that nothing was."""
    import click

    from planner.i18n.translation import _

    click.echo()
    if accept:
        click.echo("\n  ".join([_("Accepted; written:"), *map(str, written)]))
    else:
        click.echo(_("Nothing is written. {command} makes it the plan in force.", command="--accept --because TEXT"))


def accept_plans(plans: Sequence[tuple[Path, Replanned, bool]], today: date, because: str, by: str) -> list[Path]:
    """Makes new plans those in force, (file, plan, whether it has begun) each: the baseline, the log and the day in the
    organisation's file; all of them, or none."""
    from contextlib import ExitStack

    from planner.analysis.decision_log import log_of
    from planner.files.commit import commit
    from planner.files.lock import held

    with ExitStack() as locks:
        for file, _found, _begun in sorted(plans, key=lambda one: str(one[0])):
            locks.enter_context(held(file))
            locks.enter_context(held(log_of(file)))
        files = [own for file, found, begun in plans for own in _accepted(file, found, begun, today, because, by)]
        commit(files)
    return [path for path, _content in files]


def _accepted(
    file: Path, found: Replanned, begun: bool, today: date, because: str, by: str
) -> list[tuple[Path, bytes]]:
    """What is written for one of them."""
    import json

    from planner import api
    from planner.analysis.decision_log import Decision, baseline_of, last_day, log_of, moves_of, with_decision
    from planner.documents.editing import edited
    from planner.documents.reader import read_file
    from planner.files.atomic import encoded

    comparison = found.roadmap.comparison
    assert comparison is not None
    moves = moves_of(comparison, found.baseline, found.current)
    finish = (last_day(found.baseline), last_day(found.current))
    decision = Decision(today, "replanned", because.strip(), by, (), finish, moves)
    content = json.dumps(found.current, ensure_ascii=False, indent=2) + "\n"
    document = read_file(file)
    text = edited(document, _of_today(document.data, found, today) if begun else {})
    api.load_text(text, file)
    log = with_decision(log_of(file), file, decision)
    old = baseline_of(file)
    return [
        *([(kept_name(old), old.read_bytes())] if old.exists() else []),
        (old, content.encode("utf-8")),
        (log_of(file), encoded(log_of(file), log)),
        (file, encoded(file, text)),
    ]


def _of_today(stated: Mapping[str, Any], found: Replanned, today: date) -> dict[tuple[str | int, ...], Any]:
    """What an organisation's file says of the day that it is planned again from."""
    own: dict[tuple[str | int, ...], Any] = {("as_of",): today.isoformat()}
    left = found.current.get("budget_left", 0)
    return own | {("budget_left",): left} if left or "budget_left" in stated else own


def kept_name(baseline: Path) -> Path:
    """Where a plan that was in force is kept: for 'planner track --in-force'."""
    names = (baseline.with_name(f"{baseline.stem}-{n}.json") for n in range(1, 10_000))
    return next(name for name in names if not name.exists())


def refuse_supposed(file: Path) -> None:
    """What counts from now on must be what the organisation's file says.

    Raises:
        PlannerError: the plan rests on --set, or the file is a scenario.
    """
    from planner.documents.overrides import given
    from planner.documents.reader import read_file
    from planner.errors import PlannerError

    if given():
        raise PlannerError("--accept goes without --set: write what has changed into the file first")
    if "scenario" in read_file(file).data:
        raise PlannerError(f"{file} is a scenario: change the organisation's file, and accept its plan")
