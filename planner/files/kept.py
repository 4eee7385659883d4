"""Texts that are kept from one run to the next by a key, in a folder that may be deleted at any time."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

MOST = 64
"""Texts in each of the 256 folders by the first two letters of the key; of more, those go that were not used the
longest."""


class Kept:
    """Texts by key, which is hexadecimal. A folder that cannot be used keeps nothing, and says nothing: nothing depends
    on it."""

    def __init__(self, folder: Path):
        self._folder = folder

    def find(self, key: str) -> str | None:
        """The text that was kept, or None."""
        path = self._path(key)
        try:
            text = path.read_text("utf-8")
            os.utime(path)
        except (OSError, UnicodeDecodeError):
            return None
        return text

    def keep(self, key: str, text: str) -> None:
        """Written beside and then renamed: other runs look for it."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as mine:
                mine.write(text)
            Path(mine.name).replace(path)
            self._make_room(path.parent)

    def _make_room(self, folder: Path) -> None:
        there = sorted(((one.stat().st_mtime_ns, one) for one in folder.iterdir()), key=lambda one: one[0])
        for _, one in there[:-MOST]:
            one.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]
