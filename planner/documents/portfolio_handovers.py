"""Hand-overs of a portfolio: from a quarter on, one role's work falls on another in every member."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.documents.loader import Loaded
from planner.documents.organisation_meaning import goes_in_a_circle
from planner.documents.reader import Document
from planner.domain.calendar import first_day
from planner.domain.organisation import Handover


def with_handovers(document: Document, data: Mapping[str, Any], members: Sequence[Loaded]) -> list[Loaded]:
    """The members with the portfolio's hand-overs; where a member's own file hands a role over, its own word counts."""
    common = [(i, one) for i, one in enumerate(data.get("handovers") or ()) if _is_whole(one)]
    roles = dict.fromkeys(role for one in members for role in one.journey.roles)
    seen: set[str] = set()
    for index, one in common:
        for key in ("role", "to"):
            if members and one[key] not in roles:
                document.unknown(("handovers", index, key), "role", one[key], roles)
        if one["role"] in seen:
            document.refuse(("handovers", index, "role"), f"'{one['role']}' is handed over twice", "keep one of them")
        seen.add(one["role"])
    return [_applied(document, common, one) for one in members]


def _is_whole(one: Any) -> bool:
    """Whether the schema has nothing to say of it."""
    whole = isinstance(one, Mapping) and all(isinstance(one.get(key), str) for key in ("role", "to", "from"))
    return whole and re.fullmatch("[0-9]{4}Q[1-4]", one["from"]) is not None


def _applied(document: Document, common: Sequence[tuple[int, Mapping[str, str]]], member: Loaded) -> Loaded:
    own, name = member.organisation.handovers, member.organisation.id
    passed = {one.role: one.to for one in own}
    added = []
    for index, one in common:
        if one["role"] in passed or one["role"] not in member.journey.roles:
            continue
        if one["role"] in member.organisation.own_people:
            continue
        passed[one["role"]] = one["to"]
        if one["to"] not in member.journey.roles:
            document.refuse(("handovers", index, "to"), f"the journey of '{name}' has no role '{one['to']}'",
                            "hand over to a role of every member's journey")  # fmt: skip
        elif goes_in_a_circle(passed, one["role"]):
            document.refuse(("handovers", index, "to"), f"with those of '{name}', handovers go in a circle",
                            "hand over to a role that stays")  # fmt: skip
        else:
            added.append(Handover(one["role"], one["to"], first_day(one["from"])))
    return replace(member, organisation=replace(member.organisation, handovers=(*own, *added)))
