"""MoSCoW: the strategist's own pins from ``priorities`` in the organisation file.

A step counts as the strongest pin among itself and everything that waits for it, since a must cannot come
before what it needs. What is pinned ``wont`` never becomes a step.
"""

from collections.abc import Iterable

from planner.plugins import Part, Scope, Score, Scorer, _, hookimpl

WEIGHT = {"must": 3.0, "should": 2.0, "could": 1.0}
UNPINNED = 1.5


def moscow(scope: Scope) -> dict[str, Score]:
    own = {
        step.id: WEIGHT.get(scope.organisation.priorities.get(step.capability.id, ""), UNPINNED) for step in scope.steps
    }
    strongest = dict(own)
    changed = list(own)
    while changed:
        step_id = changed.pop()
        for need in scope.needs[step_id]:
            if strongest[step_id] > strongest[need]:
                strongest[need] = strongest[step_id]
                changed.append(need)
    return {
        step_id: Score(
            strongest[step_id],
            (Part(_("own pin"), own[step_id]), Part(_("strongest pin that waits"), strongest[step_id])),
        )
        for step_id in own
    }


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer("moscow", moscow, "Must, should, could: the strategist's pins")
