"""The language a plan is put into words in: messages, plural forms, numbers, dates and direction.

English is the language of the source. Any other one is a file, in the format that gettext, Poedit and Weblate use;
Babel reads it. ``planner/i18n/catalogues`` holds those that come with the planner, plugins bring more.
``with speaking("he"):`` sets the language for everything called inside, and nothing outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-Arab", "ps", "sd", "ug", "ur", "yi"})
"""Codes of languages written from right to left."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Translations by message; a message with plural forms has one per form."""

    messages: Mapping[str, str | tuple[str, ...]]
    plural_form: Any  # number -> index of the form


@dataclass(frozen=True, slots=True)
class Speech:
    """How things are said. ``dates`` is a CLDR pattern (``d MMM y``), empty: 2027-07-31. ``numbers`` is the locale
    whose separators numbers have, empty: the language's."""

    code: str = "en"
    catalog: Catalog | None = None
    dates: str = ""
    numbers: str = ""

    @property
    def locale(self) -> str:
        """Whose dates and numbers go with the words: those of the language that the words are in."""
        return self.code if self.catalog is not None else "en"


ENGLISH = Speech()
unsaid: dict[str, set[str]] = {}
"""Messages that were wanted in a language and said in English, by its code: to be told to whoever runs a command."""
_speech: ContextVar[Speech] = ContextVar("speech", default=ENGLISH)


@contextmanager
def speaking(code: str, dates: str = "", numbers: str = "") -> Iterator[None]:
    """Sets the language of everything called inside."""
    token = _speech.set(Speech(code, catalog(code), dates, numbers))
    try:
        yield
    finally:
        _speech.reset(token)


def speech() -> str:
    """The code of the language that is spoken."""
    return _speech.get().code


def spoken(code: str) -> bool:
    """Whether the planner has its own words in a language."""
    return code.partition("-")[0] == "en" or catalog(code) is not None


def is_rtl_language(code: str) -> bool:
    """Whether a language is written from right to left."""
    return code in RIGHT_TO_LEFT or code.partition("-")[0] in RIGHT_TO_LEFT


def languages() -> tuple[str, ...]:
    """Codes of the languages there are words in."""
    folder = resources.files("planner.i18n") / "catalogues"
    own = {file.name[:-3] for file in folder.iterdir() if file.name.endswith(".po")}
    return ("en", *sorted(own.union(*(known("") for known in elsewhere))))


def bundled_catalogue(code: str) -> Path:
    """The file of a language that comes with the planner; complete, so that others can be compared with it."""
    return Path(str(resources.files("planner.i18n") / "catalogues" / f"{code}.po"))


elsewhere: list[Callable[[str], Mapping[str, Path]]] = []
"""Who knows of more catalogues: the file of a language by its code, of all of them for an empty code. Plugins bring
them, and this module must not know of plugins."""


def catalog(code: str) -> Catalog | None:
    """The translations into a language; None: it is English, or there is no file."""
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", code) or code.partition("-")[0] == "en":
        return None  # a code of no language is no name of a file either
    for name in dict.fromkeys((code, code.partition("-")[0])):
        path = bundled_catalogue(name)
        if path.is_file():
            return read_catalogue(path)
        for known in elsewhere:
            if name.lower() in (found := known(name.lower())):
                return read_catalogue(found[name.lower()])
    return None


@cache
def read_catalogue(path: Path) -> Catalog:
    """The translations in a file."""
    from babel.messages.pofile import read_po

    with path.open("rb") as stream:
        table = read_po(stream)
    messages: dict[str, str | tuple[str, ...]] = {}
    for message in table:
        if message.id and message.string and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else message.id[0]
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
            if all(forms):
                messages[key] = message.string if isinstance(message.string, str) else forms
    return Catalog(messages, _plural(table.plural_expr))


def _plural(expression: str) -> Any:
    from gettext import c2py

    return c2py(expression)


def _(message: str, /, **values: object) -> str:
    """A message in the language spoken, with ``{names}`` filled in."""
    table = _speech.get().catalog
    found = table.messages.get(message, message) if table else message
    if table and message not in table.messages:
        unsaid.setdefault(_speech.get().code, set()).add(message)
    text: str = found if isinstance(found, str) else found[0]
    return text.format(**values) if values else text


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The form of a message that goes with a number, which fills ``{n}``."""
    table = _speech.get().catalog
    found = table.messages.get(one) if table else None
    if isinstance(found, tuple) and table:
        text: str = found[min(table.plural_form(number), len(found) - 1)]
    else:
        text = one if number == 1 else many
        if table:
            unsaid.setdefault(_speech.get().code, set()).add(one)
    return text.format(n=number, **values)


def marked(message: str) -> str:
    """Marks a message that is translated later, with ``_``; called ``N_``, the name that gettext tools look for."""
    return message


N_ = marked


def decimal(value: float, digits: int = 1) -> str:
    """At most ``digits`` decimals, none when it is whole, with the separators of the language."""
    speech = _speech.get()
    locale = speech.numbers or speech.locale
    if locale.partition("-")[0] in ("en", "he"):  # the same as in code: no need for Babel
        text = f"{value:,.{digits}f}" if speech.numbers else f"{value:.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("", "-0") else text
    from babel.core import UnknownLocaleError
    from babel.numbers import format_decimal

    try:
        return str(format_decimal(round(value, digits), locale=locale.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def fixed(value: float, digits: int = 1) -> str:
    """Exactly so many decimals, for figures that stand below each other, with the separators of the language."""
    text, point = f"{value:.{digits}f}", decimal(0.5)[1:-1]
    return text.replace(".", point)


def grouped(value: float, digits: int = 0) -> str:
    """The same with its digits in groups of three, where there are many."""
    speech = _speech.get()
    if (speech.numbers or speech.locale).partition("-")[0] not in ("en", "he"):
        return decimal(value, digits)  # which has them already
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def left_to_right(text: str) -> str:
    """A number with its sign, in the order of a number also where the language runs from right to left."""
    return f"\u200e{text}" if is_rtl_language(_speech.get().code) else text


def with_iso_weeks(pattern: str, when: date) -> str:
    """A CLDR pattern with the week (``w``) and the year it belongs to (``Y``) put in by ISO 8601: by CLDR's own count
    1 January 2027 is in week 1 in Germany, and every calendar there says 53."""
    year, week, _weekday = when.isocalendar()

    def number(found: re.Match[str]) -> str:
        part = found[0]
        return part if part[0] == "'" else f"{year if part[0] == 'Y' else week:0{len(part)}d}"

    return re.sub(r"'[^']*'|w+|Y+", number, pattern)


def day(when: date) -> str:
    """A date: 31 Jul 2027, as people of another language write it, or as the theme wants it."""
    speech = _speech.get()
    if not speech.dates and speech.locale.partition("-")[0] == "en":  # no need for Babel
        return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    from babel.core import UnknownLocaleError
    from babel.dates import format_date

    wanted = with_iso_weeks(speech.dates, when) or "medium"
    try:
        return str(format_date(when, wanted, locale=speech.locale.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return str(format_date(when, wanted, locale="en"))
