"""A new assessment beside the one before: nothing that somebody said is lost, and nothing vouches for a level that it
was not said of. What was known of the level before goes into its ``history``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.documents.reader import DataPath
from planner.domain.organisation import Standing
from planner.errors import PlannerError

KNOWN, TOOK = ("evidence", "by", "on"), ("effort", "spend")
Restated = tuple[dict[DataPath, Any], tuple[DataPath, ...]]
"""Values to write and paths to take out."""


def restated(capability: str, raw: Any, old: Standing | None, new: Standing) -> Restated:
    """What to write where a capability is assessed.

    Args:
        raw: what the document says of its level now.
        old: the same as a value; None: nobody has assessed it.

    Raises:
        PlannerError: what is written was assessed later.
    """
    place: DataPath = ("levels", capability)
    said = _said(new)
    answered = old is not None and bool(old.level or _said(old))  # a 0 that nobody stands for is no answer
    if old is not None and old.on and new.on and new.on < old.on:
        raise PlannerError(
            f"'{capability}' was assessed on {old.on}, after {new.on}: what is written stays; give the later day"
        )
    if old is not None and old.level == new.level and (not said or said == _said(old)):
        return {}, ()
    was, history = None, list[dict[str, Any]]()
    if old is not None and answered:
        bare = not isinstance(raw, Mapping) and not said and new.level > old.level
        was = old.was if old.level == new.level else None if bare else old.level  # a bare number that grows stays one
        history = [*map(_plain, old.history), *([_plain(old)] if _said(old) else [])]
    entry = {
        "level": new.level,
        **({} if was is None else {"was": was}),
        **said,
        **({"history": history} if history else {}),
    }
    if not isinstance(raw, Mapping):
        return {place: entry if len(entry) > 1 else new.level}, ()
    gone = tuple((*place, key) for key in raw if key not in entry)
    return {place: entry}, gone


def _said(one: Standing) -> dict[str, Any]:
    """How the level is known, as a document has it."""
    words = {key: str(getattr(one, key)) for key in KNOWN if getattr(one, key)}
    return words | {key: getattr(one, key) for key in TOOK if getattr(one, key) is not None}


def _plain(one: Standing) -> dict[str, Any]:
    return {"level": one.level, **_said(one)}
