"""How a quarter of a plan, and its year, are called: by the calendar, or by the organisation's fiscal year."""

from __future__ import annotations

from planner.domain.calendar import JANUARY, Calendar, first_day, fiscal_quarter_of, fiscal_year_of, is_in
from planner.i18n import phrases
from planner.i18n.translation import _, day


def year_name(calendar: Calendar, label: str) -> str:
    """The fiscal year of a quarter: ``2027``, or ``FY28`` where it is none of the calendar."""
    year = calendar.fiscal_year(label)
    return str(year) if calendar.fiscal_year_starts == JANUARY else _("FY{year}", year=f"{year % 100:02}")


def quarter_name(calendar: Calendar, label: str) -> str:
    """``Q3 2027``, with the fiscal quarter where the two are the same three months: ``Q3 2027 · FY28 Q1``. Where a
    fiscal year begins within the quarter: ``Q1 2027 · FY28 from 2027-02-01``."""
    words, starts = phrases.quarter(label), calendar.fiscal_year_starts
    if starts == JANUARY:
        return words
    begins = first_day(label)
    if (starts.month - 1) % 3 == 0 and starts.day == 1:
        fiscal = fiscal_quarter_of(begins, starts)
        own = _("FY{year} Q{number}", year=fiscal[2:4], number=fiscal[5:])
        return f"{words} · {own}"
    opens = begins.replace(month=starts.month, day=starts.day)
    if not is_in(opens, label):
        return words
    own = _("FY{year} from {day}", year=f"{fiscal_year_of(opens, starts) % 100:02}", day=day(opens))
    return f"{words} · {own}"
