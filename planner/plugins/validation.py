"""What makes a record that a plugin yields unusable; which names are the planner's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from planner.errors import PluginError
from planner.plugins.arguments import wrong_with_arguments
from planner.plugins.kinds import API_VERSION
from planner.plugins.records import (
    Check,
    Command,
    Exporter,
    Importer,
    JourneyFile,
    LanguageFile,
    Renderer,
    Runner,
    Scorer,
    Sequencer,
    StallPattern,
    ThemeFile,
    View,
)

RECORDS: dict[str, Any] = {
    "journeys": JourneyFile,
    "importers": Importer,
    "stall_patterns": StallPattern,
    "scorers": Scorer,
    "sequencers": Sequencer,
    "checks": Check,
    "views": View,
    "renderers": Renderer,
    "exporters": Exporter,
    "runners": Runner,
    "themes": ThemeFile,
    "languages": LanguageFile,
    "commands": Command,
}
FUNCTIONS = {
    "importers": "read", "stall_patterns": "find", "scorers": "score", "sequencers": "sequence", "checks": "check",
    "views": "draw", "renderers": "render", "exporters": "export", "runners": "run",
}  # fmt: skip
"""The field of a record that does its work."""
OWN_COMMANDS = (
    "init", "assess", "roadmap", "deck", "watch", "explain", "compare", "whatif", "risk", "robustness", "case",
    "check", "verify", "mark", "progress", "baseline", "status", "kpis", "track", "replan", "log", "calibrate",
    "validate", "convert", "import", "journey", "theme", "plugins", "schema",
)  # fmt: skip
"""Commands that no plugin of others can be; the same as ``planner.cli.COMMANDS``, which nothing here may import."""
OWN_THEMES = ("light", "dark", "print")
MOST_RECORDS = 1000  # of one kind from one plugin: a hook that never stops yielding is a fault
OWN_SUFFIXES = {
    ".csv", ".docx", ".dot", ".drawio", ".github.json", ".html", ".ics", ".jira", ".json", ".linear.csv", ".md", ".mmd",
    ".notion.csv", ".openproject.json", ".pdf", ".png", ".pptx", ".raci", ".svg", ".trello.json", ".xlsx", ".xml",
}  # fmt: skip
"""Endings of files whose format is one of ours: another format has one of its own, such as ``.basecamp.csv``."""
NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*"
SUFFIX = r"\.[a-z0-9.]{1,16}"


def suits(wanted: object) -> bool:
    """Whether a range such as ``>=1.0,<2`` holds this version of the API (the comparisons of PEP 440)."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return API_VERSION in SpecifierSet(str(wanted))
    except InvalidSpecifier as error:
        raise PluginError(f"planner_api = {wanted!r} is no range; write for example '>=1.0,<2'") from error


def wrong_with(kind: str, record: Any) -> str:
    """What makes a record of a kind unusable, or nothing."""
    wanted = RECORDS[kind].__name__
    if type(record) is not RECORDS[kind]:
        return f"planner_{kind}() returned {type(record).__name__} instead of {wanted}"
    name = NAME + ("(@[0-9]+)?" if kind == "journeys" else "")  # a journey may be there in several versions
    if not isinstance(record.name, str) or not re.fullmatch(name, record.name) or len(record.name) > 64:
        return f"{record.name!r} is no name: use lower-case letters, digits and hyphens, starting with a letter"
    if not isinstance(record.summary, str):
        return f"its summary is {record.summary!r}, not a text"
    if kind in FUNCTIONS and not callable(getattr(record, FUNCTIONS[kind])):
        return f"its {FUNCTIONS[kind]} is {getattr(record, FUNCTIONS[kind])!r}, not a function"
    if kind in ("journeys", "themes", "languages"):
        if not isinstance(record.path, str | Path):
            return f"its path is {record.path!r}; write Path(__file__).with_name('NAME.yaml')"
        if not Path(record.path).is_file():
            return f"there is no file {record.path}; is it part of the package?"
    if kind in ("renderers", "exporters") and not re.fullmatch(SUFFIX, str(record.suffix)):
        return f"its suffix is {record.suffix!r}; write one such as '.txt'"
    if kind == "importers" and not (
        isinstance(record.suffixes, tuple)
        and all(isinstance(one, str) and re.fullmatch(SUFFIX, one) for one in record.suffixes)
    ):
        return f"its suffixes are {record.suffixes!r}; write a tuple such as ('.txt',)"
    if kind == "commands":
        import click

        if not isinstance(record.command, click.Command):
            return f"its command is {record.command!r}; decorate the function with @click.command()"
    return _wrong_with_options(kind, record)


def _wrong_with_options(kind: str, record: Any) -> str:
    """What is wrong with its options, or with what its function asks for."""
    options = getattr(record, "options", None)
    if options is not None:
        from planner.plugins.options import schema_of

        try:
            schema_of(options)
            options()
        except Exception as error:  # a dataclass may raise anything
            return f"its options cannot be used: {error}"
    if kind not in FUNCTIONS:
        return ""
    wrong = wrong_with_arguments(kind, getattr(record, FUNCTIONS[kind]), options is not None)
    if not wrong:
        return ""
    from planner.plugins.isolation.faults import defined

    return f"its {FUNCTIONS[kind]}: {wrong}{defined(getattr(record, FUNCTIONS[kind]))}"


def yielded(kind: str, hook: Callable[..., Any], given: list[Any], look: bool) -> list[tuple[Any, str]]:
    """(record, what is wrong with it) of everything that a hook yields. ``look``: whether to look for that."""
    found = hook(*given) or ()
    if isinstance(found, tuple(RECORDS.values())):
        raise TypeError(f"it returns a {type(found).__name__}: yield it instead")
    records = list(islice(found, MOST_RECORDS + 1))
    if len(records) > MOST_RECORDS:
        raise ValueError(f"it yields more than {MOST_RECORDS} records")
    return [(record, wrong_with(kind, record) if look else "") for record in records]


def why_nothing(module: Any) -> str:
    """Why a module brings nothing."""
    unmarked = [f"planner_{kind}" for kind in RECORDS if callable(getattr(module, f"planner_{kind}", None))]
    known = [f"'{name}' is not marked: write @hookimpl above it" for name in unmarked]
    return [*known, "it has no function marked @hookimpl, such as planner_scorers"][0]


def taken_from_us(kind: str, record: Any) -> str:
    """What of a record of others is the planner's own: its name, or the ending of its files; empty: nothing."""
    if is_reserved(kind, record.name):
        return f"'{record.name}' is the planner's own; choose another name"
    if kind in ("renderers", "exporters") and record.suffix in OWN_SUFFIXES:
        own = f".{record.name}{record.suffix}"
        return f"its suffix '{record.suffix}' is that of another format: choose one such as '{own}'"
    return ""


def is_reserved(kind: str, name: str) -> bool:
    """Whether a name belongs to the planner, so that no plugin of others can have it."""
    return name in {"commands": OWN_COMMANDS, "themes": OWN_THEMES}.get(kind, ())
