"""Where plugins come from besides installed packages, as somebody asked for it: files, a project's settings, names to
leave out. Nothing here is found by looking around: code runs only when its file is named on the command line, in the
environment, or in settings that are named there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import PlannerError, SeveralError, and_then, did_you_mean

KEYS = ("files", "disable", "strict", "seconds", "options")
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run names.

    Attributes:
        files: plugins in single files, in the order they count.
        disabled: plugins that are left out, by name (``cd3``, ``scorers:cd3``, ``journey-planner:cd3``), or all of a
            distribution.
        strict: any fault of a plugin ends the run.
        seconds, project_seconds: that one call of a plugin may take, as the command line and as the settings say.
        options: values for options of plugins: (kind, name, option, value as JSON, where that is written).
        given: the same as texts, ``cd3.passed_back=0.5``; they go before what documents say.
        debug: the traceback of a fault is shown.
    """

    files: tuple[Path, ...] = ()
    disabled: tuple[str, ...] = ()
    strict: bool = False
    seconds: float | None = None
    project_seconds: float | None = None
    options: tuple[tuple[str, str, str, str, str], ...] = ()
    given: tuple[str, ...] = ()
    debug: bool = False

    def with_more(self, more: Sources) -> Sources:
        """Both together; the time limits and the options of ``more`` win."""
        return Sources(
            tuple(dict.fromkeys((*self.files, *more.files))),
            tuple(dict.fromkeys((*self.disabled, *more.disabled))),
            self.strict or more.strict,
            more.seconds or self.seconds,
            more.project_seconds or self.project_seconds,
            (*self.options, *more.options),
            (*self.given, *more.given),
            self.debug or more.debug,
        )

    @property
    def limit(self) -> float:
        """Seconds that one call of a plugin may take."""
        return self.seconds or self.project_seconds or SECONDS


NOTHING_NAMED = Sources()
_current: ContextVar[Sources | None] = ContextVar("sources", default=None)


def current() -> Sources:
    """What this run names; where it names nothing, what the environment does."""
    named = _current.get()
    return from_environment(os.environ) if named is None else named


def add(more: Sources) -> None:
    """More for the run that is being set up, see ``using``."""
    _current.set((_current.get() or NOTHING_NAMED).with_more(more))


def from_environment(variables: Mapping[str, str]) -> Sources:
    """The same five variables as on the command line, where click reads them.

    Raises:
        PlannerError: the settings that are named are wrong, or the seconds are no number.
    """
    found = NOTHING_NAMED
    if variables.get("PLANNER_PROJECT"):
        found = read_settings(Path(variables["PLANNER_PROJECT"]))
    files = tuple(Path(one).absolute() for one in variables.get("PLANNER_PLUGIN", "").split(os.pathsep) if one)
    disabled = tuple(variables.get("PLANNER_NO_PLUGIN", "").split())
    strict = variables.get("PLANNER_STRICT", "").strip().lower() in ("1", "true", "t", "yes", "y", "on")
    return found.with_more(Sources(files, disabled, strict, _seconds(variables.get("PLANNER_PLUGIN_SECONDS", ""))))


def _seconds(words: str) -> float | None:
    with suppress(ValueError):
        if not words or 0.1 <= float(words) <= 86400:
            return float(words) if words else None
    raise PlannerError(f"PLANNER_PLUGIN_SECONDS={words!r} is no number between 0.1 and 86400")


_command_line = False


def on_the_command_line() -> None:
    """This process is the command line: standard output is for the planner's own words."""
    global _command_line
    _command_line = True
    _current.set(_current.get() or NOTHING_NAMED)  # click has read the environment


def is_command_line() -> bool:
    return _command_line


def reset() -> None:
    """Forgets everything that was added."""
    _current.set(None)


@contextmanager
def using(sources: Sources) -> Iterator[None]:
    """Plugins inside come from here."""
    token = _current.set(sources)
    try:
        yield
    finally:
        _current.reset(token)


def read_settings(path: Path) -> Sources:
    """The sources that a project's settings name: ``[plugins]`` in a ``planner.toml``, ``[tool.planner.plugins]`` in a
    ``pyproject.toml``, or in one of these in a folder. Paths in it are relative to it.

    Raises:
        PlannerError: the file is missing or wrong.
    """
    if path.is_dir():
        names = [path / name for name in ("planner.toml", "pyproject.toml") if (path / name).is_file()]
        if not names:
            raise PlannerError(f"{path} has neither a planner.toml nor a pyproject.toml")
        path = names[0]
    import tomllib

    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PlannerError(f"cannot read {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlannerError(f"{path}: {error}") from error
    table: Any = data
    for key in ("tool", "planner", "plugins") if path.name == "pyproject.toml" else ("plugins",):
        table = table.get(key, {}) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        raise PlannerError(f"{path}: 'plugins' is not a table; write [plugins] with files = [\"my_scorer.py\"]")
    others = [key for key in data if key != "plugins"] if path.name != "pyproject.toml" else []
    return _checked(path, table, others)


def _checked(path: Path, table: dict[str, Any], others: list[str]) -> Sources:
    faults = [f"{path}: there is no table '{key}' in a planner.toml, only 'plugins'" for key in others]
    faults += [
        and_then(f"{path}:{_line_of(path, 'plugins', key)}: unknown key 'plugins.{key}'", did_you_mean(key, KEYS))
        for key in table
        if key not in KEYS
    ]
    for key in ("files", "disable"):
        found = table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
            faults.append(f"{path}: 'plugins.{key}' is no list of names; write {key} = [\"...\"]")
    options, wrong = _options(path, table.get("options", {}))
    faults += wrong
    seconds = table.get("seconds", SECONDS)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0.1 <= seconds <= 86400:
        faults.append(f"{path}: 'plugins.seconds' is no number between 0.1 and 86400")
    if not isinstance(table.get("strict", False), bool):
        faults.append(f"{path}: 'plugins.strict' is neither true nor false")
    if faults:
        raise SeveralError(faults)
    return Sources(
        files=tuple(path.parent / one for one in table.get("files", [])),
        disabled=tuple(table.get("disable", [])),
        strict=table.get("strict", False),
        project_seconds=float(seconds) if "seconds" in table else None,
        options=options,
    )


def _options(path: Path, table: Any) -> tuple[tuple[tuple[str, str, str, str, str], ...], list[str]]:
    """(kind, name, option, value as JSON, file and line) of every option; what is wrong with their form."""
    import json

    how = "write [plugins.options.scorers.NAME] and below it OPTION = VALUE"
    found, faults = [], []
    for kind, plugins in table.items() if isinstance(table, dict) else [("", table)]:
        for name, own in plugins.items() if isinstance(plugins, dict) else [("", plugins)]:
            if not isinstance(own, dict):
                faults.append(f"{path}: 'plugins.options' is not a table of tables; {how}")
                continue
            for key, value in own.items():
                where = f"{path}:{_line_of(path, name, key)}"
                found.append((kind, name, key, json.dumps(value, default=str), where))
    return tuple(found), faults


def _line_of(path: Path, table: str, key: str) -> int:
    """The line that sets a key below the head of a table; tomllib does not say."""
    inside = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.lstrip().startswith("["):
            inside = line.strip().strip("[] ").endswith((f".{table}", f'."{table}"')) or line.strip() == f"[{table}]"
        elif inside and line.split("=")[0].strip().strip("\"'") == key:
            return number
    return 1
