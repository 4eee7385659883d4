"""WSJF: weighted shortest job first, (value + time criticality + risk reduction or enablement) / job size.

The three terms are on one scale of 0 to 5; job size is effort in person-weeks.
"""

from collections.abc import Iterable

from planner.plugins import Part, Scope, Score, Scorer, Step, _, hookimpl


def wsjf(step: Step, scope: Scope) -> Score:
    value = step.value
    criticality = 5 * step.duration / max(scope.due[step.id], step.duration) if step.id in scope.due else 0.0
    enables = min(5.0, float(len(scope.unlocks[step.id])))
    size = max(step.effort.likely, 0.1)
    return Score(
        (value + criticality + enables) / size,
        (
            Part(_("value"), value),
            Part(_("time criticality"), criticality),
            Part(_("enablement"), enables),
            Part(_("job size"), size),
        ),
    )


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer.each("wsjf", wsjf, "Weighted shortest job first: value, urgency and enablement per person-week")
