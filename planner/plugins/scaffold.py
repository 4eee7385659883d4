"""A new plugin as a complete package: what ``planner plugins new`` writes."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from planner.errors import PlannerError, did_you_mean
from planner.files.templates import render_template
from planner.i18n.text import clean
from planner.i18n.translation import bundled_catalogue
from planner.plugins.kinds import API_VERSION, KINDS, singular, spelt, spoken
from planner.plugins.registry import Registry
from planner.plugins.validation import NAME, OWN_COMMANDS

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # the same package whenever it is made
TAKEN = ("test", "tests", "conftest", "setup", "src", "con", "aux", "nul", "prn", "site_packages")
SUMMARIES = {
    "journeys": "A journey of our own",
    "importers": "Reads levels from a list of ours",
    "stall_patterns": "A pattern that we keep seeing",
    "scorers": "Cheap work first",
    "sequencers": "One step after the other",
    "checks": "No step takes half a year",
    "views": "The steps as a list",
    "renderers": "The words of a picture",
    "exporters": "A line for each step",
    "runners": "Two threads of this process",
    "themes": "Our colours",
    "languages": "A language of ours",
    "commands": "Who owns how many steps",
}
KIND_WORDS = {
    "journeys": "stages and capabilities of your own",
    "importers": "reads another tool's file",
    "stall_patterns": "a way of being stuck, and what unlocks it",
    "scorers": "what should come earlier",
    "sequencers": "how start weeks are found",
    "checks": "a rule that plans should keep",
    "views": "a picture of a plan",
    "renderers": "a file format for pictures",
    "exporters": "a document or table of a plan",
    "runners": "where plans are made that do not wait for each other",
    "themes": "colours, fonts and a logo",
    "languages": "the planner's words in another language",
    "commands": "a command of the command line",
}
"""What each kind is for, in a few words."""
USES = {
    "journeys": "planner journey {name}",
    "importers": "planner import FILE --from {name} -o acme.yaml",
    "stall_patterns": "planner assess acme.yaml",
    "scorers": "planner roadmap acme.yaml --scorer {name}",
    "sequencers": "planner roadmap acme.yaml --sequencer {name}",
    "checks": "planner roadmap acme.yaml",
    "views": "planner roadmap acme.yaml -o {name}:plan.svg",
    "renderers": "planner roadmap acme.yaml --format {name} -o plan.txt",
    "exporters": "planner roadmap acme.yaml --format {name} -o plan.txt",
    "runners": "planner roadmap portfolio.yaml --runner {name}",
    "themes": "planner roadmap acme.yaml --theme {name} -o plan.svg",
    "languages": "planner roadmap acme.yaml --language {name} -o plan.svg",
    "commands": "planner {name} acme.yaml",
}
"""How each kind is used."""


def kind_of(word: str) -> str:
    """``scorer`` or ``scorers`` -> ``scorers``.

    Raises:
        PlannerError: it is no kind.
    """
    for kind in KINDS:
        if word.replace("-", "_") in (kind, singular(kind)):
            return kind
    raise PlannerError(f"there is no kind '{word}'; {did_you_mean(word, map(spelt, KINDS))}")


def package_files(name: str, kinds: Sequence[str], summary: str, registry: Registry) -> dict[str, str]:
    """The text of every file by its path: the first kind in the package itself, each other one in a module of its own.

    Raises:
        PlannerError: the name cannot be used.
    """
    package = _package(name)
    for kind in kinds:
        _refuse_taken(name, kind, registry)
    values = _values(name, package, kinds[0], summary)
    modules = {kind: package if not at else f"{package}.{singular(kind)}" for at, kind in enumerate(kinds)}
    files = {
        "pyproject.toml": _rendered("pyproject.toml", **values, modules=modules),
        "README.md": _rendered("README.md", **values, uses=[USES[kind].format(name=name) for kind in kinds]),
        ".github/workflows/tests.yml": _rendered("tests.yml", **values),
        f"src/{package}/py.typed": "",
    }
    for kind, module in modules.items():
        files |= _kind_files(_values(name, package, kind, summary), module)
    return files


def added_files(name: str, kind: str, summary: str, registry: Registry, folder: Path) -> dict[str, str]:
    """What adds a kind to a package that there is: its module, its tests, and the entry point in ``pyproject.toml``.

    Raises:
        PlannerError: the folder holds no package of this shape, or something of the kind is in it.
    """
    settings = folder / "pyproject.toml"
    packages = sorted((folder / "src").glob("*/__init__.py")) if settings.is_file() else []
    if len(packages) != 1:
        what = f"{folder} is no package with a pyproject.toml and one folder in src"
        raise PlannerError(f"{what}: 'planner plugins new' makes one")
    package = packages[0].parent.name
    _refuse_taken(name, kind, registry)
    values = _values(name, package, kind, summary)
    made = _kind_files(values, f"{package}.{singular(kind)}")
    there = [path for path in made if (folder / path).exists()]
    if there:
        raise PlannerError(f"{folder / there[0]} is already there")
    entry = f'{name} = "{package}.{singular(kind)}"'
    return made | {"pyproject.toml": _with_entry(settings.read_text("utf-8"), kind, entry)}


def with_new_journey(name: str, files: dict[str, str]) -> dict[str, str]:
    """The same files, with a journey from scratch in place of one that extends another.

    Raises:
        PlannerError: no journey is among them.
    """
    places = [path for path in files if path.endswith("journey.yaml")]
    if not places:
        raise PlannerError("--new-journey goes with --kind journey")
    return files | {path: _rendered("new-journey.yaml", name=name) for path in places}


def _with_entry(text: str, kind: str, line: str) -> str:
    head = f'[project.entry-points."planner.{kind}"]'
    if head in text:
        return text.replace(head, f"{head}\n{line}", 1)
    before, tool, after = text.partition("\n[tool.")
    return f"{before.rstrip()}\n\n{head}\n{line}\n{tool}{after}" if tool else f"{text.rstrip()}\n\n{head}\n{line}\n"


def _package(name: str) -> str:
    if not re.fullmatch(NAME, name) or len(name) > 40:
        raise PlannerError(f"'{name}' is no name: use lower-case letters, digits and hyphens, starting with a letter")
    package = name.replace("-", "_")
    taken = keyword.iskeyword(package) or package in TAKEN or package.startswith("planner")
    if taken or find_spec(package) is not None:
        raise PlannerError(f"'{name}' is the name of a module that is there already; choose another")
    return package


def _refuse_taken(name: str, kind: str, registry: Registry) -> None:
    if kind == "commands" and name in OWN_COMMANDS:
        raise PlannerError(f"'{name}' is a command of the planner's own; choose another name")
    if name in registry.names(kind):
        raise PlannerError(f"there is a {spoken(kind)} '{name}' already; choose another name")


def _values(name: str, package: str, kind: str, summary: str) -> dict[str, str]:
    summary = " ".join(clean(summary).split())[:200] or SUMMARIES[kind]
    major = int(API_VERSION.partition(".")[0])
    return {
        "name": name, "package": package, "kind": kind, "singular": singular(kind), "summary": summary,
        "literal": json.dumps(summary, ensure_ascii=False),  # a text in Python and in TOML
        "docstring": summary.replace("\\", "\\\\").replace('"', '\\"'),
        "api": API_VERSION, "next_api": str(major + 1), "use": USES[kind].format(name=name),
        "suffix": "." + name.replace("-", "")[:12],
    }  # fmt: skip


def _kind_files(values: dict[str, str], module: str) -> dict[str, str]:
    """The module of a kind, the document beside it, its tests."""
    kind, package = values["kind"], values["package"]
    own = "__init__" if module == package else values["singular"]
    test = f"tests/test_{module.replace('.', '_')}.py"
    tests = _rendered("test_plugin.py", **values).lstrip("\n")
    files = {f"src/{package}/{own}.py": _rendered(f"{kind}.py", **values), test: tests}
    data = {"journeys": "journey.yaml", "themes": "theme.yaml"}.get(kind)
    if data:
        files[f"src/{package}/{data}"] = _rendered(data, **values)
    if kind == "languages":
        files[f"src/{package}/catalogue.po"] = _empty_catalogue(values["name"])
    return files


def _rendered(template: str, **values: object) -> str:
    return render_template(f"plugin/{template}.j2", **values)


def _empty_catalogue(code: str) -> str:
    """Every message, to be translated."""
    import io

    from babel.core import UnknownLocaleError
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    with bundled_catalogue("de").open("rb") as stream:
        known = read_po(stream)
    try:
        made = Catalog(locale=code.replace("-", "_"), creation_date=EPOCH, revision_date=EPOCH)
    except (UnknownLocaleError, ValueError):
        made = Catalog(creation_date=EPOCH, revision_date=EPOCH)
    for message in known:
        if message.id:
            made.add(message.id, locations=message.locations)
    out = io.BytesIO()
    write_po(out, made, width=0, include_lineno=False)
    return out.getvalue().decode("utf-8")
