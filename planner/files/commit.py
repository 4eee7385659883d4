"""Several files as one change: whoever is killed between two of them has changed all of them or none.

What is to be written lies beside its place before a *journal* says so (write-ahead logging); from then on the change
counts, and whoever finds the journal carries it out. Files that were never in a journal are what is left of a run that
was killed before, and are taken away.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from planner.errors import PlannerError
from planner.files.atomic import STAGED, stage

JOURNAL = ".planner-commit-"
STALE = 3600.0
"""Seconds after which an unfinished file is what is left of a killed run."""


def commit(files: Sequence[tuple[Path, bytes]]) -> None:
    """Writes files of one folder, all or none, also when the run is killed at any moment.

    Raises:
        PlannerError: a path is not a plain file, or cannot be written.
    """
    folder = files[0][0].resolve().parent
    staged: list[tuple[str, Path]] = []
    journal: Path | None = None
    try:
        for path, content in files:
            staged.append((stage(path.resolve(), content), path.resolve()))
        entries = [
            {"from": Path(name).name, "to": path.name, "before": _digest(path), "after": _digest(Path(name))}
            for name, path in staged
        ]
        unfinished = stage(folder / "journal", json.dumps({"files": entries}).encode("utf-8"))
        staged.append((unfinished, folder / "journal"))
        journal = folder / f"{JOURNAL}{Path(unfinished).name.removeprefix(STAGED)}.json"
        Path(unfinished).replace(journal)
        for name, path in staged[:-1]:
            with suppress(FileNotFoundError):  # somebody who found the journal was quicker
                Path(name).replace(path)
        journal.unlink(missing_ok=True)
    except OSError as error:
        raise PlannerError(f"cannot write {error.filename or 'the files'}: {error.strerror or error}") from error
    finally:
        if journal is None or not journal.exists():
            for name, _path in staged:
                Path(name).unlink(missing_ok=True)


def recover(folder: Path) -> list[str]:
    """Carries out what killed runs had decided to write in a folder, and takes away what they left.

    Returns:
        What was done, a sentence each; nothing to say where no run was killed.
    """
    said: list[str] = []
    with suppress(OSError):
        for journal in sorted(folder.glob(f"{JOURNAL}*.json")):
            said += _carried_out(folder, journal)
        named = {entry["from"] for journal in folder.glob(f"{JOURNAL}*.json") for entry in _entries(journal)}
        for path in folder.glob(f"{STAGED}*"):
            old = path.name not in named and time.time() - path.stat().st_mtime > STALE
            if old and not path.name.startswith(JOURNAL):
                path.unlink(missing_ok=True)
    return said


def _carried_out(folder: Path, journal: Path) -> list[str]:
    said = []
    for entry in _entries(journal):
        staged, target = folder / entry["from"], folder / entry["to"]
        if not staged.exists():
            continue
        now = _digest(target)
        if now in (entry["before"], entry["after"]):
            staged.replace(target)
            said.append(f"{target.name} is written, as a run that was killed had decided")
        else:  # somebody has changed it since: nothing is lost, and nothing overwritten
            kept = folder / f"{target.stem}.unwritten{target.suffix}"
            staged.replace(kept)
            said.append(
                f"{target.name} was changed after a run was killed; what that run would have written is in {kept.name}"
            )
    journal.unlink(missing_ok=True)
    return said


def _entries(journal: Path) -> list[dict[str, str]]:
    """What a journal says; nothing where it is none of ours, or names what lies elsewhere."""
    try:
        data: Any = json.loads(journal.read_text("utf-8"))
        found = [{key: str(entry[key]) for key in ("from", "to", "before", "after")} for entry in data["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    plain = all(Path(entry[key]).name == entry[key] for entry in found for key in ("from", "to"))
    return found if plain and all(entry["from"].startswith(STAGED) for entry in found) else []


def _digest(path: Path) -> str:
    """What a file holds, as a fingerprint; empty: it is not there."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
