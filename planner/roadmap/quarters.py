"""How a quarter of a plan is called: by the calendar, and beside it by the organisation's fiscal year."""

from __future__ import annotations

from planner.domain.calendar import Calendar, first_day, fiscal_quarter_of, fiscal_year_of, is_in
from planner.i18n import phrases
from planner.i18n.translation import _, day


def quarter_name(calendar: Calendar, label: str) -> str:
    """``Q3 2027``, with the fiscal quarter where the two are the same three months: ``Q3 2027 · FY28 Q1``. Where a
    fiscal year begins within the quarter: ``Q1 2027 · FY28 from 2027-02-01``."""
    words, month = phrases.quarter(label), calendar.fiscal_year_starts
    if month == 1:
        return words
    begins = first_day(label)
    if (month - 1) % 3 == 0:
        fiscal = fiscal_quarter_of(begins, month)
        own = _("FY{year} Q{number}", year=fiscal[2:4], number=fiscal[5:])
        return f"{words} · {own}"
    opens = begins.replace(month=month)
    if not is_in(opens, label):
        return words
    own = _("FY{year} from {day}", year=f"{fiscal_year_of(opens, month) % 100:02}", day=day(opens))
    return f"{words} · {own}"
