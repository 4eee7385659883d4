"""What a plan is made for: objectives as they are written on the command line.

``value`` alone, or several: ``finish,value`` in order of importance (*lexicographic*), ``value+2*cost`` weighed
against each other. See ``planner.scheduling.problem.Project`` for what each term counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm

from planner.errors import PlannerError
from planner.i18n.translation import N_, _
from planner.scheduling.problem import SCALE, TERMS

UNITS = {"value": 1, "cost": 1, "finish": SCALE, "stability": SCALE}
"""Whole numbers per value point x week, thousand, week and week, so that terms can be weighed against each other."""

BEST = {
    "value": N_("no order of these steps delivers their value earlier"),
    "finish": N_("no order finishes earlier"),
    "cost": N_("no plan costs less"),
    "stability": N_("no plan moves less"),
}


def parse(text: str) -> tuple[Mapping[str, int], ...]:
    """Aims in order of importance, each as whole-number weights of terms.

    Raises:
        PlannerError: with what is wrong and how to mend it.
    """
    aims = [_parse_one(part) for part in text.split(",")]
    seen = [term for aim in aims for term in aim]
    twice = next((term for term in seen if seen.count(term) > 1), None)
    if twice:
        raise PlannerError(f"'{twice}' is in the objective twice: keep one of them")
    return tuple(aims)


def _parse_one(text: str) -> dict[str, int]:
    weights: dict[str, Fraction] = {}
    for part in text.split("+"):
        match = re.fullmatch(r"\s*(?:([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*\*\s*)?([a-z]+)\s*", part)
        if match is None or match[2] not in TERMS:
            names = ", ".join((*TERMS, "npv"))
            raise PlannerError(
                f"'{text.strip() or text}' is no objective: use {names}, joined by commas (the first counts most) "
                "or weighed, as in value+2*cost"
            )
        if match[2] in weights:
            raise PlannerError(f"'{match[2]}' is in the objective twice: keep one of them")
        weights[match[2]] = Fraction(match[1] or 1)
    if len(weights) == 1:
        return dict.fromkeys(weights, 1)
    scaled = {term: weight * UNITS[term] for term, weight in weights.items()}
    whole = lcm(*(weight.denominator for weight in scaled.values()))
    numbers = {term: int(weight * whole) for term, weight in scaled.items()}
    shared = gcd(*numbers.values()) or 1
    return {term: number // shared for term, number in numbers.items() if number}


def best(aims: tuple[str, ...]) -> str:
    """What it means that a plan is optimal, in words."""
    words = [_(BEST[aim]) if aim in BEST else _("no plan is better by {aim}", aim=aim) for aim in aims]
    return _(", and of such plans ").join(words)


def name(aim: Mapping[str, int]) -> str:
    """An aim as it is written, its weights in the units of ``UNITS``."""
    if len(aim) == 1:
        return next(iter(aim))
    first = Fraction(next(iter(aim.values())), UNITS[next(iter(aim))])
    parts = []
    for term, number in aim.items():
        weight = Fraction(number, UNITS[term]) / first
        parts.append(term if weight == 1 else f"{float(weight):g}*{term}")
    return "+".join(parts)
