"""Goals compared two at a time, on the terminal: the questions of ``planner assess goals``."""

from __future__ import annotations

import re
from pathlib import Path

import click

from planner import api
from planner.documents.editing import edited
from planner.documents.loader import Loaded
from planner.documents.reader import DataPath, read_file, read_text
from planner.domain.pairwise import Weighed, to_compare, weigh
from planner.errors import PlannerError, and_then, did_you_mean
from planner.files.atomic import rewrite
from planner.files.lock import held
from planner.i18n.text import clean

SCALE = "1 the same, 3 somewhat more, 5 much more, 7 very much more, 9 extremely; 1/3 to 1/9 the other way round"


def compare_goals(file: Path, wanted: tuple[str, ...]) -> tuple[Loaded, Weighed]:
    """Asks for every pair of goals, and writes the comparisons into a file; (the organisation, the weights).

    Raises:
        PlannerError: a goal does not exist, or fewer than two are left.
    """
    loaded = api.load(file)
    journey, organisation = loaded.journey, loaded.organisation
    for goal in wanted:
        if goal not in journey.goals:
            raise PlannerError(and_then(f"unknown goal '{goal}'", did_you_mean(goal, journey.goals)))
    document = read_file(file)
    if "scenario" in document.data:
        raise PlannerError(f"{file} is a scenario: compare the goals of its organisation")
    before = document.data.get("goal_pairs") or {}
    stated = before or document.data.get("goals")
    chosen = wanted or (
        tuple(g for g, weight in organisation.goals.items() if weight) if stated else tuple(journey.goals)
    )
    chosen = tuple(dict.fromkeys(chosen))
    if len(chosen) < 2:
        raise PlannerError("comparing takes two goals or more; name them with --goal")
    names = {goal: clean(journey.goals[goal].name.say(organisation.language)) for goal in chosen}
    pairs: dict[str, dict[str, float]] = {}
    todo = to_compare(chosen)
    click.echo(f"How much more does the first matter than the second? {SCALE}; q stops, nothing is written.", err=True)
    for number, (one, other) in enumerate(todo, 1):
        known = before.get(one, {}).get(other) or (1 / before[other][one] if one in before.get(other, {}) else 1)
        question = f"  {number} of {len(todo)}: {names[one]} against {names[other]}"
        pairs.setdefault(one, {})[other] = _ratio(question, _spoken(known))
    with held(file):
        document = read_file(file)  # it may have changed while somebody thought
        removed: list[DataPath] = [(key,) for key in ("goals",) if document.data.get(key)]
        if document.data.get("goal_pairs"):  # those of goals that are not compared any more go, and the other way round
            document = read_text(edited(document, {}, [("goal_pairs",)]), str(file))
        text = edited(document, {("goal_pairs", one): others for one, others in pairs.items()}, removed)
        loaded = api.load_text(text, file)
        rewrite(file, text)
    return loaded, weigh(pairs)


def _spoken(ratio: float) -> str:
    return f"{ratio:g}" if ratio >= 1 else f"1/{round(1 / ratio, 2):g}"


def _ratio(question: str, default: str) -> float:
    while True:
        answer = str(click.prompt(question, default=default, err=True, type=str)).strip().lower()
        if answer == "q":
            raise click.Abort
        match = re.fullmatch(r"(?:1/)?([1-9](?:\.\d{1,3})?)", answer)
        if match and 1 <= float(match[1]) <= 9:
            value = float(match[1])
            if "/" in answer:
                return round(1 / value, 4)
            return int(value) if value.is_integer() else value
        click.echo(f"  '{answer[:20]}' is not on the scale: {SCALE}", err=True)
