"""Goal value: the weighted sum of a capability's value by goal, for the levels gained, times confidence."""

from collections.abc import Iterable

from planner.plugins import Part, Scope, Score, Scorer, Step, _, hookimpl


def goal_value(step: Step, scope: Scope) -> Score:
    total = sum(scope.organisation.goals.values()) or 1
    gained = (step.to_level - step.from_level) / scope.journey.top_level
    parts = [
        Part(scope.journey.goals[goal].name.say(), scope.organisation.goals.get(goal, 0) / total * value * gained)
        for goal, value in step.capability.value.items()
        if scope.organisation.goals.get(goal, 0)
    ]
    return Score(step.value, (*parts, Part(_("confidence"), step.confidence)))


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer.each("goal-value", goal_value, "Value by goal, weighted, times confidence")
