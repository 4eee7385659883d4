"""Changes to an organisation, made by hand."""

from __future__ import annotations

from dataclasses import replace

import planner
from planner.domain.organisation import Target
from planner.domain.values import Series, frozen_map


def applied(loaded: planner.Loaded, kind: str, what: str, amount: float) -> planner.Loaded:
    """The organisation with a change made by hand, apart from the planner's own code for it."""
    organisation = loaded.organisation
    if kind == "capacity":
        old = organisation.capacity[what]
        new = Series(tuple(v + amount for v in old.values), tuple((q, v + amount) for q, v in old.changes))
        organisation = replace(organisation, capacity=frozen_map({**organisation.capacity, what: new}))
    elif kind == "capability":
        organisation = replace(organisation, targets=(*organisation.targets, Target(what, int(amount))))
    elif kind == "target":
        organisation = replace(organisation, targets=tuple(t for t in organisation.targets if t.capability != what))
    return replace(loaded, organisation=organisation)
