"""Sentences that several modules say, in the language spoken (see ``planner.i18n.translation``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from planner.i18n import translation
from planner.i18n.translation import N_, _, decimal, ngettext

KIND_TITLES = {
    "does-not-fit": N_("Does not fit"),
    "waits": N_("Waits for something that does not fit"),
    "pointless": N_("Not started, because what needs it does not fit"),
    "gave-way": N_("Gave way to what must be reached"),
    "optional": N_("Worth having, and left out for what weighs more"),
    "other-branch": N_("Another way was taken"),
    "wont": N_("Kept out on request"),
    "not-applicable": N_("Does not apply, as far as the file says"),
    "not-needed": N_("Nothing that is asked for needs it"),
}
PHASES = {"early": N_("early phase"), "mid": N_("mid phase"), "late": N_("late phase")}


def weeks(number: int) -> str:
    """``1 week``, ``2 weeks``."""
    return ngettext("{n} week", "{n} weeks", number)


def when(day: date, week: int) -> str:
    """``2029-09-13 (week 141)``: what people put into a calendar first, what plans count in beside it."""
    return _("{day} (week {week})", day=translation.day(day), week=week)


def steps(number: int) -> str:
    """``1 step``, ``2 steps``."""
    return ngettext("{n} step", "{n} steps", number)


def amount(value: float) -> str:
    """At most one decimal, none when it is whole."""
    return decimal(value)


def signed(value: float) -> str:
    """The same with its sign, for a difference."""
    words = decimal(abs(value))
    return words if words == "0" else translation.left_to_right(f"{'+' if value > 0 else '−'}{words}")


def beside(value: float | None, first: float | None = None) -> str:
    """A figure, with how it differs, as it is shown, from the first of several in brackets: ``69 (+4)``."""
    if value is None:
        return "–"
    words = decimal(value)
    if first is None or words == decimal(first):
        return words
    return f"{words} ({signed(round(value, 1) - round(first, 1))})"


def quarter(label: str) -> str:
    """``2027Q3`` -> ``Q3 2027``."""
    return _("Q{number} {year}", number=label[5:], year=label[:4])


def short_quarter(label: str) -> str:
    """``2027Q3`` -> ``Q3``."""
    return _("Q{number}", number=label[5:])


def phase(name: str) -> str:
    """``early phase``, ``mid phase`` or ``late phase``."""
    return _(PHASES[name])


def kind_title(kind: str) -> str:
    """What a kind of ``LeftOut`` means."""
    return _(KIND_TITLES[kind])


def stage(number: int, name: str, phase_name: str) -> str:
    """Where an organisation stands."""
    if not number:
        return _("before stage 1")
    return _("stage {number}, {name} ({phase})", number=number, name=name, phase=phase(phase_name))


def light(state: str) -> str:
    """The state of a light as a word: colour alone says nothing to some."""
    return {"green": _("green"), "amber": _("amber"), "red": _("red")}.get(state, _("no state"))


def quoted(name: str) -> str:
    """A name in the quotation marks of the language."""
    return _("“{name}”", name=name)


def listing(words: list[str]) -> str:
    """``a, b and c``."""
    if len(words) < 2:
        return words[0] if words else ""
    return _("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def groups(names: Mapping[str, str], own: Sequence[Sequence[str]]) -> str:
    """``A, B or C, D``: of each group of ids one counts."""
    said = []
    for group in own:
        *first, last = (names[one] for one in group)
        said.append(_("{first} or {last}", first=", ".join(first), last=last) if first else last)
    return ", ".join(said)


def fictional(name: str, is_fictional: bool) -> str:
    return _("{name} (fictional example)", name=name) if is_fictional else name


def pinned_to(pin: str) -> str:
    return _("pinned to {when}", when=pin)


def person_weeks(number: str) -> str:
    """A number of person-weeks that is rounded already."""
    return _("1 person-week") if number == "1" else _("{n} person-weeks", n=number)


def more_of(number: float, role: str = "") -> str:
    if role:
        if number == 1:
            return _("1 more person-week a quarter of {role}", role=role)
        return _("{amount} more person-weeks a quarter of {role}", amount=amount(number), role=role)
    return _("{amount} thousand more budget a quarter", amount=amount(number))


def waits_for(name: str) -> str:
    return _("waits for {name}", name=name)
