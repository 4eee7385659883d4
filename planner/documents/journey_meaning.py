"""The checks of meaning that a schema cannot make of a journey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.documents import parts
from planner.documents.circumstances_meaning import check_circumstances
from planner.documents.journey_extension import REQUIRED
from planner.documents.levels_meaning import check_levels, top_level
from planner.documents.reader import DataPath, Document


def check_journey(document: Document, data: Mapping[str, Any]) -> None:
    for key in ("name", "stages", "areas", "roles", "goals", "capabilities"):
        if not data.get(key):
            document.refuse(
                (key,) if key in data else (), f"'{key}' is missing or empty", "a journey that extends nothing needs it"
            )
    capabilities: Mapping[str, Any] = {
        k: v for k, v in (data.get("capabilities") or {}).items() if isinstance(v, Mapping)
    }
    stages = list(data.get("stages") or {})
    for name, body in (data.get("capabilities") or {}).items():
        if body is None:
            document.refuse(("capabilities", name), f"'{name}' is empty", "describe it, or remove it", at_key=True)
    for name, body in capabilities.items():
        _check_capability(document, data, name, body, capabilities)
    for stage_id, stage in (data.get("stages") or {}).items():
        for key in ("reached_when", "mid_when", "late_when"):
            for index, condition in enumerate((stage.get(key) if isinstance(stage, Mapping) else None) or []):
                _check_condition(document, ("stages", stage_id, key, index), condition, capabilities)
        for index, entry in enumerate((stage.get("belongs") if isinstance(stage, Mapping) else None) or []):
            if isinstance(entry, str) and parts.capability_in(entry) not in capabilities:
                place = ("stages", stage_id, "belongs", index)
                document.unknown(place, "capability", parts.capability_in(entry), capabilities)
    for key, survey in (data.get("surveys") or {}).items():
        if isinstance(survey, Mapping):
            _check_condition(document, ("surveys", key, "here_when"), survey.get("here_when"), capabilities)
    for key, rule in (data.get("rules") or {}).items():
        if isinstance(rule, Mapping):
            _check_rule(document, data, ("rules", key), rule, capabilities)
    check_circumstances(document, data, capabilities)
    _check_policy(document, data)
    check_levels(document, data, top_level(data))
    _check_order(document, capabilities, stages)


def _check_policy(document: Document, data: Mapping[str, Any]) -> None:
    """Shares add up, and roles that are named exist."""
    policy = data.get("policy") or {}
    share, target = policy.get("level_share"), policy.get("target_level", 2)
    if isinstance(share, list) and None not in share and isinstance(target, int):
        top = top_level(data)
        if len(share) != top:
            document.refuse(("policy", "level_share"), f"{len(share)} shares for {top} levels", "give each one")
        elif abs(sum(share[:target]) - 1) > 1e-9:
            taken = " and ".join(map(str, share[:target]))
            document.refuse(
                ("policy", "level_share"), f"the levels up to {target} take {taken}", "they must add up to 1"
            )
    for key in ("leads_at_once", "owner_share"):
        for role in policy[key] if isinstance(policy.get(key), Mapping) else ():
            if role != "others" and role not in (data.get("roles") or {}):
                document.unknown(("policy", key, role), "role", role, data.get("roles") or {}, at_key=True)
    roles = data.get("roles") or {}
    for role, others in (policy.get("stand_ins") or {}).items():
        if role not in roles:
            document.unknown(("policy", "stand_ins", role), "role", role, roles, at_key=True)
        for index, other in enumerate(others if isinstance(others, list) else ()):
            if other not in roles or other == role:
                document.unknown(("policy", "stand_ins", role, index), "role", other, {*roles} - {role})


def _check_capability(
    document: Document, data: Mapping[str, Any], name: str, body: Mapping[str, Any], capabilities: Mapping[str, Any]
) -> None:
    here: DataPath = ("capabilities", name)
    for key in REQUIRED:
        if key not in body and not any(p.path.startswith(f"capabilities.{name}.{key}") for p in document.problems):
            document.refuse(here, f"'{key}' is missing", "add it", at_key=True)
    _check_tables(document, data, here, body)
    for key in ("effort", "weeks", "cost"):
        parts.check_estimate(document, (*here, key), body.get(key))
    for mode, own in (body.get("modes") or {}).items():
        _check_mode(document, data, (*here, "modes", mode), own or {})
    for path, used in _links(body):
        if used not in capabilities and _removed(document, used):
            what = f"'{used}' is removed here, but '{name}' needs it"
            document.refuse(("capabilities", used), what, f"change the needs of '{name}' as well", at_key=True)
        elif used not in capabilities:
            document.unknown((*here, *path), "capability", used, capabilities)


def _check_tables(document: Document, data: Mapping[str, Any], here: DataPath, body: Mapping[str, Any]) -> None:
    """Stages, areas, roles, goals and cost classes that a capability names are in the journey's tables."""
    places = (("stage", "stage", "stages"), ("area", "area", "areas"), ("owner", "role", "roles"))
    for key, kind, table in places:
        if isinstance(body.get(key), str) and _removed(document, body[key], table):
            what = f"{kind} '{body[key]}' is removed here, but '{here[-1]}' is in it" if key != "owner" else (
                f"role '{body[key]}' is removed here, but it owns '{here[-1]}'"
            )  # fmt: skip
            document.refuse(
                (table, body[key]), what, f"remove '{here[-1]}' as well, or give it another {key}", at_key=True
            )
        elif isinstance(body.get(key), str) and body[key] not in (data.get(table) or {}):
            document.unknown((*here, key), kind, body[key], data.get(table) or {})
    for key in ("with", "seats"):
        for index, role in enumerate(body.get(key) or []):
            if role is not None and role not in (data.get("roles") or {}):
                document.unknown((*here, key, index), "role", role, data.get("roles") or {})
    for key, kind, table in (("grants", "role", "roles"), ("value", "goal", "goals")):
        for used in body.get(key) or {}:
            if used not in (data.get(table) or {}):
                document.unknown((*here, key, used), kind, used, data.get(table) or {}, at_key=True)
    if isinstance(body.get("drag"), Mapping) and body["drag"].get("stage") not in (data.get("stages") or {}):
        document.unknown((*here, "drag", "stage"), "stage", str(body["drag"].get("stage")), data.get("stages") or {})
    if isinstance(body.get("cost"), str) and body["cost"] not in (data.get("cost_classes") or {}):
        document.unknown((*here, "cost"), "cost class", body["cost"], data.get("cost_classes") or {})


