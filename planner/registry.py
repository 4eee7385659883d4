"""Finds plugins and contains their faults. Nothing is imported before it is asked for by name.

Each kind of plugin has an entry-point group, ``planner.scorers`` and so on, whose entries are named after
the records they bring. Hook implementations are called one by one, so that one that raises cannot take the
results of the others with it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module, metadata
from itertools import islice
from pathlib import Path
from typing import Any

import pluggy

from planner.arguments import fitted
from planner.errors import PlannerError, PluginError, and_then, did_you_mean
from planner.plugins import (
    API_VERSION,
    KINDS,
    Check,
    Command,
    Exporter,
    Hooks,
    Importer,
    JourneyFile,
    Renderer,
    Scorer,
    Sequencer,
    StallPattern,
    ThemeFile,
    View,
    singular,
)
from planner.sources import Sources, current

RECORDS: dict[str, Any] = {
    "journeys": JourneyFile,
    "importers": Importer,
    "diagnoses": StallPattern,
    "scorers": Scorer,
    "sequencers": Sequencer,
    "checks": Check,
    "views": View,
    "renderers": Renderer,
    "exporters": Exporter,
    "themes": ThemeFile,
    "commands": Command,
}
FUNCTIONS = {
    "importers": "read", "diagnoses": "find", "scorers": "score", "sequencers": "sequence", "checks": "check",
    "views": "draw", "renderers": "render", "exporters": "export",
}  # fmt: skip
"""The field of a record that does its work."""
OWN = "journey-planner"
NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*"
HOOK_ARGUMENTS = {"api": API_VERSION}
MOST_RECORDS = 1000  # of one kind from one plugin: a hook that never stops yielding is a fault
Given = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Values of options by kind, name of the plugin and name of the option."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a record comes from."""

    distribution: str
    version: str
    module: str

    def __str__(self) -> str:
        return f"{self.distribution} {self.version} ({self.module})" if self.version else self.module


@dataclass(frozen=True, slots=True)
class Fault:
    """A plugin that does not work: its entry point, who brings it, and what is wrong."""

    kind: str
    name: str
    provider: Provider
    what: str

    def __str__(self) -> str:
        return f"{singular(self.kind)} plugin '{self.name}' of {self.provider}: {self.what}"


