"""Estimates of a journey that learn from plans that were carried out, of one organisation or of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

from planner.analysis.history import History
from planner.domain.journey import Capability, Journey
from planner.domain.values import Estimate
from planner.errors import PlannerError
from planner.i18n.translation import _, fixed, ngettext

EIGHTY, ALL = 1.2816, 2.3263
"""Standard deviations that eight of ten lie within, and ninety-eight of a hundred: as far as an estimate's ends."""

LEAST, MOST = 0.2, 5.0
"""No estimate is changed by more than that."""

KINDS = ("weeks", "effort")


@dataclass(frozen=True, slots=True)
class Learned:
    """What one figure of a capability is to be multiplied by.

    Attributes:
        steps, members: that were seen; none: only what others of the same journey say.
        factor: in the middle; low, high: what eight of ten lie between.
        ends: of the estimate, between which ninety-eight of a hundred lie.
    """

    steps: int
    members: int
    factor: float
    low: float
    high: float
    ends: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learned, by capability and figure (``weeks``, ``effort``).

    Attributes:
        growth: the power with which effort grows with size, see ``Policy``.
        reference: how a document names the journey.
    """

    journey: Journey
    members: int
    steps: int
    learned: dict[str, dict[str, Learned]]
    growth: float
    reference: str

    def overlay(self, name: str) -> dict[str, Any]:
        """A journey that extends the one the plans were made with, as data of its document.

        Args:
            name: id of the new journey.
        """
        capabilities = {
            capability: _changed(self.journey.capabilities[capability], own) for capability, own in self.learned.items()
        }
        note = ngettext("Estimates calibrated with {n} step of {members}.",
                        "Estimates calibrated with {n} steps of {members}.",
                        self.steps, members=members_of(self.members))  # fmt: skip
        data: dict[str, Any] = {
            "journey": name, "extends": self.reference, "note": note,
            "name": f"{self.journey.name.say()} ({_('calibrated')})",
        }  # fmt: skip
        if round(self.growth, 2) != self.journey.policy.growth:
            data["policy"] = {"growth": round(self.growth, 2)}
        return data | {"capabilities": {c: body for c, body in capabilities.items() if body}}


def calibrate(journey: Journey, histories: Sequence[History], reference: str) -> Calibration:
    """What histories say of a journey's estimates.

    Args:
        reference: how a document names the journey.

    Raises:
        PlannerError: they are of another journey, or nothing is done in them.
    """
    from planner.analysis.pooling import Seen, pool

    strange = sorted({one.journey for one in histories} - {journey.id})
    if strange:
        raise PlannerError(f"these plans are of other journeys than {journey.id}: {', '.join(strange)}")
    names = [c for c in journey.capabilities if any(c in one.weeks or c in one.effort for one in histories)]
    if not names:
        raise PlannerError(
            "no step of these plans is done on a day that is known, and not before the plan has it begin: 'planner "
            "mark NAME done FILE --on DATE' says the day"
        )
    learned: dict[str, dict[str, Learned]] = {name: {} for name in journey.capabilities}
    growth = journey.policy.growth
    for kind in KINDS:
        own = [dict(one.weeks if kind == "weeks" else one.effort) for one in histories]
        grows = {c: kind == "effort" and journey.capabilities[c].scales_with == "staff" for c in names}
        seen = [
            Seen(n, m, sums[c].count, sums[c].total, sums[c].squares, histories[m].size if grows[c] else 0.0)
            for m, sums in enumerate(own) for n, c in enumerate(names) if c in sums
        ]  # fmt: skip
        if not seen:
            continue
        found = pool(seen, len(names), len(histories))
        growth += found.growth
        for c in journey.capabilities:
            mean, spread = found.elsewhere
            if c in names:
                mean, spread = found.mean[names.index(c)], found.spread[names.index(c)]
            counts = [sums[c].count for sums in own if c in sums]
            learned[c][kind] = _learned(sum(counts), len(counts), mean, spread)
    return Calibration(journey, len(histories), sum(one.steps for one in histories), learned, growth, reference)


def _learned(steps: int, members: int, mean: float, spread: float) -> Learned:
    low, high, *ends = (_within(exp(mean + by * spread)) for by in (-EIGHTY, EIGHTY, -ALL, ALL))
    return Learned(steps, members, _within(exp(mean)), low, high, (ends[0], ends[1]))


def _within(factor: float) -> float:
    return min(MOST, max(LEAST, factor))


def _changed(capability: Capability, learned: dict[str, Learned]) -> dict[str, Any]:
    """The figures of a capability that are other now, with where they are from."""
    found: dict[str, Any] = {}
    grounds: dict[str, str] = {}
    for kind, own in learned.items():
        before = capability.duration_estimate if kind == "weeks" else capability.effort
        after = _estimate(before, own)
        if before.likely and after != [round(one, 1) for one in (before.low, before.likely, before.high)]:
            found[kind], grounds[kind] = after, grounds_of(own)
    return found | ({"grounds": grounds} if grounds else {})


def _estimate(before: Estimate, own: Learned) -> list[float]:
    """[low, likely, high]. Of what was not seen, the estimate keeps its own ends, only moved."""
    low, high = (before.likely * end for end in own.ends)
    if not own.steps:
        low, high = before.low * own.factor, before.high * own.factor
    likely = round(before.likely * own.factor, 1)
    return [min(round(low, 1), likely), likely, max(round(high, 1), likely)]


def grounds_of(own: Learned) -> str:
    """Where a figure is from, in words."""
    factor = fixed(own.factor, 2)
    if not own.steps:
        return _("no step seen; {factor} times the journey's estimate, as the others", factor=factor)
    return ngettext("{n} step of {members}; {factor} times the journey's estimate",
                    "{n} steps of {members}; {factor} times the journey's estimate",
                    own.steps, members=members_of(own.members), factor=factor)  # fmt: skip


def members_of(number: int) -> str:
    """``1 member``, ``2 members``."""
    return ngettext("{n} member", "{n} members", number)
