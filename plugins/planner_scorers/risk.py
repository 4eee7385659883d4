"""Risk reduction: value for goals that are about risk, with the part handed back by what a step unlocks."""

from collections.abc import Iterable

from planner.plugins import Part, Scope, Score, Scorer, _, hookimpl

PASSED_BACK = 0.5


def risk(scope: Scope) -> dict[str, Score]:
    about_risk = [goal.id for goal in scope.journey.goals.values() if goal.reduces_risk]
    own = {
        step.id: sum(step.capability.value.get(goal, 0) for goal in about_risk)
        * (step.to_level - step.from_level)
        / 3
        * step.confidence
        for step in scope.steps
    }
    return {
        step_id: Score(
            own[step_id] + sum(PASSED_BACK * own[later] / len(scope.needs[later]) for later in scope.unlocks[step_id]),
            (Part(_("own risk reduction"), own[step_id]),),
        )
        for step_id in own
    }


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer("risk", risk, "Risk reduction, with part of what a step unlocks")
