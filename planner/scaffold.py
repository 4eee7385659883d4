"""A new plugin as a complete package: what ``planner plugins new`` writes."""

from __future__ import annotations

import keyword
import re
import sys

from planner.errors import PlannerError, did_you_mean
from planner.plugins import API_VERSION, KINDS, singular
from planner.registry import NAME, Registry
from planner.templating import render

SUMMARIES = {
    "journeys": "A journey of our own",
    "importers": "Reads levels from a list of ours",
    "diagnoses": "A pattern that we keep seeing",
    "scorers": "Cheap work first",
    "sequencers": "One step after the other",
    "checks": "No step takes half a year",
    "views": "The steps as a list",
    "renderers": "The words of a picture",
    "exporters": "A line for each step",
    "themes": "Our colours",
    "commands": "Who owns how many steps",
}
USES = {
    "journeys": "planner journey {name}",
    "importers": "planner import FILE --from {name} -o acme.yaml",
    "diagnoses": "planner assess acme.yaml",
    "scorers": "planner roadmap acme.yaml --scorer {name}",
    "sequencers": "planner roadmap acme.yaml --sequencer {name}",
    "checks": "planner roadmap acme.yaml",
    "views": "planner roadmap acme.yaml -o {name}:plan.svg",
    "renderers": "planner roadmap acme.yaml --format {name} -o plan.txt",
    "exporters": "planner roadmap acme.yaml --format {name} -o plan.txt",
    "themes": "planner roadmap acme.yaml --theme {name} -o plan.svg",
    "commands": "planner {name} acme.yaml",
}
"""How each kind is used."""


def kind_of(word: str) -> str:
    """``scorer`` or ``scorers`` -> ``scorers``.

    Raises:
        PlannerError: it is no kind.
    """
    for kind in KINDS:
        if word in (kind, singular(kind)):
            return kind
    raise PlannerError(f"there is no kind '{word}'; {did_you_mean(word, map(singular, KINDS))}")


def package_files(name: str, kind: str, summary: str, registry: Registry) -> dict[str, str]:
    """The text of every file by its path.

    Raises:
        PlannerError: the name cannot be used.
    """
    if not re.fullmatch(NAME, name) or len(name) > 40:
        raise PlannerError(f"'{name}' is no name: use lower-case letters, digits and hyphens, starting with a letter")
    package = name.replace("-", "_")
    if keyword.iskeyword(package) or package in sys.stdlib_module_names or package.startswith("planner"):
        raise PlannerError(f"'{name}' is the name of something in Python or of ours; choose another")
    if name in registry.names(kind):
        raise PlannerError(f"there is a {singular(kind)} '{name}' already; choose another name")
    summary = " ".join(summary.replace('"', "'").replace("\\", "/").split())[:200] or SUMMARIES[kind]
    major = int(API_VERSION.partition(".")[0])
    values = {
        "name": name, "package": package, "kind": kind, "singular": singular(kind), "summary": summary,
        "api": API_VERSION, "next_api": str(major + 1), "use": USES[kind].format(name=name),
        "suffix": "." + name.replace("-", "")[:12],
    }  # fmt: skip
    templates = {
        "pyproject.toml": "pyproject.toml.j2",
        "README.md": "README.md.j2",
        ".github/workflows/tests.yml": "tests.yml.j2",
        f"src/{package}/__init__.py": f"{kind}.py.j2",
        f"tests/test_{package}.py": "test_plugin.py.j2",
    }
    data = {"journeys": "journey.yaml", "themes": "theme.yaml"}.get(kind)
    if data:
        templates[f"src/{package}/{data}"] = f"{data}.j2"
    files = {path: render(f"plugin/{template}", **values) for path, template in templates.items()}
    files[f"tests/test_{package}.py"] = files[f"tests/test_{package}.py"].lstrip("\n")
    return files | {f"src/{package}/py.typed": ""}