def _check_mode(document: Document, data: Mapping[str, Any], here: DataPath, body: Mapping[str, Any]) -> None:
    for path, role in [
        (("owner",), body.get("owner")),
        *((("with", i), r) for i, r in enumerate(body.get("with") or [])),
    ]:
        if role is not None and role not in (data.get("roles") or {}):
            document.unknown((*here, *path), "role", role, data.get("roles") or {})
    if isinstance(body.get("cost"), str) and body["cost"] not in (data.get("cost_classes") or {}):
        document.unknown((*here, "cost"), "cost class", body["cost"], data.get("cost_classes") or {})
    for key in ("effort", "weeks", "cost"):
        parts.check_estimate(document, (*here, key), body.get(key))


def _removed(document: Document, name: str, table: str = "capabilities") -> bool:
    """Whether this document removes something of the journey that it extends."""
    own = document.data.get(table)
    return isinstance(own, Mapping) and name in own and own[name] is None


def _links(body: Mapping[str, Any]) -> list[tuple[DataPath, str]]:
    """Every capability that a capability names, with where it names it."""
    found: list[tuple[DataPath, str]] = []
    for path, used in _prerequisites(body):
        found.append((path, used))
    for index, used in enumerate(body.get("eased_by") or []):
        if isinstance(used, str):
            found.append((("eased_by", index), used))
    return found


def _prerequisites(body: Mapping[str, Any]) -> list[tuple[DataPath, str]]:
    lists: list[tuple[DataPath, Any]] = [(("needs",), body.get("needs"))]
    lists += [(("level_needs", level), entries) for level, entries in (body.get("level_needs") or {}).items()]
    return [
        ((*where, index, *below), used)
        for where, entries in lists
        for index, entry in enumerate(entries or [])
        for below, used in parts.need_names(entry)
    ]


