"""What a client's CRM asks for comes earlier.

The CRM exports one row per opportunity or case, with an amount and a topic. A topic names a capability, or a goal that
capabilities serve. The more money asks for a step, the earlier it comes; without an export every step counts alike.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner import PlannerError
from planner.plugins import Part, Scope, Score, Scorer, Step, hookimpl, option

planner_api = ">=1,<2"
LARGEST = 20_000_000  # bytes


@dataclass(frozen=True)
class Options:
    """Where the export is and what its columns are called."""

    file: Path | None = option(None, "CSV export of the CRM")
    topic: str = option("topic", "Column that names a capability or a goal")
    amount: str = option("amount", "Column with the money at stake")
    weight: float = option(1.0, "How much the export counts beside the value of the step", at_least=0)


def read_export(options: Options) -> dict[str, float]:
    """Money by topic.

    Raises:
        PlannerError: with everything that is wrong with the export, line by line.
    """
    if options.file is None:
        return {}
    try:
        if options.file.stat().st_size > LARGEST:
            raise PlannerError(f"{options.file} is larger than {LARGEST:,} bytes")
        rows = list(csv.DictReader(io.StringIO(options.file.read_text("utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PlannerError(f"cannot read {options.file}: {error}") from error
    money: dict[str, float] = {}
    faults = []
    for number, row in enumerate(rows, 2):
        topic, amount = row.get(options.topic), row.get(options.amount)
        if topic is None or amount is None:
            faults.append(f"{options.file}:{number}: no '{options.topic}' or no '{options.amount}' in this row")
            continue
        try:
            value = float(amount.replace(",", ""))
            if not 0 <= value < 1e15:
                raise ValueError
        except ValueError:
            faults.append(f"{options.file}:{number}: '{amount[:30]}' is no amount; write a number that is not negative")
            continue
        money[topic.strip()] = money.get(topic.strip(), 0.0) + value
    if faults:
        raise PlannerError("; ".join(faults[:10]))
    return money


def asked_for(step: Step, money: dict[str, float]) -> float:
    """Money that asks for a step: its own, and its share of each goal it serves (value 0 to 5)."""
    capability = step.capability
    shares = (money.get(goal, 0.0) * value / 5 for goal, value in capability.value.items())
    return money.get(capability.id, 0.0) + sum(shares)


def score(scope: Scope, options: Options) -> dict[str, Score]:
    money = read_export(options)
    asked = {step.id: asked_for(step, money) for step in scope.steps}
    most = max(asked.values(), default=0.0) or 1.0
    scores = {}
    for step in scope.steps:
        share = asked[step.id] / most
        parts = (Part("own value", step.value), Part("money asking for it", asked[step.id]))
        scores[step.id] = Score(step.value + options.weight * share, parts)
    return scores


@hookimpl
def planner_scorers() -> Iterable[Scorer]:
    yield Scorer("crm-evidence", score, "What a client's CRM asks for comes earlier", Options)
