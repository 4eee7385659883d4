"""Finds plugins and contains their faults. Nothing is imported before it is needed.

Each kind of plugin has an entry-point group, ``planner.scorers`` and so on, whose entries are named after
the records they bring. Hook implementations are called one by one, so that one that raises cannot take the
results of the others with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from typing import Any

import pluggy

from planner.errors import PlannerError, PluginError, and_then, did_you_mean
from planner.i18n.translation import elsewhere
from planner.plugins.arguments import ARGUMENTS, call
from planner.plugins.catalogues import catalogues
from planner.plugins.deprecations import noting_deprecations
from planner.plugins.discovery import OWN, Entry, Provider, in_order, installed, module_of
from planner.plugins.fault import Fault, conflict, not_there, spellings
from planner.plugins.hooks import Hooks
from planner.plugins.kinds import API_VERSION, KINDS, spoken
from planner.plugins.settings import Sources, current
from planner.plugins.validation import FUNCTIONS, suits, taken_from_us, why_nothing, yielded

UNDER_TEST = "under-test"  # what the contract kit calls the package of what it tries

_loads: ContextVar[frozenset[int]] = ContextVar("loads", default=frozenset())
"""The registries that are loading something here, by id."""

Given = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Values of options by kind, name of the plugin and name of the option."""


