"""What can go wrong, in words for the user. Every error the planner raises on purpose is a PlannerError."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class PlannerError(Exception):
    """An error to show as it is, without a traceback. The CLI exits with 2."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document: where, what, and how to mend it. ``line`` is 0 where it has no lines."""

    file: str
    line: int
    column: int
    path: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        at = f" ({self.path})" if self.path else ""
        return one_line(f"{where}: {self.what}{at}" + (f"; {self.mend}" if self.mend else ""))


class ArgumentError(PlannerError, TypeError):
    """An argument of a public function that is none of its arguments, or of a kind that makes no sense there."""


class MissingError(PlannerError):
    """Something that this needs is not installed here."""


class DocumentError(PlannerError):
    """A document that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems: tuple[Problem, ...] = tuple(
            sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.what, p.path, p.mend))
        )
        super().__init__("\n".join(map(str, self.problems)))


class SeveralError(PlannerError):
    """Several errors at once, each a line of its own."""

    def __init__(self, problems: Iterable[str]):
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("; ".join(self.problems))


class PluginError(PlannerError):
    """A plugin that was asked for and does not work."""


def one_line(message: str) -> str:
    """A message without line breaks and terminal controls, whatever names it quotes."""
    return "".join(c if c.isprintable() else " " for c in message)


def and_then(message: str, mend: str) -> str:
    """``message; mend``, or just the message."""
    return f"{message}; {mend}" if mend else message


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` or a list of what there is, or nothing when nothing is near."""
    from difflib import get_close_matches

    choices: Sequence[str] = sorted(known)
    spelt = {choice.lower(): choice for choice in reversed(choices)}
    best = get_close_matches(word.lower()[:200], spelt, n=1, cutoff=0.6)
    if best:
        return f"did you mean '{spelt[best[0]]}'?"
    if choices and len(choices) <= 14:
        return "use one of " + ", ".join(choices)
    return ""
