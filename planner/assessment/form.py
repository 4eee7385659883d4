"""The questions of an assessment as a spreadsheet, and the answers back from it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from planner.assessment.interview import questions
from planner.documents.workbooks import new_book, read_workbook
from planner.domain.journey import Journey
from planner.domain.organisation import Organisation
from planner.errors import PlannerError, SeveralError, did_you_mean
from planner.files.archive import repacked
from planner.i18n.text import clean
from planner.i18n.translation import N_, _, is_rtl_language, speaking

HEADS = (N_("Capability"), N_("Question"), N_("Answer"), N_("How is it known?"), N_("Who says so"), N_("Date"))
WIDTHS = (26, 62, 9, 40, 20, 12)
FIRST = 2  # columns before the heads: id and level, hidden
YES, NO, PARTLY, UNKNOWN = N_("yes"), N_("no"), N_("partly"), N_("don't know")
PLAIN = {
    YES: ("true", "1", "x", "✓", "✔", "✅"),
    NO: ("false", "0", "-", "✗", "✘", "❌"),
    PARTLY: ("~",),
    UNKNOWN: ("?", "n/a"),
}
"""What boxes that are ticked, and people in a hurry, leave in a cell."""


Sheets = Sequence[tuple[str, Sequence[Sequence[Any]]]]
"""(title, rows) of each sheet."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one respondent says of one capability: the level, and how it is known."""

    capability: str
    level: int
    note: str = ""
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What several respondents say together.

    Attributes:
        answers: one for each capability that anybody answered, at the lowest level that anybody gave.
        apart: where they disagree: (capability, ((respondent, level), ...)).
    """

    answers: tuple[Answer, ...]
    apart: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


def form(journey: Journey, organisation: Organisation | None, language: str) -> bytes:
    """A workbook with a sheet for each area: a row for each question, cells that take only what can be read again.

    Raises:
        PlannerError: XlsxWriter is not installed.
    """
    out = io.BytesIO()
    with speaking(language):
        book = new_book(out, journey.id)
        styles = _styles(book)
        _explain(book.add_worksheet(_sheet_name(0, _("How to fill this in"))[2:]), styles, journey, language)
        for number, (area, name) in enumerate(journey.areas.items(), 1):
            own = [c for c in journey.capabilities.values() if c.area == area]
            if own:
                sheet = book.add_worksheet(_sheet_name(number, clean(name.say(language))))
                _fill(sheet, styles, own, journey, organisation, language)
        book.close()
    return repacked(out.getvalue())


HOW = "how"
"""The first cell of the sheet that explains the others, by which it is known when the form comes back."""


def _explain(sheet: Any, styles: Mapping[str, Any], journey: Journey, language: str) -> None:
    """What to do with the other sheets, in a few lines, and what the levels are called."""
    if is_rtl_language(language):
        sheet.right_to_left()
    sheet.protect("")
    sheet.set_column(0, FIRST - 1, None, None, {"hidden": True})
    sheet.set_column(FIRST, FIRST, 110)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, HOW, styles["head"])
    sheet.write_string(0, FIRST, _("How to fill this in"), styles["head"])
    levels = "; ".join(f"{level} {clean(name.say(language))}" for level, name in enumerate(journey.levels))
    lines = (
        _("Answer what you know yourself, in the yellow cells. Skip the rest: what is empty says nothing."),
        _("The questions of a capability go up: answer from the first one on, and stop at the first no."),
        _("Yes: it is so today, and you could show it. Partly counts as no, and is kept with your note."),
        _("Don't know: nobody is blamed for it; somebody else is asked."),
        _("How is it known: a document, a figure, a page, a name. One line is enough."),
        _("Who says so and the date: yours; both stay in the record with what you said."),
        _("The levels: {levels}.", levels=levels),
        _("Then save the workbook and send it back to whoever sent it."),
    )
    for row, words in enumerate(lines, 1):
        sheet.write_string(row, FIRST, words, styles["text"])


def _sheet_name(number: int, name: str) -> str:
    """A name that a spreadsheet takes: at most 31 characters, none of []:*?/\\, unlike every other."""
    return f"{number} {''.join(' ' if c in '[]:*?/' + chr(92) else c for c in name)}"[:31].strip().strip("'")


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
    own = {**base, "bg_color": "#FFF9E5", "border": 1, "border_color": "#D9DFE6", "locked": False}
    return {
        "head": book.add_format({**base, "bold": True, "bg_color": "#EDF1F5"}),
        "text": book.add_format(base),
        "bold": book.add_format({**base, "bold": True}),
        "open": book.add_format(own),
        "day": book.add_format({**own, "num_format": "yyyy-mm-dd", "align": "left"}),
    }  # fmt: skip


def _fill(
    sheet: Any, styles: Mapping[str, Any], own: Sequence[Any], journey: Journey, organisation: Any, language: str
) -> None:
    if is_rtl_language(language):
        sheet.right_to_left()
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.set_column(0, FIRST - 1, None, None, {"hidden": True})
    for place, (head, wide) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(FIRST + place, FIRST + place, wide)
        sheet.write_string(0, FIRST + place, _(head), styles["head"])
    sheet.write_string(0, 0, "id", styles["head"])
    sheet.write_string(0, 1, "level", styles["head"])
    sheet.freeze_panes(1, FIRST + 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    row = 1
    for capability in own:
        known = organisation.levels.get(capability.id) if organisation else None
        if known and not known.level and not (known.evidence or known.by or known.on):
            known = None  # a 0 that nobody stands for is no answer
        for level, question in enumerate(questions(journey, capability), 1):
            sheet.write_string(row, 0, capability.id)
            sheet.write_number(row, 1, level)
            name = clean(capability.name.say(language)) if level == 1 else ""
            sheet.write_string(row, FIRST, name, styles["bold"])
            words = clean(question.say(language))
            if level == 2 and capability.proof:
                words += " " + _("(to show: {proof})", proof=clean(capability.proof.say(language)))
            sheet.write_string(row, FIRST + 1, words, styles["text"])
            if len(words) > WIDTHS[1]:  # further lines; nothing makes room for them but us
                sheet.set_row(row, 13.5 * ceil(len(words) / WIDTHS[1]))
            answer = "" if known is None or level > known.level + 1 else _(YES) if level <= known.level else _(NO)
            sheet.write_string(row, FIRST + 2, answer, styles["open"])
            first = known if level == 1 else None
            sheet.write_string(row, FIRST + 3, clean(first.evidence) if first else "", styles["open"])
            sheet.write_string(row, FIRST + 4, clean(first.by) if first else "", styles["open"])
            if first and first.on:
                sheet.write_datetime(row, FIRST + 5, datetime.combine(first.on, datetime.min.time()), styles["day"])
            else:
                sheet.write_blank(row, FIRST + 5, None, styles["day"])
            row += 1
    sheet.data_validation(
        1, FIRST + 2, row, FIRST + 2,
        {"validate": "list", "source": [_(YES), _(NO), _(PARTLY), _(UNKNOWN)], "error_title": _("Answer"),
         "error_message": _("Choose yes or no")},
    )  # fmt: skip
    sheet.data_validation(
        1, FIRST + 5, row, FIRST + 5,
        {"validate": "date", "criteria": ">", "value": date(2000, 1, 1), "error_title": _("Date"),
         "error_message": _("Write a date")},
    )  # fmt: skip


def read_form(content: bytes, name: str, journey: Journey) -> tuple[Answer, ...]:
    """The answers in a form. A capability without any answer is not among them.

    Raises:
        SeveralError: with everything that cannot be read, each with its sheet and cell.
        PlannerError: it is no workbook, or the library that reads them is missing.
    """
    return answers_of(read_workbook(content, name), name, journey)


def answers_of(sheets: Sheets, name: str, journey: Journey) -> tuple[Answer, ...]:
    """The same of a workbook that is read already."""
    faults: list[str] = []
    said: dict[str, dict[int, bool]] = {}
    more: dict[str, dict[str, Any]] = {}
    for title, rows in sheets:
        if rows and rows[0] and rows[0][0] == HOW:
            continue
        for number, row in enumerate(rows[1:], 2):
            where = f"{name}: {title}!{{}}{number}"
            _read_row([*row, *[""] * 8][: FIRST + len(HEADS)], where, journey, said, more, faults)
    answers = []
    for capability, levels in said.items():
        reached = next((level - 1 for level in sorted(levels) if not levels[level]), max(levels))
        above = [level for level, yes in levels.items() if yes and level > reached]
        if above or sorted(levels) != list(range(1, len(levels) + 1)):
            faults.append(
                f"{name}: '{capability}' is answered yes at level {max(above or levels)} but not below it; "
                "answer the questions in their order"
            )
        answers.append(Answer(capability, reached, **more.get(capability, {})))
    if faults:
        raise SeveralError(faults)
    if not said:
        raise PlannerError(f"{name} holds no answers; 'planner assess form' makes a form to fill in")
    return tuple(answers)


def _read_row(
    row: list[Any], where: str, journey: Journey, said: dict[str, dict[int, bool]], more: dict[str, dict[str, Any]],
    faults: list[str],
) -> None:  # fmt: skip
    capability, level, answer = str(row[0]).strip(), row[1], str(row[FIRST + 2]).strip().lower()
    if not capability or (not answer and not any(row[FIRST + 3 :])):
        return
    if capability not in journey.capabilities:
        mend = did_you_mean(capability, journey.capabilities)
        faults.append(f"{where.format('A')}: unknown capability '{capability[:40]}'" + (f"; {mend}" if mend else ""))
        return
    if answer:
        yes = answer_of(answer)
        if yes is None or level not in range(1, journey.top_level + 1):
            faults.append(f"{where.format('E')}: '{answer[:20]}' is neither yes nor no, nor partly or don't know")
            return
        if yes == UNKNOWN:
            return
        said.setdefault(capability, {})[int(level)] = yes == YES
        if yes == PARTLY:  # not reached, and said so
            more.setdefault(capability, {})["note"] = f"level {level:g} {answer}"
    own = more.setdefault(capability, {})
    for key, value in (("note", row[FIRST + 3]), ("by", row[FIRST + 4])):
        if str(value).strip():
            words = clean(str(value).strip())[:2000]
            own[key] = f"{own[key]}; {words}" if own.get(key) and key == "note" else words
    day = row[FIRST + 5]
    if isinstance(day, datetime):
        own["on"] = day.date()
    elif isinstance(day, date):
        own["on"] = day
    elif str(day).strip():
        try:
            own["on"] = date.fromisoformat(str(day).strip())
        except ValueError:
            faults.append(f"{where.format('H')}: '{str(day)[:20]}' is no date; write one such as 2027-02-01")


def answer_of(word: str) -> str | None:
    """Yes, no, partly or don't know, in any language that there is, and as spreadsheets say it; None: none of them."""
    from planner.i18n.translation import languages

    for meaning, words in PLAIN.items():
        if word in words:
            return meaning
    for language in languages():
        with speaking(language):
            for meaning in (YES, NO, PARTLY, UNKNOWN):
                if word in (_(meaning).lower(), _(meaning).lower()[:1] if meaning in (YES, NO) else word and ""):
                    return meaning
    return None


def agreed(forms: Iterable[tuple[str, tuple[Answer, ...]]]) -> Agreed:
    """What several respondents say together, cautiously: the lowest level counts until they agree.

    Args:
        forms: (respondent, answers) of each.
    """
    by_capability: dict[str, list[tuple[str, Answer]]] = {}
    for respondent, answers in forms:
        for answer in answers:
            by_capability.setdefault(answer.capability, []).append((answer.by or respondent, answer))
    together, apart = [], []
    for capability, said in by_capability.items():
        lowest = min(answer.level for _who, answer in said)
        holders = [(who, answer) for who, answer in said if answer.level == lowest]
        notes = dict.fromkeys(answer.note for _who, answer in holders if answer.note)
        days = [answer.on for _who, answer in holders if answer.on]
        names = dict.fromkeys(who for who, _answer in holders)  # nobody stands for a level that they did not say
        together.append(Answer(capability, lowest, "; ".join(notes), ", ".join(names), min(days, default=None)))
        if len({answer.level for _who, answer in said}) > 1:
            apart.append((capability, tuple((who, answer.level) for who, answer in said)))
    return Agreed(tuple(together), tuple(apart))
