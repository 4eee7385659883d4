"""The catalogues of languages that plugins bring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def catalogues(names: Callable[[str], tuple[str, ...]], get: Callable[[str, str], Any], code: str) -> dict[str, Path]:
    """The file of a language by its code; of all of them where the code is empty.

    Args:
        names, get: of a registry.
    """
    known = names("languages")
    return {name: Path(get("languages", name).path) for name in ((code,) if code else known) if name in known}
