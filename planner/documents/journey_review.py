"""What an author of a journey may have overlooked: nothing of it is wrong, and all of it shows later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.domain.journey import Capability, Journey
from planner.domain.values import Need, Text


@dataclass(frozen=True, slots=True)
class Oversight:
    """Something that is missing. ``about``: its place in the document, such as ``capabilities.house-rules``."""

    about: str
    what: str
    mend: str


def review(journey: Journey, data: Mapping[str, Any]) -> tuple[Oversight, ...]:
    """Everything that was found, by place.

    Args:
        data: the journey's document, those that it extends included.
    """
    found = [*_capabilities(journey), *_tables(journey), *_stages(journey), *_translations(journey.language, data)]
    return tuple(sorted(found, key=lambda one: (one.about, one.what)))


def _capabilities(journey: Journey) -> Iterator[Oversight]:
    asked = _asked(journey)
    groups: dict[str, int] = {}
    for one in journey.capabilities.values():
        about = f"capabilities.{one.id}"
        if one.group:
            groups[one.group] = groups.get(one.group, 0) + 1
        if not any(one.value.values()) and one.id not in asked:
            yield Oversight(about, "nothing asks for it, and it is worth nothing for any goal: no plan will have it",
                            "give it a value for a goal, or let a stage or a capability need it")  # fmt: skip
        elif not any(one.value.values()) and not any(_needs(other, one.id) for other in journey.capabilities.values()):
            yield Oversight(about, "it is worth nothing for any goal", "give it a value, from 0 to 5 by goal")
        if not one.evidence:
            yield Oversight(about, "no question tells its level", "write 'evidence', a yes/no question for each level")
        if not one.proof:
            yield Oversight(about, "what shows it is not said", "write 'proof'")
        if not one.outcome:
            yield Oversight(about, "what is true once it is there is not said", "write 'outcome', one sentence")
        if one.effort.low == one.effort.high or one.duration_estimate.low == one.duration_estimate.high:
            yield Oversight(about, "effort or weeks have no range, so dates look surer than they are",
                            "write [low, likely, high]")  # fmt: skip
        if not one.duration_estimate.likely.is_integer():
            yield Oversight(about, f"{one.duration_estimate.likely:g} weeks are planned as whole weeks, rounded up",
                            "write whole weeks")  # fmt: skip
    for group, members in groups.items():
        if members == 1:
            yield Oversight(f"group {group}", "a group of one excludes nothing", "add the other way, or drop the group")


def _asked(journey: Journey) -> frozenset[str]:
    """What stages, laws, rules or other capabilities ask for."""
    found = {c for stage in journey.stages for condition in stage.reached_when for group in condition.of for c in group}
    found |= {one.capability for stage in journey.stages for one in stage.belongs}
    found |= {one.capability for law in journey.regulations.values() for one in law.asks}
    needs: list[Need] = [need for rule in journey.rules.values() for need in rule.needs]
    for one in journey.capabilities.values():
        needs += [*one.needs, *(need for _level, own in one.level_needs for need in own)]
    return frozenset(found | {one.capability for need in needs for one in need.alternatives})


def _needs(capability: Capability, other: str) -> bool:
    needs = [*capability.needs, *(need for _level, own in capability.level_needs for need in own)]
    return any(one.capability == other for need in needs for one in need.alternatives)


def _tables(journey: Journey) -> Iterator[Oversight]:
    own = list(journey.capabilities.values())
    for area in journey.areas:
        if not any(c.area == area for c in own):
            yield Oversight(f"areas.{area}", "no capability is in it", "drop it")
    for role in journey.roles:
        if not any(role == c.owner or role in c.contributors or role in c.grants for c in own):
            yield Oversight(f"roles.{role}", "it owns nothing and helps with nothing", "drop it")
    for goal in journey.goals:
        if not any(c.value.get(goal, 0) >= 3 for c in own):
            yield Oversight(f"goals.{goal}", "no capability serves it well (3 of 5 or more), so it chooses no step",
                            "say which do, or drop it")  # fmt: skip
    used = {tag for rule in journey.rules.values() for s in (rule.applies_to, rule.except_for) if s for tag in s.tags}
    for tag in sorted({tag for c in own for tag in c.tags} - used):
        yield Oversight(f"tag {tag}", "no rule of the journey speaks of it", "fine where a plugin does; else drop it")


def _stages(journey: Journey) -> Iterator[Oversight]:
    for stage in journey.stages:
        if not stage.reached_when:
            yield Oversight(f"stages.{stage.id}", "everybody has reached it, as nothing is asked for",
                            "write 'reached_when'")  # fmt: skip
        for key in ("summary", "decides", "funded_by", "form"):
            said: Text = getattr(stage, key)
            if not said:
                yield Oversight(f"stages.{stage.id}", f"'{key}' is not said", "pictures and reports show it")


def _translations(language: str, data: Mapping[str, Any]) -> Iterator[Oversight]:
    """Texts that lack a language which others of the document have; a plain text is in the journey's own language."""
    every = list(_texts(data, ()))
    keys = {_key(path) for path, text in every if not isinstance(text, str)}
    texts = [(path, {language: text} if isinstance(text, str) else text) for path, text in every if _key(path) in keys]
    uses = Counter(code for _path, text in texts for code in text)
    rare = {code for code, times in uses.items() if len(texts) >= MANY and times < len(texts) / MANY}
    for path, text in texts:
        for code in sorted(rare & set(text)):
            yield Oversight(path, f"'{code}' is the language of {uses[code]} of {len(texts)} texts",
                            "mend it where it is mistyped; else go on translating")  # fmt: skip
    codes = sorted(set(uses) - rare)
    for path, text in texts:
        missing = [code for code in codes if code not in text]
        if missing:
            yield Oversight(path, f"there are no words in {', '.join(missing)}", "add them; else the first are shown")


LANGUAGE = 2  # letters of most; a table of texts of which no key is so short is no text
LONGEST = 3
MANY = 10
"""Of so many texts one in a language of its own is more likely mistyped than translated."""


def _key(path: str) -> str:
    """What a text is to whatever it belongs to, such as its name."""
    return path.rpartition(".")[2].partition("[")[0]


def _by_language(value: Mapping[str, Any]) -> bool:
    lengths = {len(str(key).partition("-")[0]) for key in value}
    return LANGUAGE in lengths and max(lengths) <= LONGEST and all(isinstance(words, str) for words in value.values())


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    """Whatever may be a text, in one language or several, with its place in the document."""
    if isinstance(value, str) and any(letter.isalpha() for letter in value):  # "%" is the same in every language
        yield ".".join(path), value
    elif isinstance(value, Mapping):
        if value and _by_language(value):
            yield ".".join(path), value
        else:
            for key, inner in value.items():
                yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path[:-1], f"{path[-1]}[{index}]"))
