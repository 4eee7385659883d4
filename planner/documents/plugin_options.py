"""Options of plugins as somebody wrote them: in an organisation file, in a project's settings, on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from planner.documents.reader import Document
from planner.documents.schema import check_part, schema
from planner.domain.values import frozen_map
from planner.errors import PlannerError, PluginError, SeveralError, and_then, did_you_mean
from planner.plugins.kinds import spoken
from planner.plugins.options import from_text, resolved, schema_of, to_data, unusable
from planner.plugins.registry import Given, Registry
from planner.plugins.settings import Sources
from planner.plugins.validation import FUNCTIONS

HOW = "write NAME.OPTION=VALUE, or KIND:NAME.OPTION=VALUE where plugins of several kinds have the name"


def from_document(document: Document, registry: Registry) -> Given:
    """The options in an organisation's document; relative paths count from its folder. Faults are noted on it."""
    written = document.data.get("options") if isinstance(document.data, dict) else None
    found: dict[str, dict[str, Any]] = {}
    for kind, plugins in written.items() if isinstance(written, dict) else ():
        for name, values in plugins.items() if isinstance(plugins, dict) and kind in FUNCTIONS else ():
            path = ("options", kind, name)
            if name not in registry.names(kind) and name not in {one.name for one in registry.all(kind)}:
                document.unknown(path, spoken(kind), name, registry.names(kind), at_key=True)
                continue
            try:
                record = registry.get(kind, name)
            except PluginError:  # it is said where the plugin is used, and left out there
                if registry.sources.strict:
                    raise
                continue
            if record.options is None:
                document.refuse(path, f"the {spoken(kind)} '{name}' has no options", "drop them", at_key=True)
                continue
            before = len(document.problems)
            check_part(document, path, schema_of(record.options))
            if len(document.problems) == before and (why := unusable(record.options, values)):
                document.refuse(path, why)
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


def from_texts(texts: Iterable[str], registry: Registry) -> Given:
    """The options on the command line, ``cd3.passed_back=0.5``; relative paths count from the working folder.

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
        kinds = [kind] if kind else [one for one in FUNCTIONS if name in registry.names(one)]
        if kind and kind not in FUNCTIONS:
            faults.append(and_then(f"--option {text}: there is no kind '{kind}'", did_you_mean(kind, FUNCTIONS)))
        elif not kinds:
            every = {known for one in FUNCTIONS for known in registry.names(one)}
            faults.append(and_then(f"--option {text}: there is no plugin '{name}'", did_you_mean(name, every)))
        else:
            with_options = [one for one in kinds if registry.get(one, name).options is not None]
            fitting = [one for one in with_options if key in schema_of(registry.get(one, name).options)["properties"]]
            if len(fitting) > 1:
                faults.append(f"--option {text}: '{name}' is the name of {' and '.join(fitting)}; {HOW}")
                continue
            kind = (fitting or with_options or kinds)[0]
            kind_options = registry.get(kind, name).options
            data = from_text(kind_options, key, value) if kind_options else value
            rows.append((kind, name, key, data, f"--option {text}"))
    if faults:
        raise SeveralError(faults)
    return _checked(rows, registry)


def from_values(values: Given, registry: Registry) -> Given:
    """Options given in Python, checked like the others."""
    how = 'give {"scorers": {"cd3": {"passed_back": 0.5}}}'
    rows = []
    for kind, plugins in values.items() if isinstance(values, Mapping) else [("", values)]:
        for name, own in plugins.items() if isinstance(plugins, Mapping) and plugins else [("", None)]:
            if not isinstance(own, Mapping) or not all(isinstance(key, str) for key in (kind, name, *own)):
                raise PlannerError(f"options[{kind!r}][{name!r}]: this is no mapping of options; {how}")
            rows += [(kind, name, key, to_data(v), f"options[{kind!r}][{name!r}][{key!r}]") for key, v in own.items()]
    return _checked(rows, registry)


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
        try:
            record = registry.get(kind, name)
        except PluginError as error:
            faults.append(f"{where}: {error}")
            continue
        if record.options is None:
            faults.append(f"{where}: the {spoken(kind)} '{name}' has no options")
            continue
        document = Document(where, "", {key: value})
        check_part(document, (), schema_of(record.options))
        if not document.problems and (why := unusable(record.options, {key: value})):
            document.refuse((), why)
        if document.problems:
            faults += [and_then(f"{where}: {one.what}", one.mend) for one in document.problems]
            continue
        folder = Path(where.rpartition(":")[0]).parent if not where.startswith(("--", "options[")) else Path()
        found.setdefault(kind, {}).setdefault(name, {}).update(resolved(record.options, {key: value}, folder))
    if faults:
        raise SeveralError(faults)
    return found
