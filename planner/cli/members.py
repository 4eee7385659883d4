"""What a command plans: an organisation's file, or a member of a portfolio."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from planner.documents.loader import Loaded


def is_portfolio_file(file: Path) -> bool:
    """Whether a file says in its beginning that it is a portfolio."""
    if not file.is_file():
        return False
    with file.open(encoding="utf-8", errors="replace") as stream:
        head = stream.read(20_000)
    return bool(re.search(r'(?m)^\W{0,3}"?portfolio"?\s*:', head)) and not re.search(
        r'(?m)^\W{0,3}"?organisation"?\s*:', head
    )


def source_of(file: Path, arguments: Mapping[str, Any]) -> Path | Loaded:
    """What a command plans: FILE, or of ``portfolio.yaml:MEMBER`` the member, with the part of the shared people that
    the others leave it."""
    base, colon, member = str(file).rpartition(":")
    if not colon or file.exists() or not is_portfolio_file(Path(base)):
        return file
    from planner.api.portfolios import load_member
    from planner.portfolios.processes import cores

    own = {name: value for name, value in arguments.items() if name not in ("progress", "note")}
    return load_member(Path(base), member, jobs=cores(), **own)


def loaded_of(file: Path, arguments: Mapping[str, Any]) -> Loaded:
    """The same, read."""
    from planner.documents.loader import load

    source = source_of(file, arguments)
    return load(source) if isinstance(source, Path) else source


def member_asked(file: Path, capability: str) -> tuple[Path, str]:
    """(file, capability) of ``MEMBER:CAPABILITY`` of a portfolio."""
    if not is_portfolio_file(file):
        return file, capability
    member, colon, own = capability.partition(":")
    if not colon:
        raise click.UsageError(f"{file} is a portfolio: whose is it? Write MEMBER:{capability}")
    return Path(f"{file}:{member}"), own
