"""A plugin that does not work, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata

from planner.errors import and_then, did_you_mean
from planner.plugins.discovery import Provider
from planner.plugins.kinds import KINDS, spoken


@dataclass(frozen=True, slots=True)
class Fault:
    """A plugin that does not work: its entry point, who brings it, and what is wrong."""

    kind: str
    name: str
    provider: Provider
    what: str

    def __str__(self) -> str:
        which = f"{spoken(self.kind)} plugin '{self.name}' of " if self.kind else "plugin "
        return f"{which}{self.provider}: {self.what}"


def conflict(kind: str, name: str, later: Provider, holder: Provider) -> Fault:
    what = f"the name '{name}' is already taken by {holder}; rename one"
    if holder.distribution != later.distribution:
        what += f", or leave the other out: --no-plugin {holder.distribution}:{name}"
    return Fault(kind, name, later, what)


def spellings(kind: str, name: str, provider: Provider) -> set[str]:
    """What a plugin may be called to leave it out."""
    return {name, f"{kind}:{name}", f"{provider.distribution}:{name}", provider.distribution}


def not_there(kind: str, name: str, known: Iterable[str], holders: Iterable[Provider], brought: Iterable[str]) -> str:
    """That there is no plugin of a name: others are meant, or what an entry point names is called otherwise."""
    if names := ", ".join(map(repr, sorted(brought))):
        return f"the entry point '{name}' of {min(map(str, holders))} brings {names}: give both one name"
    return f"there is no {spoken(kind)} '{name}'; {did_you_mean(name, known) or 'none is installed'}"


def strange_groups() -> list[Fault]:
    """Entry points in groups that look like ours and are none: nobody would ever load them."""
    known = {f"planner.{kind}" for kind in KINDS}
    everything = metadata.entry_points()
    faults = []
    for group in sorted(one for one in everything.groups if one.startswith("planner.") and one not in known):
        for entry in everything.select(group=group):
            name, version = (entry.dist.name, entry.dist.version) if entry.dist else ("unknown", "")
            what = and_then(f"there is no group of entry points '{group}'", did_you_mean(group, known))
            faults.append(Fault("", entry.name, Provider(name, version, entry.value), what))
    return faults