class Registry:
    """Records by kind and name, loaded on demand."""

    def __init__(
        self, entry_points: Iterable[tuple[str, str, Any, Provider]] | None = None, sources: Sources | None = None
    ):
        """``entry_points``: (kind, name, loader, provider); default: what is installed. Bundled plugins come first,
        then installed ones by name, then files in the order they are named: the first holder of a name keeps it.

        Raises:
            PluginError: a file that was named does not work, or a name to leave out is unknown.
        """
        self.sources = sources or Sources()
        entries = _sorted(entry_points if entry_points is not None else _installed())
        self._entries = [entry for entry in entries if not self._disabled(*entry[:2], entry[3])]
        self._manager = pluggy.PluginManager("planner")
        self._manager.add_hookspecs(Hooks)
        self._loaded: dict[tuple[str, str], Any] = {}
        self._providers: dict[tuple[str, str], Provider] = {}
        self._done: set[int] = set()
        self._refused: set[str] = set()
        self.faults: list[Fault] = []
        self.outdated: list[str] = []
        """What plugins use that will go, see ``planner.plugins``."""
        for path in self.sources.files:
            self._add_file(path)
        self._check_disabled(entries)

    def _disabled(self, kind: str, name: str, provider: Provider) -> bool:
        return not _spellings(kind, name, provider).isdisjoint(self.sources.disabled)

    def _check_disabled(self, entries: Iterable[tuple[str, str, Any, Provider]]) -> None:
        known = {name for kind, own, _, provider in entries for name in _spellings(kind, own, provider)}
        known |= self._refused
        for name in self.sources.disabled:
            if name not in known:
                raise PluginError(and_then(f"--no-plugin {name}: there is no such plugin", did_you_mean(name, known)))

    def _add_file(self, path: Path) -> None:
        """A plugin in a single file: what somebody names must work."""
        provider = Provider("file", "", str(path))
        if not path.is_file():
            raise PluginError(f"--plugin {path}: there is no such file")
        before = len(self.faults)
        try:
            module = self._imported(provider, partial(_module_of, path))
        except PluginError as error:
            raise PluginError(f"--plugin {path} {error}") from error
        held = len(self._loaded) + len(self._refused)
        self.add(module, provider)
        if len(self.faults) > before:
            raise PluginError("; ".join(map(str, self.faults[before:])))
        if held == len(self._loaded) + len(self._refused):
            names = ", ".join(f"planner_{kind}" for kind in KINDS)
            raise PluginError(f"--plugin {path} has no function marked @hookimpl ({names})")

    def _fault(self, fault: Fault) -> None:
        self.faults.append(fault)
        if self.sources.strict:
            raise PluginError(str(fault))

    def get(self, kind: str, name: str) -> Any:
        """The record with a name.

        Raises:
            PluginError: there is none, or the plugin that should bring it is faulty.
        """
        before = len(self.faults)
        for index, (entry_kind, entry_name, _, _) in enumerate(self._entries):
            if entry_kind == kind and entry_name == name and (kind, name) not in self._loaded:
                self._load(index)
        if (kind, name) not in self._loaded and len(self.faults) == before:
            self.all(kind)  # a module may bring records under other names than its entry point's
        if (kind, name) in self._loaded:
            return self._loaded[kind, name]
        holders = {entry[3] for entry in self._entries if entry[:2] == (kind, name)}
        faults = [one for one in self.faults if one.kind == kind and (one.name == name or one.provider in holders)]
        if faults:
            raise PluginError("; ".join(map(str, faults)))
        raise PluginError(
            f"there is no {singular(kind)} '{name}'; {did_you_mean(name, self.names(kind)) or 'none is installed'}"
        )

    @property
    def entries(self) -> tuple[tuple[str, str, Any, Provider], ...]:
        """(kind, name, loader, provider) of what is installed and not left out."""
        return tuple(self._entries)

    def names(self, kind: str) -> tuple[str, ...]:
        """Names known without importing anything."""
        listed = {name for entry_kind, name, _, _ in self._entries if entry_kind == kind}
        return tuple(sorted(listed | {name for loaded_kind, name in self._loaded if loaded_kind == kind}))

    def all(self, kind: str) -> tuple[Any, ...]:
        """Every record of a kind that works, by name. Those that do not are in ``faults``."""
        for index, entry in enumerate(self._entries):
            if entry[0] == kind:
                self._load(index)
        return tuple(record for (k, _), record in sorted(self._loaded.items(), key=lambda item: item[0]) if k == kind)

    def provider(self, kind: str, name: str) -> Provider:
        return self._providers[kind, name]

    def add(self, module: Any, provider: Provider) -> None:
        """Registers a module (or object) with hook implementations, of every kind it has."""
        for kind in KINDS:
            self._register(kind, provider.module, module, provider)

    def _load(self, index: int) -> None:
        if index in self._done:
            return
        self._done.add(index)
        kind, name, loader, provider = self._entries[index]
        try:
            module = self._imported(provider, loader)
        except PluginError as error:
            self._fault(Fault(kind, name, provider, str(error)))
            return
        self._register(kind, name, module, provider)

    def _imported(self, provider: Provider, loader: Callable[[], Any]) -> Any:
        """What an entry point names.

        Raises:
            PluginError: it cannot be imported, or was written for another version of the API.
        """
        from warnings import catch_warnings, simplefilter, warn_explicit

        if provider.distribution == OWN:
            module = _attempt(loader)
        else:
            with catch_warnings(record=True) as warned:
                simplefilter("always", DeprecationWarning)
                module = self._contained(loader)
            for one in warned:
                if str(one.message).startswith("planner."):
                    self.outdated.append(f"{provider}: {one.message}")
                else:
                    warn_explicit(one.message, one.category, one.filename, one.lineno)
        wanted = getattr(module, "planner_api", None)
        if wanted is not None and not _suits(wanted):
            raise PluginError(
                f"was written for planner API {wanted}, this is {API_VERSION}: get a version of it for this planner"
            )
        return module

    def _contained(self, work: Callable[[], Any]) -> Any:
        from planner.containing import ContainedError, contained

        try:
            return contained(work, self.sources.seconds)
        except ContainedError as error:
            raise PluginError(f"cannot be imported: {error}") from error

    def call(
        self,
        kind: str,
        name: str,
        arguments: tuple[Any, ...],
        check: Callable[[Any], Any],
        given: Given | None = None,
        seconds: float = 0,
    ) -> Any:
        """What ``check`` makes of the answer of a plugin's function. Bundled plugins are called directly, others are
        contained, see ``planner.containing``.

        Args:
            arguments: as the record's description lists them, without the options.
            check: raises TypeError or ValueError, in words, when the answer is not what was asked for.
            given: values of options; those that are not given have their defaults.
            seconds: that the work may take by itself, on top of the limit for plugins.

        Raises:
            PluginError: there is no such plugin, or it failed; in the user's words, with file and line.
        """
        record, provider = self.get(kind, name), self.provider(kind, name)
        function = getattr(record, FUNCTIONS[kind])
        if record.options is not None:
            from planner.options import build

            arguments = (*arguments, build(record.options, (given or {}).get(kind, {}).get(name, {})))
        failed = f"{singular(kind)} '{name}' of {provider} failed: "
        if provider.distribution == OWN:
            try:
                return check(function(*fitted(function, arguments)))
            except PlannerError:
                raise
            except Exception as error:
                from planner.containing import brief

                raise PluginError(failed + brief(error, function)) from error
        from planner.containing import ContainedError, called

        try:
            return called(function, arguments, check, self.sources.seconds + seconds)
        except ContainedError as error:
            raise PluginError(failed + str(error)) from error
        except PlannerError as error:  # what the plugin wants to say to the user
            raise PluginError(f"{singular(kind)} '{name}': {error}") from error

    def _register(self, kind: str, name: str, module: Any, provider: Provider) -> None:
        hook = f"planner_{kind}"
        if not self._manager.is_registered(module):
            try:
                self._manager.register(module)
            except Exception as error:  # a hook with arguments that no specification has
                self._fault(Fault(kind, name, provider, " ".join(str(error).split())))
                return
            self._note_misspelt(kind, name, module, provider)
        implementations = [i for i in getattr(self._manager.hook, hook).get_hookimpls() if i.plugin is module]
        for implementation in implementations:
            try:
                records = self._records(implementation, provider)
                if len(records) > MOST_RECORDS:
                    raise PluginError(f"yields more than {MOST_RECORDS} records")
            except PluginError as error:  # contained: the other plugins go on
                self._fault(Fault(kind, name, provider, f"{hook}() failed: {error}"))
                continue
            for record in records:
                self._accept(kind, name, record, provider)

    def _records(self, implementation: Any, provider: Provider) -> list[Any]:
        given = [HOOK_ARGUMENTS[name] for name in implementation.argnames]

        def work() -> list[Any]:
            return list(islice(implementation.function(*given) or (), MOST_RECORDS + 1))

        if provider.distribution == OWN:
            return _attempt(work)  # type: ignore[no-any-return]
        from planner.containing import ContainedError, contained

        try:
            return contained(work, self.sources.seconds, implementation.function)
        except ContainedError as error:
            raise PluginError(str(error)) from error

    def _note_misspelt(self, kind: str, name: str, module: Any, provider: Provider) -> None:
        for attribute in dir(module):
            if attribute.startswith("planner_") and attribute[8:] not in KINDS and callable(getattr(module, attribute)):
                options = getattr(getattr(module, attribute), "planner_impl", None)
                if options is not None:
                    near = did_you_mean(attribute, [f"planner_{k}" for k in KINDS])
                    self._fault(Fault(kind, name, provider, f"there is no hook '{attribute}'; {near}"))

    def _accept(self, kind: str, name: str, record: Any, provider: Provider) -> None:
        if not isinstance(record, RECORDS[kind]):
            what = f"planner_{kind}() returned {type(record).__name__} instead of {RECORDS[kind].__name__}"
            self._fault(Fault(kind, name, provider, what))
            return
        wrong = _wrong_with(kind, record)
        if wrong:
            self._fault(Fault(kind, str(record.name)[:80], provider, wrong))
            return
        key = (kind, record.name)
        if self._disabled(kind, record.name, provider):
            self._refused |= _spellings(kind, record.name, provider)
            return
        entries = (entry[3] for entry in self._entries if entry[:2] == key)
        holder = self._providers.get(key) or next(entries, None)  # who has the name, be it loaded yet or not
        if holder is not None and holder != provider:
            what = f"the name '{key[1]}' is already taken by {holder}; rename one of them"
            self._fault(Fault(kind, key[1], provider, what))
            return
        self._loaded.setdefault(key, record)
        self._providers.setdefault(key, provider)


