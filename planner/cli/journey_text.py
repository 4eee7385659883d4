"""A journey on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

import click

from planner.cli.terminal import heading, item, paragraph
from planner.domain.journey import Capability, Journey, Stage
from planner.domain.values import Condition
from planner.i18n.phrases import amount
from planner.i18n.text import clean


def show_journey(journey: Journey, stages: Sequence[str], language: str, whole: bool) -> None:
    """``whole``: also what belongs to no stage."""
    version = f" {journey.version}" if journey.version else ""
    click.secho(clean(f"{journey.name.say(language)} ({journey.id}{version})"), bold=True)
    paragraph(journey.note.say(language), 0)
    levels = ", ".join(f"{number} {level.say(language)}" for number, level in enumerate(journey.levels))
    paragraph(f"Levels: {levels}; a target means level {journey.policy.target_level} where it names none.", 0)
    for stage in journey.stages:
        if stage.id in stages:
            _stage(journey, stage, language)
    if whole:
        _tables(journey, language)


def _stage(journey: Journey, stage: Stage, language: str) -> None:
    own = [c for c in journey.capabilities.values() if c.stage == stage.id]
    heading(f"{stage.number}. {clean(stage.name.say(language))} ({stage.id}): {len(own)} capabilities")
    paragraph(stage.summary.say(language))
    for words, conditions in (("reached", stage.reached_when), ("mid", stage.mid_when), ("late", stage.late_when)):
        for condition in conditions:
            paragraph(f"{words} with {_asked(condition)}", 2, dim=True)
    for one in own:
        _capability(journey, one, language)


def _asked(condition: Condition) -> str:
    groups = [" or ".join(group) for group in condition.of]
    return f"{condition.at_least} of {', '.join(groups)} at level {condition.level}"


def _capability(journey: Journey, one: Capability, language: str) -> None:
    click.echo(f"  {one.id:<26} {clean(one.name.say(language))}")
    takes = f"{journey.roles[one.owner].say(language)}; {amount(one.effort.likely)} person-weeks, "
    takes += f"{amount(one.duration_estimate.likely)} weeks"
    takes += f", {amount(one.cost.likely)} thousand" if one.cost.likely else ""
    paragraph(clean(takes), 29, dim=True)
    said = [
        ("needs", [str(need) for need in one.needs]),
        ("from level", [f"{level}: {', '.join(map(str, needs))}" for level, needs in one.level_needs]),
        ("eased by", list(one.eased_by)),
        ("or", [mode.name.say(language) for mode in one.modes]),
        ("excludes", list(journey.group_of(one.id))),
        ("tags", list(one.tags)),
        ("plays", list(one.plays)),
        ("only for", [*one.only_for.regions, *one.only_for.traits]),
    ]
    for words, names in said:
        if names:
            paragraph(clean(f"{words} {', '.join(names)}"), 29, dim=True)


def _tables(journey: Journey, language: str) -> None:
    named = {
        "Areas": journey.areas, "Roles": journey.roles, "What may be true of an organisation": journey.traits,
        "Goals": {key: goal.name for key, goal in journey.goals.items()},
        "Regions": {key: region.name for key, region in journey.regions.items()},
        "Rules": {f"{key} ({rule.weight})": rule.name for key, rule in journey.rules.items()},
    }  # fmt: skip
    for title, table in named.items():
        if table:
            heading(title)
        for key, name in table.items():
            item(clean(f"{key}: {name.say(language)}"))
    if journey.regulations:
        paragraph(f"\n{len(journey.regulations)} laws: 'planner journey law' lists them.", 0)