class Registry:
    """Records by kind and name, loaded on demand."""

    def __init__(self, entry_points: Iterable[Entry] | None = None, sources: Sources | None = None):
        """``entry_points``: (kind, name, loader, provider); default: what is installed. Bundled plugins come first,
        then installed ones by name, then files in the order they are named: the first holder of a name keeps it.

        Raises:
            PluginError: a file that was named does not work, or a name to leave out is unknown.
        """
        self.sources = sources or Sources()
        self.is_usual = entry_points is None
        entries = in_order(entry_points if entry_points is not None else installed())
        self._known = tuple(entries)
        self._entries = [entry for entry in entries if not self._disabled(*entry[:2], entry[3])]
        self._manager = pluggy.PluginManager("planner")
        self._manager.add_hookspecs(Hooks)
        self._lock = RLock()
        self._given: tuple[tuple[Any, Provider], ...] = ()
        self._loaded: dict[tuple[str, str], Any] = {}
        self._providers: dict[tuple[str, str], Provider] = {}
        self._done: set[int] = set()
        self._refused: set[str] = set()
        self._asked: set[tuple[str, int]] = set()
        self.faults: list[Fault] = []
        self.outdated: list[str] = []
        """What plugins use that will go, see ``planner.plugins``."""
        for path in self.sources.files:
            self._add_file(path)
        self._check_disabled(entries)

    def _disabled(self, kind: str, name: str, provider: Provider) -> bool:
        return not spellings(kind, name, provider).isdisjoint(self.sources.disabled)

    def _check_disabled(self, entries: Iterable[Entry]) -> None:
        known = {name for kind, own, _, provider in entries for name in spellings(kind, own, provider)}
        known |= self._refused
        for name in self.sources.disabled:
            if name not in known:
                raise PluginError(and_then(f"there is no plugin '{name}' to leave out", did_you_mean(name, known)))

    def _add_file(self, path: Path) -> None:
        """A plugin in a single file: what somebody names must work."""
        if not path.is_file():
            raise PluginError(f"plugin {path}: there is no such file")
        before = len(self.faults)
        try:
            provider = Provider("file", "", str(path))
            module = self._imported(provider, partial(module_of, path))
        except PluginError as error:
            raise PluginError(f"plugin {path} {error}") from error
        held = len(self._loaded) + len(self._refused)
        self.add(module, provider)
        if len(self.faults) > before:
            raise PluginError("; ".join(map(str, self.faults[before:])))
        if held == len(self._loaded) + len(self._refused):
            raise PluginError(f"plugin {path}: {why_nothing(module)}")

    def _fault(self, fault: Fault) -> None:
        self.faults.append(fault)
        if self.sources.strict:
            raise PluginError(str(fault))

    @contextmanager
    def _loading(self) -> Iterator[None]:
        """One thread loads at a time. What a plugin asks while it is loaded, in a thread of its own, does not wait:
        whoever loads it waits for it."""
        if id(self) in _loads.get():
            yield
            return
        with self._lock:
            token = _loads.set(_loads.get() | {id(self)})
            try:
                yield
            finally:
                _loads.reset(token)

    def get(self, kind: str, name: str) -> Any:
        """The record with a name.

        Raises:
            PluginError: there is none, or the plugin that should bring it is faulty.
        """
        if (kind, name) in self._loaded:
            return self._loaded[kind, name]
        with self._loading():
            return self._found(kind, name)

    def _found(self, kind: str, name: str) -> Any:
        before = len(self.faults)
        for index, entry in enumerate(self._entries):
            if entry[:2] == (kind, name) and (kind, name) not in self._loaded:
                self._load(index)
        if (kind, name) not in self._loaded and len(self.faults) == before:
            self.all(kind)  # a module may bring records under other names than its entry point's
        if (kind, name) in self._loaded:
            return self._loaded[kind, name]
        if any(name in (own, own.rpartition(":")[2]) for own in self.sources.disabled):
            raise PluginError(f"the {spoken(kind)} '{name}' is left out by --no-plugin, or 'disable' in the settings")
        holders = {entry[3] for entry in self._entries if entry[:2] == (kind, name)}
        faults = [one for one in self.faults if one.provider in holders or (one.kind, one.name) == (kind, name)]
        if faults:
            raise PluginError("; ".join(map(str, faults)))
        brought = [own for (one, own), by in self._providers.items() if one == kind and by in holders]
        raise PluginError(not_there(kind, name, self.names(kind), holders, brought))

    @property
    def entries(self) -> tuple[Entry, ...]:  # of what is installed and not left out
        return tuple(self._entries)

    def names(self, kind: str) -> tuple[str, ...]:
        """Names known without importing anything."""
        listed = {name for entry_kind, name, _, _ in self._entries if entry_kind == kind}
        return tuple(sorted(listed | {name for loaded_kind, name in [*self._loaded] if loaded_kind == kind}))

    def is_loaded(self, kind: str, name: str) -> bool:
        return (kind, name) in self._loaded

    def troubles(self, kind: str, name: str) -> tuple[str, ...]:
        """What is wrong around a plugin that is used: another one of its name, which nobody gets; faults of its own."""
        holders = list(dict.fromkeys(entry[3] for entry in self._entries if entry[:2] == (kind, name)))
        rivals = [str(conflict(kind, name, other, holders[0])) for other in holders[1:]]
        return tuple(
            dict.fromkeys([*rivals, *(str(one) for one in self.faults if (one.kind, one.name) == (kind, name))])
        )

    def all(self, kind: str) -> tuple[Any, ...]:
        """Every record of a kind that works, by name. Those that do not are in ``faults``."""
        with self._loading():
            for index, entry in enumerate(self._entries):
                if entry[0] == kind:
                    self._load(index)
        for fault in self.faults:
            if self.sources.strict and fault.kind == kind:
                raise PluginError(str(fault))
        return tuple(record for (k, _), record in sorted([*self._loaded.items()], key=lambda one: one[0]) if k == kind)

    def provider(self, kind: str, name: str) -> Provider:
        return self._providers[kind, name]

    def add(self, module: Any, provider: Provider) -> None:
        """Registers a module (or object) with hook implementations, of every kind it has."""
        with self._loading():
            for kind in KINDS:
                self._register(kind, provider.module, module, provider)

    def with_module(self, module: Any, provider: Provider) -> Registry:
        """The same plugins and those of a module.

        Raises:
            PluginError: something of it cannot be used, or a name is taken.
        """
        made = Registry(self._known, self.sources)
        made._given = (*self._given, (module, provider))
        for one in made._given:
            made.add(*one)
        if made.faults:
            raise PluginError("; ".join(map(str, made.faults)))
        return made

    def _load(self, index: int) -> None:
        if index in self._done:
            return
        self._done.add(index)
        kind, name, loader, provider = self._entries[index]
        before = len(self.faults)
        try:
            module = self._imported(provider, loader)
        except PluginError as error:
            self._fault(Fault(kind, name, provider, str(error)))
            return
        self._register(kind, name, module, provider)
        brought = any(own == provider for (one, _), own in self._providers.items() if one == kind)
        if not brought and len(self.faults) == before and not self._refused:
            self._fault(Fault(kind, name, provider, f"it brings nothing: it has no planner_{kind}() marked @hookimpl"))

    def _imported(self, provider: Provider, loader: Callable[[], Any]) -> Any:
        """What an entry point names.

        Raises:
            PluginError: it cannot be imported, or was written for another version of the API.
        """

        def work() -> tuple[Any, Any]:
            module = loader()
            return module, getattr(module, "planner_api", None)

        try:
            with noting_deprecations(provider, self.outdated):
                module, wanted = self._run(provider, work)
        except PluginError as error:
            raise PluginError(f"cannot be imported: {error}") from error
        if wanted is not None and not suits(wanted):
            raise PluginError(
                f"was written for planner API {wanted}, this is {API_VERSION}: get a version of it for this planner"
            )
        return module

    def _run(self, provider: Provider, work: Callable[[], Any], near: Any = None) -> Any:
        """The one door to code of plugins: ours runs directly, that of others contained.

        Raises:
            PluginError: it failed; in one line, with file and line.
        """
        if self._directly(provider):
            try:
                return work()
            except PlannerError:
                raise
            except Exception as error:
                from planner.plugins.isolation.faults import brief

                self._show(error)
                raise PluginError(brief(error, near)) from error
        from planner.plugins.isolation.calls import ContainedError, contained

        try:
            return contained(work, self.sources.limit, near)
        except ContainedError as error:
            self._show(error.__cause__)
            raise PluginError(str(error)) from error

    def _directly(self, provider: Provider) -> bool:  # with --debug everybody's, so that breakpoint() works
        return provider.distribution == OWN or self.sources.debug

    def _show(self, error: BaseException | None) -> None:
        """The traceback, for those who ask for it."""
        if self.sources.debug and error is not None:
            from traceback import print_exception

            print_exception(error)

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
        contained, see ``planner.plugins.isolation``.

        Args:
            arguments: as ``ARGUMENTS`` lists them.
            check: raises TypeError or ValueError, in words, when the answer is not what was asked for.
            given: values of options; those that are not given have their defaults.
            seconds: that the work may take by itself, on top of the limit for plugins.

        Raises:
            PluginError: there is no such plugin, or it failed; in the user's words, with file and line.
        """
        record, provider = self.get(kind, name), self.provider(kind, name)
        function = getattr(record, FUNCTIONS[kind])
        named = dict(zip(ARGUMENTS[kind], arguments, strict=True))
        options = self._options(kind, record, given)
        which = f"{spoken(kind)} '{name}' of {provider}"
        if self._directly(provider):

            def work() -> Any:
                return check(call(function, {**named, "options": options()} if options is not None else named))

            try:
                return self._run(provider, work, function)
            except PluginError as error:
                raise PluginError(f"{which} failed: {error}") from error.__cause__
        from planner.plugins.isolation.calls import ContainedError, called
        from planner.plugins.isolation.faults import words_of

        try:
            return called(function, named, check, self.sources.limit + seconds, options)
        except ContainedError as error:
            self._show(error.__cause__)
            raise PluginError(f"{which} failed: {error}") from error
        except PlannerError as error:  # what the plugin wants to say to the user
            raise PluginError(f"{which}: {words_of(error)}") from error

    def _options(self, kind: str, record: Any, given: Given | None) -> Callable[[], Any] | None:
        if record.options is None:
            return None
        from planner.plugins.options import build

        return partial(build, record.options, (given or {}).get(kind, {}).get(record.name, {}))

    def is_ours(self, kind: str, name: str) -> bool:
        return self.provider(kind, name).distribution == OWN

    def _register(self, kind: str, name: str, module: Any, provider: Provider) -> None:
        hook = f"planner_{kind}"
        if (kind, id(module)) in self._asked:
            return  # several entry points may name one module
        self._asked.add((kind, id(module)))
        try:
            if not self._manager.is_registered(module):
                self._manager.register(module)
                self._note_misspelt(module, provider)
        except Exception as error:  # a hook with arguments that no specification has, a module that is no module
            self._fault(Fault(kind, name, provider, " ".join(str(error).split())))
            return
        implementations = [i for i in getattr(self._manager.hook, hook).get_hookimpls() if i.plugin is module]
        for implementation in implementations:
            try:
                with noting_deprecations(provider, self.outdated):
                    records = self._records(kind, implementation, provider)
            except PluginError as error:  # contained: the other plugins go on
                self._fault(Fault(kind, name, provider, f"{hook}() failed: {error}"))
                continue
            for record, wrong in records:
                self._accept(kind, name, record, wrong, provider)

    def _records(self, kind: str, implementation: Any, provider: Provider) -> list[tuple[Any, str]]:
        """(record, what is wrong with it) of everything that a hook yields."""
        given = [{"api": API_VERSION}[name] for name in implementation.argnames]

        work = partial(yielded, kind, implementation.function, given, provider.distribution != OWN)
        found: list[tuple[Any, str]] = self._run(provider, work, implementation.function)
        return found

    def _note_misspelt(self, module: Any, provider: Provider) -> None:
        for attribute in dir(module):
            marked = getattr(getattr(module, attribute, None), "planner_impl", None) is not None
            if attribute.startswith("planner_") and attribute[8:] not in KINDS and marked:
                near = did_you_mean(attribute, [f"planner_{k}" for k in KINDS])
                self._fault(Fault("", "", provider, f"there is no hook '{attribute}'; {near}"))

    def _accept(self, kind: str, name: str, record: Any, wrong: str, provider: Provider) -> None:
        if wrong:
            own = getattr(record, "name", name)
            self._fault(Fault(kind, own[:64] if isinstance(own, str) else name, provider, wrong))
            return
        key = (kind, record.name)
        if provider.distribution not in (OWN, UNDER_TEST) and (ours := taken_from_us(kind, record)):
            self._fault(Fault(kind, key[1], provider, ours))
            return
        if self._disabled(kind, record.name, provider):
            self._refused |= spellings(kind, record.name, provider)
            return
        entries = (entry[3] for entry in self._entries if entry[:2] == key)
        holder = self._providers.get(key) or next(entries, None)  # who has the name, be it loaded yet or not
        if holder is not None and holder != provider:
            self._fault(conflict(kind, key[1], provider, holder))
            return
        if key in self._loaded:
            self._fault(Fault(kind, key[1], provider, f"it yields two records called '{key[1]}'"))
            return
        self._providers[key], self._loaded[key] = provider, record  # who sees the record finds who brings it


def default_registry() -> Registry:
    """The registry of installed plugins, and of those that this run names (see ``planner.plugins.settings``)."""
    return registry_of(current())


@lru_cache(maxsize=8)  # a service may name other sources for each of its clients
def registry_of(sources: Sources) -> Registry:
    return Registry(sources=sources)


elsewhere.append(lambda code: catalogues(default_registry().names, default_registry().get, code))
