"""A plugin that does not work, in words."""

from __future__ import annotations

from dataclasses import dataclass

from planner.plugins.discovery import Provider
from planner.plugins.kinds import spoken


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
