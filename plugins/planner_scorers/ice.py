"""ICE: impact x confidence x ease. Ease is 1 / (1 + effort in person-weeks)."""

from collections.abc import Iterable

from planner.plugins import Part, Scope, Score, Scorer, Step, _, hookimpl


def ice(step: Step, scope: Scope) -> Score:
    impact = step.value / step.confidence if step.confidence else 0.0
    ease = 1 / (1 + step.effort.likely)
    return Score(
        impact * step.confidence * ease,
        (Part(_("impact"), impact), Part(_("confidence"), step.confidence), Part(_("ease"), ease)),
    )


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer.each("ice", ice, "Impact x confidence x ease (quick mode)")
