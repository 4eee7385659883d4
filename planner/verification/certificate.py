"""Adds up a lower bound on the value of every plan, from a problem in plain numbers and prices.

Needs nothing but Python: ``python certificate.py FILE`` says what it comes to. Whoever made the prices, and however,
the sum is a bound as long as none is below 0 (*Lagrangian relaxation*; Fisher 1981): with a price on each cell (a role
or money in a quarter, what is led in a week) and a push on each prerequisite, each step may as well go where it is
cheapest on its own, and no plan that keeps the rules is cheaper than that.

A certificate::

    {"nothing": value of an empty plan, "horizon": weeks,
     "cells": [{"name": "mkt 2027Q1", "left": amount, "price": at least 0}, ...],
     "steps": [{"id": ..., "must": whether it is in every plan that leaves out nothing,
                "ways": [{"weeks": duration, "needs": [[ids of steps of which any will do], ...],
                          "starts": [[week, what it adds to the value, [[cell, amount], ...]], ...]}, ...]}, ...],
     "pushes": [{"any_of": [ids of steps], "step": id, "push": at least 0}, ...]}

Everything is a whole number, prices and pushes in millionths.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

UNIT = 1_000_000


def lower_bound(certificate: Mapping[str, Any]) -> int:
    """What no plan's value is below, of those in which every step is that must be.

    Raises:
        ValueError: it is no certificate: a price is below 0, a push stands on no need, steps meet two groups.
    """
    horizon, cells = certificate["horizon"], certificate["cells"]
    prices = [_multiplier(cell["price"]) for cell in cells]
    steps = {step["id"]: step for step in certificate["steps"]}
    total: int = certificate["nothing"] * UNIT - sum(p * cell["left"] for p, cell in zip(prices, cells, strict=True))
    after, before = dict.fromkeys(steps, 0), dict.fromkeys(steps, 0)
    groups: dict[tuple[str, ...], int] = {}
    needed: dict[tuple[str, ...], bool] = {}  # whether one of a group is in every plan
    for one in certificate["pushes"]:
        step, group, push = steps[one["step"]], tuple(one["any_of"]), _multiplier(one["push"])
        if not all(list(group) in way["needs"] for way in step["ways"]):
            raise ValueError(f"{step['id']} does not need {' or '.join(group)} in each of its ways")
        after[step["id"]] += push
        if len(group) == 1:
            before[group[0]] += push
        else:
            groups[group] = groups.get(group, 0) + push
            needed[group] = needed.get(group, False) or step["must"]
    members = [name for group in groups for name in group]
    if len(members) != len(set(members)):
        raise ValueError("a step is in two groups")
    least = {}  # of each step on its own: (anywhere or nowhere, planned and finished for its group)
    push_of = {name: push for group, push in groups.items() for name in group}
    for name, step in steps.items():
        alone = [] if step["must"] else [(before[name] - after[name]) * horizon]
        met = []
        for way in step["ways"]:
            for week, cost, asks in way["starts"]:
                end = week + way["weeks"]
                price = cost * UNIT + before[name] * end - after[name] * week + sum(prices[c] * n for c, n in asks)
                alone.append(price)
                met.append(price + push_of.get(name, 0) * end)
        if not alone:
            raise ValueError(f"{name} must be planned, and cannot be")
        least[name] = min(alone), min(met, default=None)
    total += sum(alone for alone, _met in least.values())
    for group, push in groups.items():
        more = [met - alone for alone, met in map(least.__getitem__, group) if met is not None]
        total += min(more + ([] if needed[group] else [push * horizon]))
    return -(-total // UNIT)


def _multiplier(number: Any) -> int:
    if not isinstance(number, int) or number < 0:
        raise ValueError(f"a price of {number!r} is no whole number from 0 on")
    return number


if __name__ == "__main__":
    print(lower_bound(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