def _spellings(kind: str, name: str, provider: Provider) -> set[str]:
    """What a plugin may be called to leave it out."""
    return {name, f"{kind}:{name}", f"{provider.distribution}:{name}", provider.distribution}


def default_registry() -> Registry:
    """The registry of installed plugins, and of those that this run names (see ``planner.sources``)."""
    return _registry(current())


@cache
def _registry(sources: Sources) -> Registry:
    return Registry(sources=sources)


def _module_of(path: Path) -> Any:
    """The module in a file, under a name of its own."""
    from hashlib import blake2s
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"planner_file_{path.stem}_{blake2s(str(path.resolve()).encode(), digest_size=4).hexdigest()}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("a plugin is a Python file, it ends in .py")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def _installed() -> list[tuple[str, str, Any, Provider]]:
    found = []
    everything = metadata.entry_points()  # one scan: each call reads every package's metadata
    origins: dict[int, tuple[str, str]] = {}  # a distribution's metadata is read once, not for each of its plugins
    for kind in KINDS:
        for entry in everything.select(group=f"planner.{kind}"):
            dist = entry.dist
            if id(dist) not in origins:
                origins[id(dist)] = (dist.name, dist.version) if dist else ("unknown", "")
            found.append((kind, entry.name, entry.load, Provider(*origins[id(dist)], entry.value)))
    return found + _from_checkout()


