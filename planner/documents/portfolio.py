"""Portfolio documents: the members that they name, each read whole, and what its people are asked for in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from planner.documents import parts
from planner.documents.loader import Loaded, load, organisations_in
from planner.documents.parts import series
from planner.documents.portfolio_handovers import with_handovers
from planner.documents.reader import DataPath, Document
from planner.documents.schema import check
from planner.documents.sources import Source, document_of
from planner.domain.calendar import JANUARY
from planner.domain.portfolio import Member, Portfolio
from planner.domain.values import frozen_map
from planner.errors import DocumentError, PlannerError, Problem
from planner.plugins.registry import Registry, default_registry


@dataclass(frozen=True, slots=True)
class LoadedPortfolio:
    """A portfolio with its members' organisations and journeys, in the order of the document."""

    portfolio: Portfolio
    members: tuple[Loaded, ...]


def is_portfolio(document: Document) -> bool:
    return isinstance(document.data, Mapping) and "portfolio" in document.data and "organisation" not in document.data


def load_portfolio(
    source: Source, *, folder: str | Path | None = None, today: date | None = None, registry: Registry | None = None
) -> LoadedPortfolio:
    """Reads a portfolio, its members and their journeys.

    Args:
        source, folder: see ``load``.
        today: plan from this day on, whatever the members' documents say; a member that begins later begins then.

    Raises:
        DocumentError: with every fault of every document, each with file, line and column.
    """
    return portfolio_from(document_of(source, folder), registry or default_registry(), today)


def portfolio_from(document: Document, registry: Registry, today: date | None = None) -> LoadedPortfolio:
    """The portfolio in a document, checked in every way there is."""
    data = check(document, "portfolio")
    found: list[tuple[Member, Loaded]] = []
    known: dict[str, DataPath] = {}
    problems: list[Problem] = []
    for path, member in _members(document, data):
        try:
            begins = {"start": member.begins} if member.begins else ()
            loaded = load(member.path, overrides=begins, registry=registry)
            began = loaded.organisation.began or loaded.organisation.start
            if today is not None and today > began:
                loaded = load(member.path, today=today, overrides=begins, registry=registry)
        except DocumentError as error:
            problems += error.problems
            continue
        except PlannerError as error:
            document.refuse(path, str(error))
            continue
        own = loaded.organisation.id
        if own in known:
            document.refuse(path, f"the organisation '{own}' is a member twice", "give each member an id of its own")
        known.setdefault(own, path)
        organisation = replace(loaded.organisation, own_people=member.not_shared)
        found.append((member, replace(loaded, organisation=organisation, kept_beside=member.path)))
    roles = {role: None for _member, loaded in found for role in loaded.journey.roles}
    for role in data.get("shared") or {}:
        if found and role not in roles:
            document.unknown(("shared", role), "role", role, roles, at_key=True)
    members = with_handovers(document, data, [loaded for _member, loaded in found])
    _one_currency(document, data, members)
    if document.problems or problems:
        raise DocumentError([*document.problems, *problems])
    language = data.get("language", "en")
    return LoadedPortfolio(
        Portfolio(
            data["portfolio"],
            parts.text(data.get("name") or data["portfolio"], language),
            tuple(member for member, _loaded in found),
            frozen_map({role: series(value, JANUARY) for role, value in (data.get("shared") or {}).items()}),
            series(data["budget"], JANUARY) if "budget" in data else None,
            bool(data.get("carry_over", False)),
            next((one.organisation.currency for one in members if one.organisation.currency), ""),
            language,
            bool(data.get("fictional", False)),
        ),
        tuple(members),
    )


def _one_currency(document: Document, data: Any, members: Sequence[Loaded]) -> None:
    """Money can be spent together where all count it alike."""
    used = {one.organisation.currency: one.organisation.id for one in members if one.organisation.currency}
    if "budget" in data and len(used) > 1:
        (first, one), (second, other) = list(used.items())[:2]
        document.refuse(
            ("budget",), f"members count money differently: '{one}' in {first}, '{other}' in {second}",
            "leave the budget out, or count all members' money in one currency",
        )  # fmt: skip
    if "carry_over" in data and "budget" not in data:
        document.refuse(("carry_over",), "there is no budget to carry over", "say how much there is: budget: 120")


def _members(document: Document, data: Any) -> Iterator[tuple[DataPath, Member]]:
    """(where it is named, the member); one for each organisation in a folder."""
    for index, one in enumerate(data.get("members") or ()):
        if not isinstance(one, str | Mapping):
            continue
        own: Mapping[str, Any] = {"file": one} if isinstance(one, str) else one
        place: DataPath = ("members", index) if isinstance(one, str) else ("members", index, "file")
        if not isinstance(own.get("file"), str):
            continue
        path = (document.folder or Path()) / own["file"]
        files = organisations_in(path) if path.is_dir() else [path]
        if not files:
            document.refuse(place, f"there is no organisation in the folder {path}", "name the file of one")
        if not path.exists():
            document.refuse(place, f"there is no file {path}", "write its path relative to this file")
            continue
        for file in files:
            kept = frozenset(_not_shared(document, index, own, data))
            yield place, Member(file, float(own.get("weight", 1.0)), parts.date_in(own.get("begins")), kept)


def _not_shared(document: Document, index: int, own: Mapping[str, Any], data: Any) -> Iterator[str]:
    """The roles of a member that are its own."""
    stated, shared = own.get("not_shared"), data.get("shared")
    for place, role in enumerate(stated if isinstance(stated, list) else ()):
        if isinstance(shared, Mapping) and role in shared:
            yield role
        else:
            where: DataPath = ("members", index, "not_shared", place)
            document.refuse(where, f"'{role}' is not shared anyway", "name a role that stands under shared, or drop it")
