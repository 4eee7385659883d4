"""XLSX: the plan, capacity, budget and scores as a workbook whose sums and dates are formulas. Text from clients is
written as text, never as a formula."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import mul
from typing import Any

from planner import MissingError
from planner.pictures import Style
from planner.plugins import (
    BusinessCase,
    CaseQuarter,
    Exporter,
    FinishedStep,
    Placement,
    Roadmap,
    _,
    clean,
    hookimpl,
    is_rtl_language,
    quarter_name,
    repacked,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WEEKS_PER_YEAR = 52
CREATED = datetime(1980, 1, 1)  # the same plan gives the same bytes


class Book:
    """A workbook with the few formats that a person would use."""

    def __init__(self, out: io.BytesIO, roadmap: Roadmap, style: Style):
        import xlsxwriter

        self.book = xlsxwriter.Workbook(
            out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        source = clean(roadmap.journey_label)
        self.book.set_properties({"title": clean(roadmap.title)[:255], "subject": source[:255], "created": CREATED})
        theme, base = style.theme, {"font_name": "Arial", "font_size": 10, "valign": "top"}
        self.formats: dict[str, Any] = {
            "text": self.book.add_format({**base, "text_wrap": True}),
            "bold": self.book.add_format({**base, "text_wrap": True, "bold": True}),
            "head": self.book.add_format({**base, "bold": True, "bg_color": theme.header, "font_color": theme.ink}),
            "number": self.book.add_format({**base, "num_format": "0.0"}),
            "whole": self.book.add_format({**base, "num_format": "0"}),
            "factor": self.book.add_format({**base, "num_format": "0.000"}),
            "percent": self.book.add_format({**base, "num_format": "0%"}),
            "day": self.book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
            "total": self.book.add_format({**base, "bold": True, "num_format": "0.0", "top": 1}),
            "over": self.book.add_format({"bg_color": theme.accent, "font_color": theme.text_on(theme.accent)}),
        }
        self.rtl = is_rtl_language(roadmap.language)

    def sheet(self, name: str, heads: Sequence[tuple[str, float]]) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        if self.rtl:
            sheet.right_to_left()
        for column, (title, wide) in enumerate(heads):
            sheet.set_column(column, column, wide)
            self.write(sheet, 0, column, title, "head")
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def write(self, sheet: Any, row: int, column: int, value: object, kind: str = "text") -> None:
        style = self.formats[kind]
        if isinstance(value, str):
            sheet.write_string(row, column, clean(value), style)
        elif isinstance(value, bool | int | float):
            sheet.write_number(row, column, value, style)
        elif value is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_datetime(row, column, value, style)

    def formula(self, sheet: Any, row: int, column: int, formula: str, value: float, kind: str) -> None:
        """A formula with its value, for readers that do not calculate."""
        sheet.write_formula(row, column, formula, self.formats[kind], value)


def export(roadmap: Roadmap, style: Style) -> bytes:
    out = io.BytesIO()
    try:
        book = Book(out, roadmap, style)
    except ImportError:
        raise MissingError("XLSX needs XlsxWriter: pip install 'journey-planner[office]'") from None
    _plan(book, roadmap)
    _capacity(book, roadmap)
    _budget(book, roadmap)
    _scores(book, roadmap)
    if roadmap.case is not None and roadmap.case.stated:
        _CaseSheet(book, roadmap, roadmap.case).write()
    book.book.close()
    return repacked(out.getvalue())


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _serial(day: Any) -> int:
    """The number a spreadsheet has for a date."""
    return int((datetime(day.year, day.month, day.day) - datetime(1899, 12, 30)).days)


def _plan(book: Book, roadmap: Roadmap) -> None:
    heads = (
        (_("Id"), 26.0), (_("Step"), 38.0), (_("Stage"), 20.0), (_("Owner"), 24.0), (_("Start"), 12.0),
        (_("Weeks"), 8.0), (_("End"), 12.0), (_("Effort"), 10.0), (_("Cost"), 10.0), (_("Run load"), 10.0),
        (_("Value"), 8.0), (_("Slack"), 8.0), (_("Target"), 8.0), (_("Sets the date"), 14.0), (_("Needs"), 36.0),
        (_("Why here"), 60.0), (_("Done"), 8.0), (_("Finished"), 12.0), (_("No."), 6.0),
        (_("Took"), 8.0), (_("Spent"), 8.0),
    )  # fmt: skip
    sheet = book.sheet(_("Plan"), heads)
    stages = {stage.id: stage.name for stage in roadmap.stages}
    yes, no = _("yes"), _("no")
    for row, one in enumerate(roadmap.finished, 1):
        _finished(book, sheet, row, one, stages)
    for row, p in enumerate(roadmap.placements, 1 + len(roadmap.finished)):
        values: tuple[tuple[object, str], ...] = (
            (p.id, "text"), (p.name, "bold" if p.is_target else "text"), (stages[p.stage], "text"),
            (p.owner_name, "text"), (datetime(p.start_date.year, p.start_date.month, p.start_date.day), "day"),
            (p.duration, "whole"), ("", "day"), (p.effort, "number"), (p.cost, "number"), (p.run, "number"),
            (p.value, "number"), (p.slack, "whole"), (yes if p.is_target else no, "text"),
            (yes if p.critical else no, "text"), (" ".join(p.needs), "text"), (p.reason.text, "text"),
            (p.done, "percent"), (None, "day"), (p.number, "whole"), (None, "number"), (None, "number"),
        )  # fmt: skip
        for column, (value, kind) in enumerate(values):
            if column != 6:
                book.write(sheet, row, column, value, kind)
        book.formula(sheet, row, 6, f"={_cell(row, 4)}+7*{_cell(row, 5)}-1", _serial(p.end_date), "day")
    last = len(roadmap.finished) + len(roadmap.placements)
    if last:
        book.write(sheet, last + 1, 1, _("Total"), "bold")
        steps: list[FinishedStep | Placement] = [*roadmap.finished, *roadmap.placements]
        run = sum(p.run for p in roadmap.placements)
        totals = {7: sum(p.effort for p in steps), 8: sum(p.cost for p in steps), 9: run}
        for column, value in totals.items():
            book.formula(sheet, last + 1, column, f"=SUM({_cell(1, column)}:{_cell(last, column)})", value, "total")
        sheet.autofilter(0, 0, last, len(heads) - 1)


def _finished(book: Book, sheet: Any, row: int, one: FinishedStep, stages: Mapping[str, str]) -> None:
    """A step that is done, as it was planned, with the day on which it was found to be done."""
    begun, weeks = one.start_date, -(-((one.end_date - one.start_date).days + 1) // 7)
    done = one.finished and datetime(one.finished.year, one.finished.month, one.finished.day)
    cells: dict[int, tuple[object, str]] = {
        0: (one.id, "text"), 1: (one.name, "text"), 2: (stages[one.stage], "text"), 3: (one.owner_name, "text"),
        4: (datetime(begun.year, begun.month, begun.day), "day"), 5: (weeks, "whole"), 7: (one.effort, "number"),
        8: (one.cost, "number"), 16: (1.0, "percent"), 17: (done, "day"), 18: (one.number, "whole"),
        19: (one.actual_effort, "number"), 20: (one.actual_cost, "number"),
    }  # fmt: skip
    for column, (value, kind) in cells.items():
        book.write(sheet, row, column, value, kind)
    book.formula(sheet, row, 6, f"={_cell(row, 4)}+7*{_cell(row, 5)}-1", _serial(one.end_date), "day")


def _capacity(book: Book, roadmap: Roadmap) -> None:
    heads = (
        (_("Role"), 30.0), (_("Quarter"), 12.0), (_("Capacity"), 12.0), (_("Run load"), 12.0), (_("Work"), 12.0),
        (_("Left"), 12.0), (_("Used"), 10.0),
    )  # fmt: skip
    sheet = book.sheet(_("Capacity"), heads)
    for row, use in enumerate(roadmap.capacity_use, 1):
        book.write(sheet, row, 0, use.role_name)
        book.write(sheet, row, 1, quarter_name(roadmap.calendar, use.quarter))
        book.write(sheet, row, 2, use.capacity, "number")
        book.write(sheet, row, 3, use.run, "number")
        book.write(sheet, row, 4, use.work, "number")
        if use.capacity is not None:
            c, d, e = _cell(row, 2), _cell(row, 3), _cell(row, 4)
            taken = use.run + use.work
            used = taken / use.capacity if use.capacity else float(taken > 0)
            book.formula(sheet, row, 5, f"={c}-{d}-{e}", use.left or 0.0, "number")
            book.formula(sheet, row, 6, f"=IF({c}=0,IF({d}+{e}>0,1,0),({d}+{e})/{c})", used, "percent")
    last = len(roadmap.capacity_use)
    if last:
        rule = {"type": "cell", "criteria": ">", "value": 0.9, "format": book.formats["over"]}
        sheet.conditional_format(1, 6, last, 6, rule)
        sheet.autofilter(0, 0, last, len(heads) - 1)


def _budget(book: Book, roadmap: Roadmap) -> None:
    heads = ((_("Quarter"), 12.0), (_("Budget"), 12.0), (_("Outside spend"), 14.0), (_("Left"), 12.0))
    sheet = book.sheet(_("Budget"), heads)
    for row, one in enumerate(roadmap.budget_use, 1):
        book.write(sheet, row, 0, quarter_name(roadmap.calendar, one.quarter))
        book.write(sheet, row, 1, one.budget, "number")
        book.write(sheet, row, 2, one.spend, "number")
        if one.budget is not None:
            before = f"{_cell(row - 1, 3)}+" if one.carries and row > 1 else ""
            left = roadmap.money_there[one.quarter] - one.spend
            book.formula(sheet, row, 3, f"={before}{_cell(row, 1)}-{_cell(row, 2)}", left, "number")
    last = len(roadmap.budget_use)
    if last:
        book.write(sheet, last + 1, 0, _("Total"), "bold")
        total = sum(one.spend for one in roadmap.budget_use)
        book.formula(sheet, last + 1, 2, f"=SUM({_cell(1, 2)}:{_cell(last, 2)})", total, "total")


def _scores(book: Book, roadmap: Roadmap) -> None:
    """What each scorer said; the priority is the weighted mean of the normalised scores, as a formula."""
    scorers = list(roadmap.scorers)
    scale = _("0 to 1")
    heads = [(_("Step"), 38.0), (_("Priority"), 10.0), *((f"{name} ({scale})", 16.0) for name in scorers)]
    sheet = book.sheet(_("Scores"), heads)
    book.write(sheet, 1, 0, _("Weight"), "bold")
    for column, name in enumerate(scorers, 2):
        book.write(sheet, 1, column, roadmap.scorers[name], "number")
    for row, p in enumerate(roadmap.placements, 2):
        book.write(sheet, row, 0, p.name)
        said = {result.scorer: result.normalised for result in p.scores}
        for column, name in enumerate(scorers, 2):
            book.write(sheet, row, column, said.get(name), "number")
        if scorers:
            weights = f"{_absolute(1, 2)}:{_absolute(1, 1 + len(scorers))}"
            own = f"{_cell(row, 2)}:{_cell(row, 1 + len(scorers))}"
            book.formula(sheet, row, 1, f"=SUMPRODUCT({own},{weights})/SUM({weights})", p.priority, "number")


class _CaseSheet:
    """The business case by the plan's own dates and likely values. What is given stands in the first row and may be
    changed; everything that follows from it is a formula."""

    def __init__(self, book: Book, roadmap: Roadmap, case: BusinessCase):
        self.book, self.roadmap, self.case = book, roadmap, case
        self.roles = [role for role in case.rates if any(role in one.build or role in one.run for one in case.quarters)]
        self.goals = [goal for goal in case.goals if goal.is_money]
        self.rates = [case.rates[role] for role in self.roles]
        self.brings = [goal.a_year[1] * goal.worth for goal in self.goals]
        self.outside = 2 + len(self.roles)  # columns
        self.recurring, self.people, self.spend, self.live = (self.outside + n for n in (1, 2, 3, 4))
        self.benefit = self.live + len(self.goals)
        self.net, self.so_far, self.discount, self.value = (self.benefit + n for n in (1, 2, 3, 4))
        self.weeks, self.total, self.sums = 0, 0.0, dict.fromkeys((self.spend, self.net, self.value), 0.0)

    def write(self) -> None:
        heads = [
            (_("Quarter"), 12.0), (_("Weeks"), 8.0),
            *((_("{role}, person-weeks", role=self.roadmap.roles[role]), 16.0) for role in self.roles),
            (_("Outside spend"), 14.0), (_("Recurring"), 12.0), (_("People"), 12.0), (_("Spend"), 12.0),
            *((_("{goal}, part that is live", goal=goal.name), 18.0) for goal in self.goals),
            (_("Benefit"), 12.0), (_("Net"), 12.0), (_("Net so far"), 12.0), (_("Discount"), 12.0),
            (_("Present value"), 14.0),
        ]  # fmt: skip
        sheet, book = self.book.sheet(_("Business case"), heads), self.book
        book.write(sheet, 1, 0, _("Given"), "bold")
        for column, number in (*enumerate(self.rates, 2), *enumerate(self.brings, self.live)):
            book.write(sheet, 1, column, number, "number")
        book.write(sheet, 1, self.discount, self.case.discount / 100, "percent")
        for row, one in enumerate(self.case.quarters, 2):
            self._quarter(sheet, row, one)
        last = 1 + len(self.case.quarters)
        book.write(sheet, last + 1, 0, _("Total"), "bold")
        note = _(
            "by the plan's own dates and likely amounts; the picture and 'planner case' count the middle of the draws"
        )
        book.write(sheet, last + 2, 2, note)
        for column, amount in self.sums.items():
            book.formula(sheet, last + 1, column, f"=SUM({_cell(2, column)}:{_cell(last, column)})", amount, "total")

    def _quarter(self, sheet: Any, row: int, one: CaseQuarter) -> None:
        book = self.book
        amounts = [one.build.get(role, 0.0) + one.run.get(role, 0.0) for role in self.roles]
        live = [one.live[goal.goal] for goal in self.goals]
        self.weeks += one.weeks
        paid, a_year = sum(map(mul, amounts, self.rates)), sum(map(mul, live, self.brings))
        spend, benefit = one.outside + one.recurring + paid, a_year * one.weeks / WEEKS_PER_YEAR
        factor = (1 + self.case.discount / 100) ** (-self.weeks / WEEKS_PER_YEAR)
        self.total += benefit - spend
        for column, amount in zip(self.sums, (spend, benefit - spend, (benefit - spend) * factor), strict=True):
            self.sums[column] += amount
        book.write(sheet, row, 0, quarter_name(self.roadmap.calendar, one.quarter))
        book.write(sheet, row, 1, one.weeks, "whole")
        given = (*enumerate(amounts, 2), (self.outside, one.outside), (self.recurring, one.recurring))
        for column, number in given:
            book.write(sheet, row, column, number, "number")
        for column, part in enumerate(live, self.live):
            book.write(sheet, row, column, part, "percent")
        cell = {name: _cell(row, getattr(self, name)) for name in
                ("outside", "recurring", "people", "spend", "benefit", "net", "discount")}  # fmt: skip
        before = f"{_cell(row - 1, self.so_far)}+" if row > 2 else ""
        passed = f"SUM({_absolute(2, 1)}:{_cell(row, 1)})/{WEEKS_PER_YEAR}"
        brings = _product(row, self.live, len(self.goals))
        for column, formula, number, kind in (
            (self.people, _product(row, 2, len(self.roles)), paid, "number"),
            (self.spend, f"{cell['outside']}+{cell['recurring']}+{cell['people']}", spend, "number"),
            (self.benefit, f"{brings}*{_cell(row, 1)}/{WEEKS_PER_YEAR}", benefit, "number"),
            (self.net, f"{cell['benefit']}-{cell['spend']}", benefit - spend, "number"),
            (self.so_far, f"{before}{cell['net']}", self.total, "number"),
            (self.discount, f"1/(1+{_absolute(1, self.discount)})^({passed})", factor, "factor"),
            (self.value, f"{cell['net']}*{cell['discount']}", (benefit - spend) * factor, "number"),
        ):
            book.formula(sheet, row, column, f"={formula}", number, kind)


def _product(row: int, first: int, count: int) -> str:
    """What stands in some columns of a row, each times what is given for it."""
    if not count:
        return "0"
    given = f"{_absolute(1, first)}:{_absolute(1, first + count - 1)}"
    return f"SUMPRODUCT({_cell(row, first)}:{_cell(row, first + count - 1)},{given})"


def _absolute(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("xlsx", ".xlsx", MEDIA_TYPE, export, "Workbook: plan, capacity, budget, scores, with formulas")
