"""Ids for names of any script: what would become one stays apart, and is told."""

import re
import unicodedata
from collections.abc import Hashable, Sequence

LONGEST = 60


class Ids:
    """Gives every key an id of its own, made of its name. ``notes`` say where that is not the plain one."""

    def __init__(self, kind: str):
        self.kind, self.notes = kind, list[str]()
        self._by_key: dict[Hashable, str] = {}
        self._holders: dict[str, str] = {}

    def of(self, key: Hashable, name: str) -> str:
        """The id of a key: the same whenever it is asked for."""
        if key in self._by_key:
            return self._by_key[key]
        base = slug(name) or self.kind
        own, number = base, 2
        while own in self._holders:
            own, number = f"{base[: LONGEST - 5]}-{number}", number + 1
        if own != base:
            self.notes.append(
                f"the {self.kind} '{name[:60]}' has the id {own}, as {base} is that of '{self._holders[base][:60]}'"
            )
        elif not slug(name):
            self.notes.append(f"the {self.kind} '{name[:60]}' has the id {own}, as its name has no letters from a to z")
        self._by_key[key], self._holders[own] = own, name
        return own


def listed(names: Sequence[str], most: int = 8) -> str:
    """Some of many names for a note, and how many more there are."""
    more = len(names) - most
    return ", ".join(one[:40] for one in names[:most]) + (f" and {more} more" if more > 0 else "")


def slug(words: str) -> str:
    """Lower-case letters from a to z, digits and hyphens, beginning with a letter; empty: there are no letters."""
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss")).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")
    if not re.search("[a-z]", found):
        return ""
    return found if found[0].isalpha() else f"a-{found}"[:LONGEST].strip("-")
