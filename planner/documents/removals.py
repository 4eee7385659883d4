"""What goes with what a journey removes from the one that it extends: loose references let go of it, prerequisites and
owners do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planner.documents.parts import RULE_ASKS, capability_in, is_stage_need, need_names
from planner.documents.reader import DataPath

SELECTED = ("capabilities", "areas", "stages", "owners", "tags")


def forgotten(data: dict[str, Any], removed: Iterable[DataPath]) -> dict[str, Any]:
    """The data of a journey without what refers only loosely to what was removed."""
    gone: dict[str, set[str]] = {}
    for path in removed:
        if len(path) == 2:
            gone.setdefault(str(path[0]), set()).add(str(path[1]))
    if gone.get("capabilities"):
        data = _without_capabilities(data, gone["capabilities"])
    if gone.keys() & {"goals", "roles", "stages"}:
        data = _without_tables(data, gone)
    return _without_selected(data, gone) if gone else data


def _without_tables(data: dict[str, Any], gone: Mapping[str, set[str]]) -> dict[str, Any]:
    """Capabilities without worth for goals that are gone, help of roles that are gone, weight on stages that are."""
    goals, roles, stages = (gone.get(key, set()) for key in ("goals", "roles", "stages"))

    def lighter(body: Any) -> Any:
        if not isinstance(body, Mapping):
            return body
        made = dict(body)
        for key, names in (("value", goals), ("grants", roles)):
            if isinstance(made.get(key), Mapping):
                made[key] = {name: worth for name, worth in made[key].items() if name not in names}
        for key in ("with", "seats"):
            if isinstance(made.get(key), list):
                made[key] = [role for role in made[key] if role not in roles]
        if isinstance(made.get("drag"), Mapping) and made["drag"].get("stage") in stages:
            del made["drag"]
        return made

    whole = {**data, "capabilities": {name: lighter(body) for name, body in (data.get("capabilities") or {}).items()}}
    for key, value in (data.get("policy") or {}).items():
        if key in ("leads_at_once", "owner_share") and isinstance(value, Mapping):
            kept = {role: number for role, number in value.items() if role not in roles}
            whole["policy"] = {**whole["policy"], key: kept}
        if key == "stand_ins" and isinstance(value, Mapping):
            left = {role: [one for one in own if one not in roles] for role, own in value.items() if role not in roles}
            whole["policy"] = {**whole["policy"], key: left}
    return whole


def _without_selected(data: dict[str, Any], gone: Mapping[str, set[str]]) -> dict[str, Any]:
    """Rules that no longer select what is gone; one that selected nothing else is gone too."""
    names = {**{key: gone.get(key, set()) for key in SELECTED}, "owners": gone.get("roles", set())}
    tags = {tag for body in (data.get("capabilities") or {}).values() if isinstance(body, Mapping)
            for tag in body.get("tags") or ()}  # fmt: skip

    def lighter(selector: Any) -> Any:
        if not isinstance(selector, Mapping):
            return selector
        made = {
            key: [one for one in value if one not in names[key] and (key != "tags" or one in tags)]
            if key in names and isinstance(value, list)
            else value
            for key, value in selector.items()
        }
        return {key: value for key, value in made.items() if value != [] or key not in names}

    rules: dict[str, Any] = {}
    for key, body in (data.get("rules") or {}).items():
        if isinstance(body, Mapping):
            own = {part: lighter(body[part]) for part in ("for", "except") if part in body}
            if own.get("for") == {} and body["for"]:
                continue
            for part in RULE_ASKS[1:]:
                if isinstance(body.get(part), list):
                    own[part] = [role for role in body[part] if role not in names["owners"]]
            if isinstance(body.get("needs"), list):
                own["needs"] = [
                    need for need in body["needs"]
                    if not (is_stage_need(need) and capability_in(str(need["stage"])) in names["stages"])
                ]  # fmt: skip
            asks = [own[part] for part in RULE_ASKS if part in own]
            if asks and not any(asks):
                continue
            body = {**{part: value for part, value in body.items() if part not in own},
                    **{part: value for part, value in own.items() if value}}  # fmt: skip
        rules[key] = body
    return {**data, "rules": rules} if "rules" in data else data


def _without_capabilities(data: dict[str, Any], removed: set[str]) -> dict[str, Any]:
    """A journey without what refers to removed capabilities only loosely: what they eased, their place among
    any-of alternatives and in conditions of stages. Prerequisites stay, to be refused."""

    def condition(entry: Any) -> Any:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("of"), list):
            return entry
        groups = [
            [one for one in group if one not in removed] if isinstance(group, list) else group for group in entry["of"]
        ]
        groups = [group for group in groups if group and (isinstance(group, list) or group not in removed)]
        return {**entry, "of": groups, "at_least": min(entry.get("at_least", 1), len(groups))}

    capabilities = {
        name: {
            **body,
            **({"eased_by": [c for c in body["eased_by"] if c not in removed]} if body.get("eased_by") else {}),
            **({"needs": [_need_without(entry, removed) for entry in body["needs"]]} if body.get("needs") else {}),
        }
        if isinstance(body, Mapping)
        else body
        for name, body in data.get("capabilities", {}).items()
    }
    stages = {
        name: {
            key: [c for c in map(condition, value) if not isinstance(c, Mapping) or c.get("of")]
            if key.endswith("_when") and isinstance(value, list)
            else [one for one in value if not (isinstance(one, str) and capability_in(one) in removed)]
            if key == "belongs" and isinstance(value, list)
            else value
            for key, value in stage.items()
        }
        if isinstance(stage, Mapping)
        else stage
        for name, stage in data.get("stages", {}).items()
    }
    rules = _rules_without(data.get("rules") or {}, removed)
    surveys = {
        key: {**body, "here_when": condition(body["here_when"])} if "here_when" in body else body
        for key, body in (data.get("surveys") or {}).items()
    }
    for key, body in surveys.items():
        if "here_when" in body and not body["here_when"]["of"]:  # it can no longer be told
            surveys[key] = {name: value for name, value in body.items() if name != "here_when"}
    law = _forget_law(data, removed)
    return {**data, **law, "capabilities": capabilities, "stages": stages, "surveys": surveys, "rules": rules}


def _need_without(entry: Any, removed: set[str]) -> Any:
    if isinstance(entry, Mapping) and isinstance(entry.get("any"), list):
        kept = [one for one in entry["any"] if not (isinstance(one, str) and capability_in(one) in removed)]
        return {"any": kept or entry["any"]}
    return entry


def _rules_without(rules: Mapping[str, Any], removed: set[str]) -> dict[str, Any]:
    """Rules, less what they need of what is removed; one that asks for nothing any more is gone."""
    found: dict[str, Any] = {}
    for key, body in rules.items():
        if isinstance(body, Mapping) and isinstance(body.get("needs"), list):
            asked = [_need_without(entry, removed) for entry in body["needs"]]
            kept = [one for one in asked if is_stage_need(one) or {name for _path, name in need_names(one)} - removed]
            if not kept and not any(body.get(part) for part in RULE_ASKS[1:]):
                continue
            body = {part: value for part, value in body.items() if part != "needs"} | ({"needs": kept} if kept else {})
        found[key] = body
    return found


def _forget_law(data: dict[str, Any], removed: set[str]) -> dict[str, Any]:
    """The law without what it asks for among removed capabilities, and ids that moved to them."""
    tables: dict[str, Any] = {}
    if "regulations" in data:
        tables["regulations"] = {
            key: {**body, "asks": [one for one in body.get("asks") or [] if capability_in(str(one)) not in removed]}
            if isinstance(body, Mapping)
            else body
            for key, body in (data["regulations"] or {}).items()
        }
    if "moved" in data:
        tables["moved"] = {old: new for old, new in (data["moved"] or {}).items() if new not in removed}
    return tables
