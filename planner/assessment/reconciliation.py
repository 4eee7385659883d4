"""Several respondents and one level: every answer is kept in a record beside the organisation, a sheet says who said
what, and the level that they agree on is read back from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planner.assessment.form import Answer
from planner.documents.workbooks import new_book
from planner.domain.journey import Journey
from planner.errors import PlannerError, SeveralError
from planner.files.archive import repacked
from planner.i18n.text import as_cell, clean
from planner.i18n.translation import _, is_rtl_language, speaking

Forms = Sequence[tuple[str, tuple[Answer, ...]]]
"""(respondent, answers) of each form; an answer that names somebody is theirs."""

RECORD_HEADS = ("read", "respondent", "form", "capability", "level", "said_on", "how_it_is_known")

MARK = "reconciliation"
"""In the first cell of a sheet that says who said what."""

AGREED, NOTE, BY, DAY = range(4)  # columns to fill in, after those that say who said what


def record_of(file: Path) -> Path:
    """Where the answers about an organisation file are kept."""
    return file.with_name(f"{file.stem}.answers.csv")


def with_answers(record: Path, forms: Forms, names: Sequence[str], read_on: date) -> bytes:
    """The record with the answers of some forms: every one that is not in it already, for good.

    Args:
        names: of the forms' files.
    """
    text = record.read_text("utf-8-sig") if record.exists() else ""
    known = {tuple(row[1:]) for row in csv.reader(io.StringIO(text))}
    out = io.StringIO(newline="")
    out.write(text if not text or text.endswith("\n") else text + "\n")
    writer = csv.writer(out, lineterminator="\n")
    if not text:
        writer.writerow(RECORD_HEADS)
    for (respondent, answers), name in zip(forms, names, strict=True):
        for one in answers:
            said = (one.by or respondent, name, one.capability, str(one.level), str(one.on or ""), one.note)
            row = tuple(as_cell(cell) for cell in said)
            if row not in known:
                writer.writerow((read_on.isoformat(), *row))
    return out.getvalue().encode("utf-8")


def sheet(forms: Forms, proposed: Iterable[Answer], journey: Journey, language: str) -> bytes:
    """A workbook that says who said what of each capability, with the level that is proposed and room for the one that
    is agreed.

    Raises:
        PlannerError: XlsxWriter is not installed.
    """
    who = list(dict.fromkeys(one.by or respondent for respondent, answers in forms for one in answers))
    said: dict[str, dict[str, Answer]] = {}
    for respondent, answers in forms:
        for one in answers:
            said.setdefault(one.capability, {})[one.by or respondent] = one
    out = io.BytesIO()
    with speaking(language):
        book = new_book(out, journey.id)
        base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
        head, text = book.add_format({**base, "bold": True, "bg_color": "#EDF1F5"}), book.add_format(base)
        apart = book.add_format({**base, "bold": True, "bg_color": "#F7E3D8"})
        room = book.add_format({**base, "bg_color": "#FFF9E5", "border": 1, "border_color": "#D9DFE6"})
        day = book.add_format({**base, "bg_color": "#FFF9E5", "border": 1, "num_format": "yyyy-mm-dd", "align": "left"})
        page = book.add_worksheet("1")
        if is_rtl_language(language):
            page.right_to_left()
        heads = [MARK, _("Capability"), *who, _("Proposed"), _("Agreed level"), _("How is it known?"),
                 _("Who agreed"), _("Date")]  # fmt: skip
        for column, words in enumerate(heads):
            page.write_string(0, column, clean(words), head)
        page.set_column(0, 0, None, None, {"hidden": True})
        page.set_column(1, len(heads) - 1, 26)
        page.freeze_panes(1, 2)
        for row, answer in enumerate(proposed, 1):
            own = said[answer.capability]
            differ = len({one.level for one in own.values()}) > 1
            page.write_string(row, 0, answer.capability)
            page.write_string(row, 1, clean(journey.capabilities[answer.capability].name.say(language)), text)
            for column, name in enumerate(who, 2):
                given = own.get(name)
                words = "" if given is None else ": ".join(filter(None, (str(given.level), given.note)))
                page.write_string(row, column, clean(words), apart if differ and given is not None else text)
            page.write_number(row, 2 + len(who), answer.level, text)
            for column in range(3):
                page.write_blank(row, 3 + len(who) + column, None, room)
            page.write_blank(row, 6 + len(who), None, day)
        book.close()
    return repacked(out.getvalue())


def is_reconciliation(sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]]) -> bool:
    return bool(sheets and sheets[0][1] and sheets[0][1][0] and str(sheets[0][1][0][0]).strip() == MARK)


def agreed_levels(
    sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]], name: str, journey: Journey
) -> tuple[Answer, ...]:
    """The levels that were agreed on; rows without one are left for later.

    Raises:
        SeveralError: with everything that cannot be read, each with its cell.
        PlannerError: nothing is agreed on.
    """
    title, rows = sheets[0]
    first = len(rows[0]) - 4
    found: list[Answer] = []
    faults: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        capability, cells = str(row[0]).strip(), list(row[first:])
        where = f"{name}: {title}!{number}"
        level = str(cells[AGREED]).strip().removesuffix(".0")
        if not capability or not level:
            continue
        if capability not in journey.capabilities:
            faults.append(f"{where}: unknown capability '{capability[:40]}'")
            continue
        if not level.isdigit() or int(level) > journey.top_level:
            faults.append(f"{where}: '{level[:20]}' is no level from 0 to {journey.top_level}")
            continue
        when = cells[DAY]
        said_on = when.date() if isinstance(when, datetime) else when if isinstance(when, date) else None
        if said_on is None and str(when).strip():
            try:
                said_on = date.fromisoformat(str(when).strip())
            except ValueError:
                faults.append(f"{where}: '{str(when)[:20]}' is no date; write one such as 2027-02-01")
                continue
        by, note = clean(str(cells[BY]).strip()), clean(str(cells[NOTE]).strip())
        if not by:
            faults.append(f"{where}: nobody is named who agreed on level {level}; a record says who")
            continue
        found.append(Answer(capability, int(level), note[:2000], by[:200], said_on))
    if faults:
        raise SeveralError(faults)
    if not found:
        raise PlannerError(f"{name}: no level is agreed on yet; fill in the column 'Agreed level'")
    return tuple(found)