def _from_checkout() -> list[tuple[str, str, Any, Provider]]:
    """The bundled plugins where the planner runs from its source folder without being installed."""
    root = Path(__file__).parent.parent
    if not (root / "pyproject.toml").is_file() or any(
        dist.metadata["Name"] == OWN for dist in metadata.distributions(name=OWN)
    ):
        return []
    import tomllib

    sys.path.append(str(root / "plugins"))
    groups = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    return [
        (kind, name, partial(import_module, module), Provider(OWN, "checkout", module))
        for kind in KINDS
        for name, module in groups.get(f"planner.{kind}", {}).items()
    ]


def _sorted(entries: Iterable[tuple[str, str, Any, Provider]]) -> list[tuple[str, str, Any, Provider]]:
    """Ours first, then by name: the order in which packages were installed never matters."""
    unique = {(e[0], e[1], str(e[3])): e for e in entries}
    return sorted(unique.values(), key=lambda e: (e[3].distribution != OWN, e[0], e[1], str(e[3])))


def _attempt(work: Callable[[], Any]) -> Any:
    """Raises PluginError for anything that goes wrong in a bundled plugin."""
    try:
        return work()
    except Exception as error:
        from planner.containing import brief

        raise PluginError(f"cannot be imported: {brief(error)}") from error


def _suits(wanted: object) -> bool:
    """Whether a range such as ``>=1.0,<2`` holds this version of the API (the comparisons of PEP 440)."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return API_VERSION in SpecifierSet(str(wanted))
    except InvalidSpecifier as error:
        raise PluginError(f"planner_api = {wanted!r} is no range; write for example '>=1.0,<2'") from error


def _wrong_with(kind: str, record: Any) -> str:
    """What makes a record unusable, or nothing."""
    if not isinstance(record.name, str) or not re.fullmatch(NAME, record.name) or len(record.name) > 64:
        return f"{record.name!r} is no name: use lower-case letters, digits and hyphens, starting with a letter"
    if not isinstance(record.summary, str):
        return f"its summary is {record.summary!r}, not a text"
    if kind in FUNCTIONS and not callable(getattr(record, FUNCTIONS[kind])):
        return f"its {FUNCTIONS[kind]} is {getattr(record, FUNCTIONS[kind])!r}, not a function"
    if kind in ("journeys", "themes") and not Path(record.path).is_file():
        return f"there is no file {record.path}; is it part of the package?"
    if kind in ("renderers", "exporters") and not re.fullmatch(r"\.[a-z0-9.]{1,16}", str(record.suffix)):
        return f"its suffix is {record.suffix!r}; write one such as '.txt'"
    if kind == "commands" and not callable(getattr(record.command, "make_context", None)):
        return f"its command is {record.command!r}; decorate the function with @click.command()"
    if getattr(record, "options", None) is not None:
        from planner.options import schema_of

        try:
            schema_of(record.options)
        except Exception as error:  # a dataclass may raise anything
            return f"its options cannot be used: {error}"
    return ""