def _check_rule(
    document: Document,
    data: Mapping[str, Any],
    here: DataPath,
    rule: Mapping[str, Any],
    capabilities: Mapping[str, Any],
) -> None:
    """What a rule speaks of exists, and it asks for something."""
    if not any(rule.get(key) for key in parts.RULE_ASKS):
        document.refuse(here, "the rule asks for nothing", f"write {', '.join(parts.RULE_ASKS[:-1])} or led_by")
    for index, entry in enumerate(rule.get("needs") or []):
        for below, used in parts.need_names(entry):
            if used not in capabilities:
                document.unknown((*here, "needs", index, *below), "capability", used, capabilities)
        stages = data.get("stages") or {}
        if parts.is_stage_need(entry) and parts.capability_in(str(entry["stage"])) not in stages:
            document.unknown(
                (*here, "needs", index, "stage"), "stage", parts.capability_in(str(entry["stage"])), stages
            )
    roles = data.get("roles") or {}
    for key in parts.RULE_ASKS[1:]:
        for index, used in enumerate(rule.get(key) or []):
            if used not in roles:
                document.unknown((*here, key, index), "role", used, roles)
    known: dict[str, Any] = {
        "capabilities": capabilities,
        "areas": data.get("areas") or {},
        "stages": data.get("stages") or {},
        "owners": data.get("roles") or {},
        "tags": sorted({tag for body in capabilities.values() for tag in body.get("tags") or ()}),
    }
    for key in ("for", "except"):
        check_selector(document, (*here, key), rule.get(key), known)


SELECTS = {"capabilities": "capability", "areas": "area", "stages": "stage", "owners": "role", "tags": "tag"}


def check_selector(document: Document, path: DataPath, value: Any, known: Mapping[str, Any]) -> None:
    """What a selector names is in the tables of the journey."""
    for key, kind in SELECTS.items():
        for index, used in enumerate((value or {}).get(key) or [] if isinstance(value, Mapping) else []):
            if used is not None and used not in known[key]:
                document.unknown((*path, key, index), kind, used, known[key])


def _check_condition(document: Document, path: DataPath, condition: Any, capabilities: Mapping[str, Any]) -> None:
    if not isinstance(condition, Mapping):
        return
    groups = condition.get("of") or []
    for index, group in enumerate(groups):
        for used in [group] if isinstance(group, str) else group or []:
            if used not in capabilities:
                document.unknown((*path, "of", index), "capability", str(used), capabilities)
    if isinstance(condition.get("at_least"), int) and condition["at_least"] > len(groups):
        document.refuse(
            (*path, "at_least"), f"{condition['at_least']} of {len(groups)} can never be met", f"at most {len(groups)}"
        )


def _check_order(document: Document, capabilities: Mapping[str, Any], stages: list[str]) -> None:
    """No prerequisite in a later stage, no circle of prerequisites (any-of alternatives included)."""
    import networkx as nx

    graph = nx.DiGraph()
    for name, body in capabilities.items():
        graph.add_node(name)
        for path, used in _prerequisites(body):
            if used not in capabilities:
                continue
            graph.add_edge(used, name, path=path)
            own, other = body.get("stage"), capabilities[used].get("stage")
            if own in stages and other in stages and stages.index(other) > stages.index(own):
                document.refuse(
                    ("capabilities", name, *path),
                    f"'{name}' in stage '{own}' needs '{used}' of the later stage '{other}'",
                    "drop the prerequisite, or move one of them",
                )
    for component in sorted(map(sorted, nx.strongly_connected_components(graph))):
        if len(component) > 1 or graph.has_edge(component[0], component[0]):
            cycle = [edge[0] for edge in nx.find_cycle(graph.subgraph(component), component[0])]
            links = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
            places = [("capabilities", after, *graph.edges[before, after]["path"]) for before, after in links]
            document.refuse(
                next((place for place in places if document.has(place)), places[-1]),
                "prerequisites go in a circle: " + " -> ".join([*cycle, cycle[0]]),
                "drop one of these prerequisites",
            )
