"""OPML as outliners and mind maps write it: what holds nothing more is an activity, what it is in gives its area."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey, level_of
from planner_importers.markup import tree_of

DEEPEST = 6
READ = frozenset({"text", "title", "_note", "level", "needs", "id", "isComment", "isBreakpoint"})
"""Attributes that are taken or told, and what says nothing of an activity."""


def read(content: bytes, name: str, options: Options) -> Imported:
    root = tree_of(content, name, "OPML")
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise PlannerError(f"{name} is no OPML: it has no <opml> with a <body>")
    notes: list[str] = []
    notes += _beside(body, name)
    found = list(_activities(body, (), "", name, notes))
    if not found:
        raise PlannerError(f"{name} holds no outlines with a text{': ' + '; '.join(notes[:3]) if notes else ''}")
    if not any(one.get("level") for one in body.iter("outline")):
        notes.append("no outline has an attribute 'level': all are of level 1")
    return as_journey(found, name, options, notes, " ".join((root.findtext("head/title") or "").split()))


def _beside(body: Any, name: str) -> Iterator[str]:
    """What is neither an outline nor said in an attribute that is read."""
    others: dict[str, str] = {}
    for one in body.iter():
        if not isinstance(one.tag, str):
            continue  # a comment
        if one is not body and one.tag != "outline":
            said = ", ".join(one.attrib.values())[:80]
            yield f"{name}:{one.sourceline}: '{one.tag[:30]}' is no outline: it is left out, with '{said}'"
        elif one is not body:
            others |= {key: said for key, said in one.attrib.items() if key not in READ}
        for words in (one.text, one.tail if one is not body else ""):
            if said := " ".join((words or "").split()):
                yield f"{name}:{one.sourceline}: '{said[:80]}' stands between outlines: it is left out"
    for key, said in sorted(others.items()):
        yield f"the attribute '{key[:30]}', such as '{said[:60]}', is not read"


def _activities(node: Any, path: tuple[str, ...], group: str, name: str, notes: list[str]) -> Iterator[Activity]:
    for number, one in enumerate(node.iterchildren("outline"), 1):
        title = " ".join((one.get("text") or one.get("title") or "").split())
        if not title:
            title = f"entry {number}"
            notes.append(f"{name}:{one.sourceline}: an outline has no text: it is called '{title}'")
        if one.get("isComment") == "true":
            notes.append(
                f"{name}:{one.sourceline}: '{title[:60]}' is marked as a comment: it is left out, with what it holds"
            )
            continue
        if len(one) and len(path) < DEEPEST:
            if said := " ".join((one.get("_note") or "").split()):
                notes.append(f"{name}:{one.sourceline}: the note of '{title[:60]}' is left out: '{said[:60]}'")
            yield from _activities(one, (*path, title), f"{group}.{number}", name, notes)
            continue
        if len(one):
            notes.append(f"{name}:{one.sourceline}: what is below '{title[:60]}' is too deep, and left out")
        level = level_of(one.get("level", "1"))
        if level is None:
            said = one.get("level")[:30]
            notes.append(f"'{title[:60]}' has the level '{said}', no number from 1 to {HIGHEST}: it is left out")
            continue
        after = tuple(filter(None, (part.strip() for part in re.split("[,;]", one.get("needs") or ""))))
        outcome = " ".join((one.get("_note") or "").split())
        yield Activity((*(path or (name,)), title), level, one.get("id") or "", after, outcome=outcome, group=group)


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("opml", (".opml",), read, "An outline or mind map as a journey", Options)
