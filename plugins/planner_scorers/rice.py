"""RICE: reach x impact x confidence / effort.

Reach is the number of functions that take part, an approximation: internal capabilities have no audience.
"""

from collections.abc import Iterable

from planner.plugins import Part, Scope, Score, Scorer, Step, _, hookimpl


def rice(step: Step, scope: Scope) -> Score:
    reach = 1 + len(step.capability.contributors)
    impact = step.value / step.confidence if step.confidence else 0.0
    effort = max(step.effort.likely, 0.1)
    return Score(
        reach * impact * step.confidence / effort,
        (
            Part(_("reach"), reach),
            Part(_("impact"), impact),
            Part(_("confidence"), step.confidence),
            Part(_("effort"), effort),
        ),
    )


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer.each("rice", rice, "Reach x impact x confidence / effort (reach: functions taking part)")
