"""CD3: cost of delay divided by duration (Reinertsen 2009), on bundles.

An enabler earns part of what it unlocks: each step hands 0.8 of its own (passed-back) value on to the steps
it waits for, shared equally among them. Without that, cheap enablers such as goal setting, which unlock most
of the journey, would come last.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from planner.plugins import Part, Scope, Score, Scorer, _, hookimpl, option


@dataclass(frozen=True)
class Options:
    """How enablers are credited."""

    passed_back: float = option(
        0.8, "Part of its value that a step hands on to what it waits for", at_least=0, at_most=1
    )


def passed_back(scope: Scope, share: float) -> dict[str, float]:
    """Value of each step with the part of what it unlocks, on the scale of ``step.value``."""
    value = {step.id: step.value for step in scope.steps}
    waiting = {step.id: len(scope.unlocks[step.id]) for step in scope.steps}
    ready = [step_id for step_id, count in waiting.items() if count == 0]
    while ready:
        step_id = ready.pop()
        for need in scope.needs[step_id]:
            value[need] += share * value[step_id] / len(scope.needs[step_id])
            waiting[need] -= 1
            if waiting[need] == 0:
                ready.append(need)
    return value


def cd3(scope: Scope, options: Options) -> dict[str, Score]:
    value = passed_back(scope, options.passed_back)
    return {
        step.id: Score(
            value[step.id] / step.duration,
            (
                Part(_("own value"), step.value),
                Part(_("part of what it unlocks"), value[step.id] - step.value),
                Part(_("weeks"), step.duration),
            ),
        )
        for step in scope.steps
    }


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer(
        "cd3", cd3, "Cost of delay divided by duration, enablers credited with what they unlock (default)", Options
    )
