"""Options of plugins as somebody wrote them: in an organisation file, in a project's settings, on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from planner.documents.reader import Document
from planner.documents.schema import check_part, schema
from planner.errors import PlannerError, and_then, did_you_mean
from planner.model import frozen_map
from planner.options import from_text, resolved, schema_of
from planner.plugins import singular
from planner.registry import FUNCTIONS, Given, Registry
from planner.sources import Sources

HOW = "write NAME.OPTION=VALUE, or KIND:NAME.OPTION=VALUE where plugins of several kinds have the name"


def from_document(document: Document, registry: Registry) -> Given:
    """The options in an organisation's document; relative paths count from its folder. Faults are noted on it."""
    written = document.data.get("options") if isinstance(document.data, dict) else None
    found: dict[str, dict[str, Any]] = {}
    for kind, plugins in written.items() if isinstance(written, dict) else ():
        for name, values in plugins.items() if isinstance(plugins, dict) and kind in FUNCTIONS else ():
            path = ("options", kind, name)
            if name not in registry.names(kind) and name not in {one.name for one in registry.all(kind)}:
                document.unknown(path, singular(kind), name, registry.names(kind), at_key=True)
                continue
            record = registry.get(kind, name)
            if record.options is None:
                document.refuse(path, f"the {singular(kind)} '{name}' has no options", "drop them", at_key=True)
                continue
            before = len(document.problems)
            check_part(document, path, schema_of(record.options))
            if len(document.problems) == before:
                found.setdefault(kind, {})[name] = resolved(record.options, values, document.folder or Path())
    return found


def from_settings(sources: Sources, registry: Registry) -> Given:
    """The options that a project's settings name; relative paths count from their folder.

    Raises:
        PlannerError: with everything that is wrong, each with file and line.
    """
    rows = [(kind, name, key, json.loads(value), where) for kind, name, key, value, where in sources.options]
    return _checked(rows, registry)


def from_texts(texts: Iterable[str], registry: Registry, usable: Iterable[str]) -> Given:
    """The options on the command line, ``cd3.passed_back=0.5``, of the kinds that the command uses; relative paths
    count from the working folder.

    Raises:
        PlannerError: with everything that is wrong.
    """
    rows, faults = [], []
    for text in texts:
        head, equals, value = text.partition("=")
        place, dot, key = head.rpartition(".")
        kind, _, name = place.rpartition(":")
        if not (equals and dot and name and key):
            faults.append(f"--option {text}: {HOW}")
            continue
        kinds = [kind] if kind else [one for one in usable if name in registry.names(one)]
        if kind and kind not in FUNCTIONS:
            faults.append(and_then(f"--option {text}: there is no kind '{kind}'", did_you_mean(kind, FUNCTIONS)))
        elif not kinds:
            every = {known for one in usable for known in registry.names(one)}
            faults.append(and_then(f"--option {text}: there is no plugin '{name}'", did_you_mean(name, every)))
        else:
            with_options = [one for one in kinds if registry.get(one, name).options is not None]
            if len(with_options) > 1:
                faults.append(f"--option {text}: '{name}' is the name of {' and '.join(with_options)}; {HOW}")
                continue
            kind = (with_options or kinds)[0]
            kind_options = registry.get(kind, name).options
            data = from_text(kind_options, key, value) if kind_options else value
            rows.append((kind, name, key, data, f"--option {text}"))
    if faults:
        raise PlannerError("; ".join(faults))
    return _checked(rows, registry)


def from_values(values: Given, registry: Registry) -> Given:
    """Options given in Python, checked like the others."""
    return _checked(
        [(k, n, key, v, f"options[{k!r}][{n!r}][{key!r}]") for k, ps in values.items() for n, own in ps.items()
         for key, v in own.items()], registry,
    )  # fmt: skip


def organisation_schema(registry: Registry) -> dict[str, Any]:
    """The schema of organisation files, with the options of every plugin there is."""
    whole = deepcopy(schema("organisation"))
    kinds = {
        kind: {one.name: schema_of(one.options) for one in registry.all(kind) if one.options is not None}
        for kind in FUNCTIONS
    }
    whole["properties"]["options"]["properties"] = {
        kind: {"type": "object", "properties": plugins} for kind, plugins in kinds.items() if plugins
    }
    return whole


def merged(*layers: Given) -> Given:
    """All of them; later ones win, option by option."""
    whole: dict[str, dict[str, dict[str, Any]]] = {}
    for layer in layers:
        for kind, plugins in layer.items():
            for name, values in plugins.items():
                whole.setdefault(kind, {}).setdefault(name, {}).update(values)
    return frozen_map(
        {kind: frozen_map({name: frozen_map(own) for name, own in sorted(plugins.items())})
         for kind, plugins in sorted(whole.items())}
    )  # fmt: skip


def _checked(rows: Iterable[tuple[str, str, str, Any, str]], registry: Registry) -> Given:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    faults = []
    for kind, name, key, value, where in rows:
        if kind not in FUNCTIONS:
            faults.append(and_then(f"{where}: there is no kind of plugin '{kind}' with options",
                                   did_you_mean(kind, FUNCTIONS)))  # fmt: skip
            continue
        record = registry.get(kind, name)
        if record.options is None:
            faults.append(f"{where}: the {singular(kind)} '{name}' has no options")
            continue
        document = Document(where, "", {key: value})
        check_part(document, (), schema_of(record.options))
        if document.problems:
            faults += [and_then(f"{where}: {one.what}", one.mend) for one in document.problems]
            continue
        folder = Path(where.rpartition(":")[0]).parent if not where.startswith(("--", "options[")) else Path()
        found.setdefault(kind, {}).setdefault(name, {}).update(resolved(record.options, {key: value}, folder))
    if faults:
        raise PlannerError("; ".join(faults))
    return found
