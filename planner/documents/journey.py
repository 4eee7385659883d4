"""Journey documents: extension, the checks of meaning that a schema cannot make, and the built model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from planner.documents import parts
from planner.documents.reader import DataPath, Document, read_file
from planner.documents.schema import check
from planner.errors import DocumentError, PlannerError
from planner.model import (
    Capability,
    Claim,
    Condition,
    Drag,
    Estimate,
    Goal,
    Journey,
    Mode,
    Policy,
    Stage,
    Survey,
    frozen_map,
)

FindJourney = Callable[[str], Path]
"""From the name of an installed journey to its file; raises PlannerError when there is none."""

MAX_EXTENDS = 8
REQUIRED = ("name", "stage", "area", "owner", "effort", "weeks")


def load_journey(reference: str | Path, find: FindJourney, folder: Path | None = None) -> Journey:
    """The journey with a name or in a file.

    Args:
        reference: the name of an installed journey, or a path to a document.
        find: looks an installed journey up by name.
        folder: what a relative path is relative to (default: the working directory).

    Raises:
        DocumentError: the document, or one that it extends, has faults (all of them are named).
        PlannerError: there is no such journey.
    """
    document = read_file(locate(reference, find, folder))
    return journey_from(document, find)


def locate(reference: str | Path, find: FindJourney, folder: Path | None) -> Path:
    """A reference is a path when it looks like one, otherwise the name of an installed journey."""
    path = Path(reference)
    if path.suffix in (".yaml", ".yml", ".json") or len(path.parts) > 1:
        return path if path.is_absolute() or folder is None else folder / path
    return find(str(reference))


def journey_from(document: Document, find: FindJourney) -> Journey:
    """Checks and builds a journey from its document."""
    data = check(document, "journey")
    merged = _extended(document, data, find, seen=())
    if not any(problem.path == "extends" for problem in document.problems):
        _check_meaning(document, merged)
    document.raise_problems()
    return _build(merged)


def _extended(document: Document, data: Any, find: FindJourney, seen: tuple[str, ...]) -> dict[str, Any]:
    reference = data.get("extends")
    if not isinstance(reference, str):
        return dict(data)
    try:
        path = locate(reference, find, document.folder)
        if str(path.resolve()) in seen:
            raise PlannerError("journeys extend each other in a circle: " + " -> ".join((*seen, str(path))))
        if len(seen) > MAX_EXTENDS:
            raise PlannerError(f"more than {MAX_EXTENDS} journeys extend each other")
        base = read_file(path)
    except DocumentError as error:
        document.problems.extend(error.problems)
        document.refuse(("extends",), f"journey '{reference}' cannot be read", "see the file named there")
        return dict(data)
    except PlannerError as error:
        document.refuse(("extends",), str(error))
        return dict(data)
    base_data = _extended(base, check(base, "journey"), find, (*seen, str(path.resolve())))
    document.problems.extend(base.problems)
    _check_removals(document, data, base_data)
    merged: dict[str, Any] = _merge(base_data, data)
    removed = {name for name, body in (data.get("capabilities") or {}).items() if body is None}
    return _forget(merged, removed) if removed else merged


def _check_removals(document: Document, data: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    known = base.get("capabilities", {})
    for name, body in (data.get("capabilities") or {}).items():
        if body is None and name not in known:
            document.unknown(("capabilities", name), "capability", name, known, at_key=True)


def _merge(base: Any, over: Any) -> Any:
    """Mappings merge key by key; anything else replaces; an empty value removes."""
    if isinstance(base, dict) and isinstance(over, dict):
        merged = {key: _merge(base.get(key), value) for key, value in over.items() if value is not None}
        kept = {
            key: merged.pop(key) if key in merged else value
            for key, value in base.items()
            if over.get(key, value) is not None
        }
        return kept | merged
    return over


def _forget(data: dict[str, Any], removed: set[str]) -> dict[str, Any]:
    """A journey without what refers to removed capabilities only loosely: what they eased, their place among
    any-of alternatives and in conditions of stages. Prerequisites stay, to be refused."""

    def need(entry: Any) -> Any:
        if isinstance(entry, Mapping) and isinstance(entry.get("any"), list):
            kept = [one for one in entry["any"] if not (isinstance(one, str) and one.partition("@")[0] in removed)]
            return {"any": kept or entry["any"]}
        return entry

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
            **({"needs": [need(entry) for entry in body["needs"]]} if body.get("needs") else {}),
        }
        if isinstance(body, Mapping)
        else body
        for name, body in data.get("capabilities", {}).items()
    }
    stages = {
        name: {
            key: [c for c in map(condition, value) if not isinstance(c, Mapping) or c.get("of")]
            if key.endswith("_when") and isinstance(value, list)
            else value
            for key, value in stage.items()
        }
        if isinstance(stage, Mapping)
        else stage
        for name, stage in data.get("stages", {}).items()
    }
    surveys = {
        key: {**body, "here_when": condition(body["here_when"])} if "here_when" in body else body
        for key, body in (data.get("surveys") or {}).items()
    }
    for key, body in surveys.items():
        if "here_when" in body and not body["here_when"]["of"]:  # it can no longer be told
            surveys[key] = {name: value for name, value in body.items() if name != "here_when"}
    return {**data, "capabilities": capabilities, "stages": stages, "surveys": surveys}


def _check_meaning(document: Document, data: Mapping[str, Any]) -> None:
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
    for key, survey in (data.get("surveys") or {}).items():
        if isinstance(survey, Mapping):
            _check_condition(document, ("surveys", key, "here_when"), survey.get("here_when"), capabilities)
    policy = data.get("policy") or {}
    share = policy.get("level_share")
    if isinstance(share, list) and len(share) == 3 and None not in share and abs(share[0] + share[1] - 1) > 1e-9:
        document.refuse(
            ("policy", "level_share"), f"levels 1 and 2 take {share[0]} and {share[1]}", "they must add up to 1"
        )
    _check_order(document, capabilities, stages)


def _check_capability(
    document: Document, data: Mapping[str, Any], name: str, body: Mapping[str, Any], capabilities: Mapping[str, Any]
) -> None:
    here: DataPath = ("capabilities", name)
    for key in REQUIRED:
        if key not in body and not any(p.path.startswith(f"capabilities.{name}.{key}") for p in document.problems):
            document.refuse(here, f"'{key}' is missing", "add it", at_key=True)
    places = (("stage", "stage", "stages"), ("area", "area", "areas"), ("owner", "role", "roles"))
    for key, kind, table in places:
        if isinstance(body.get(key), str) and body[key] not in (data.get(table) or {}):
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


def _removed(document: Document, name: str) -> bool:
    """Whether this document removes a capability of the journey that it extends."""
    own = document.data.get("capabilities")
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


def _build(data: Mapping[str, Any]) -> Journey:
    language = data.get("language", "en")
    policy = _policy(data.get("policy") or {})
    return Journey(
        id=data["journey"],
        name=parts.text(data["name"], language),
        language=language,
        version=str(data.get("version", "")),
        note=parts.text(data.get("note"), language),
        levels=tuple(
            parts.text(one, language) for one in data.get("levels") or ["none", "ad hoc", "repeatable", "embedded"]
        ),
        policy=policy,
        stages=tuple(_stage(i, key, body, policy, language) for i, (key, body) in enumerate(data["stages"].items(), 1)),
        areas=frozen_map({key: parts.text(body["name"], language) for key, body in data["areas"].items()}),
        roles=frozen_map({key: parts.text(body["name"], language) for key, body in data["roles"].items()}),
        claims=tuple(
            Claim(row, parts.text(body["claim"], language), body.get("where", ""), body.get("check", ""))
            for row, body in (data.get("claims") or {}).items()
        ),
        surveys=tuple(
            Survey(
                key,
                parts.text(body["finding"], language),
                float(body["share"]),
                parts.text(body["who"], language),
                body["year"],
                body["source"],
                _condition(body["here_when"], policy) if "here_when" in body else None,
            )
            for key, body in (data.get("surveys") or {}).items()
        ),
        goals=frozen_map(
            {
                key: Goal(key, parts.text(body["name"], language), bool(body.get("reduces_risk", False)))
                for key, body in data["goals"].items()
            }
        ),
        capabilities=frozen_map(
            {key: _capability(key, body, data, policy, language) for key, body in data["capabilities"].items()}
        ),
    )


def _policy(data: Mapping[str, Any]) -> Policy:
    plain: dict[str, Any] = {
        key: data[key]
        for key in ("needs_from_level", "target_level", "owner_share", "run_from_level", "eased_factor")
        if key in data
    }
    if "level_share" in data:
        first, second, third = data["level_share"]
        plain["level_share"] = (float(first), float(second), float(third))
    if "confidence" in data:
        plain["confidence"] = frozen_map({**Policy().confidence, **data["confidence"]})
    return Policy(**plain)


def _condition(body: Mapping[str, Any], policy: Policy) -> Condition:
    groups = tuple((group,) if isinstance(group, str) else tuple(group) for group in body["of"])
    return Condition(body["at_least"], groups, body.get("level", policy.target_level))


def _stage(number: int, key: str, body: Mapping[str, Any], policy: Policy, language: str) -> Stage:
    def conditions(name: str) -> tuple[Condition, ...]:
        return tuple(_condition(one, policy) for one in body.get(name) or [])

    return Stage(
        id=key,
        number=number,
        name=parts.text(body["name"], language),
        summary=parts.text(body.get("summary"), language),
        reached_when=conditions("reached_when"),
        mid_when=conditions("mid_when"),
        late_when=conditions("late_when"),
        decides=parts.text(body.get("decides"), language),
        form=parts.text(body.get("form"), language),
        funded_by=parts.text(body.get("funded_by"), language),
    )


def _capability(
    key: str, body: Mapping[str, Any], data: Mapping[str, Any], policy: Policy, language: str
) -> Capability:
    drag = body.get("drag")
    risk = body.get("risk") or {}
    default = policy.needs_from_level
    return Capability(
        id=key,
        name=parts.text(body["name"], language),
        stage=body["stage"],
        area=body["area"],
        owner=body["owner"],
        contributors=tuple(role for role in body.get("with") or () if role != body["owner"]),
        outcome=parts.text(body.get("outcome"), language),
        needs=parts.needs(body.get("needs") or (), default),
        level_needs=tuple(
            (int(level), parts.needs(entries, default))
            for level, entries in sorted((body.get("level_needs") or {}).items())
        ),
        eased_by=tuple(body.get("eased_by") or ()),
        effort=parts.estimate(body["effort"]),
        weeks=parts.estimate(body["weeks"]),
        cost=_cost(body.get("cost", 0), data),
        run=float(body.get("run", 0)),
        grants=frozen_map({role: float(amount) for role, amount in (body.get("grants") or {}).items()}),
        value=frozen_map(body.get("value") or {}),
        risk=risk.get("level", "medium"),
        risk_note=parts.text(risk.get("note"), language),
        kano=body.get("kano", "performance"),
        evidence=tuple(parts.text(one, language) for one in body.get("evidence") or ()),
        kpis=tuple(parts.text(one, language) for one in body.get("kpis") or ()),
        group=body.get("group", ""),
        drag=Drag(drag["stage"], float(drag.get("effort", 1)), float(drag.get("weeks", 1))) if drag else None,
        modes=tuple(_mode(name, one, data, language) for name, one in (body.get("modes") or {}).items()),
        seats=tuple(body.get("seats") or ()),
        gate=body.get("gate") or "",
        optional=bool(body.get("optional", False)),
        units_at_least=body.get("units_at_least", 1),
        claims=tuple(body.get("claims") or ()),
        sources=tuple(body.get("sources") or ()),
    )


def _cost(value: Any, data: Mapping[str, Any]) -> Estimate:
    return parts.estimate(data["cost_classes"][value] if isinstance(value, str) else value)


def _mode(key: str, body: Mapping[str, Any], data: Mapping[str, Any], language: str) -> Mode:
    return Mode(
        id=key,
        name=parts.text(body["name"], language),
        owner=body.get("owner"),
        contributors=tuple(body["with"]) if "with" in body else None,
        effort=parts.estimate(body["effort"]) if "effort" in body else None,
        weeks=parts.estimate(body["weeks"]) if "weeks" in body else None,
        cost=_cost(body["cost"], data) if "cost" in body else None,
        run=float(body["run"]) if "run" in body else None,
    )
