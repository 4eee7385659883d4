"""How good a plan is, as far as it is proved."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from planner.i18n.translation import _
from planner.scheduling.objectives import best


def percent_at_most(part: float) -> str:
    """A part that something is at most, in percent to a tenth: rounded up, so that it is not less than what is
    proved."""
    return f"{ceil(1000 * part - 1e-9) / 10:.1f}"


@dataclass(frozen=True, slots=True)
class ProofPart:
    """One aim of the plan: its value, and the least that it could be while the aims before it are kept; None: not
    known."""

    aim: str
    value: int
    bound: int | None


FAR = 0.2
"""A bound that is further away than this says little, and is not quoted."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How good the order is.

    Attributes:
        parts: the aims, most important first.
        gap: the plan is at most this part worse than the best one (0.02 is 2 %), by the first aim in which a
            better one may exist; 0: proved optimal; None: not known.
        all_fit: True or False when it is proved that everything fits, or that it cannot; None: not known.
        stopped: a limit ended the search.
        upto: the stage up to which the plan goes, because it could not get to the end of the next; empty: all the way.
        begun: the stage after that, where the plan goes on towards it; empty: it does not.
    """

    parts: tuple[ProofPart, ...]
    gap: float | None
    all_fit: bool | None
    stopped: bool
    upto: str = ""
    begun: str = ""

    @property
    def optimal(self) -> bool:
        """Proved: no plan is better."""
        return self.gap == 0.0

    @property
    def value(self) -> int:
        """What the first aim comes to."""
        return self.parts[0].value

    @property
    def bound(self) -> int:
        """A proved lower bound on it, among plans that leave out and miss no more; 0 where there is none."""
        return self.parts[0].bound or 0

    def say(self) -> str:
        """The same in a sentence."""
        aims = tuple(part.aim for part in self.parts)
        if self.upto:
            return self._narrowed(best(aims))
        if self.optimal and self.all_fit is False:
            return _("proved: no order fits all of these steps, and none leaves out less")
        if self.optimal:
            return _("proved optimal: {what}", what=best(aims))
        if self.all_fit is False:
            return _("proved: no order fits all of these steps; one that leaves out less may exist")
        if self.gap is None:
            return _("no proof of how good this order is")
        if self.gap > FAR:
            return _("a good order, not proved: a better one may exist")
        words = _("at most {percent} % from the best possible order", percent=percent_at_most(self.gap))
        proved = [part.aim for part in self.parts if part.value == part.bound]
        if not proved:
            return words
        return _("{proved} (proved); {words} by {aim}", proved=best(tuple(proved)), words=words, aim=aims[len(proved)])

    def _narrowed(self, what: str) -> str:
        """The same of a plan that does not go all the way: nothing is said of what lies beyond."""
        if self.begun and self.optimal:
            return _(
                "proved of what leads to “{stage}” and on towards “{next}”, and of what serves the goals: {what}",
                stage=self.upto, next=self.begun, what=what,
            )  # fmt: skip
        if self.begun:
            return _(
                "what leads to “{stage}” and on towards “{next}”, and what serves the goals, is in a good order, not "
                "proved",
                stage=self.upto, next=self.begun,
            )  # fmt: skip
        if self.optimal:
            return _("proved of what leads to “{stage}” and serves the goals: {what}", stage=self.upto, what=what)
        return _("what leads to “{stage}” and serves the goals is in a good order, not proved", stage=self.upto)
