"""Estimates that learn from plans that were carried out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.analysis.baseline import exported
from planner.analysis.calibration import Calibration
from planner.analysis.calibration import calibrate as _calibrate
from planner.analysis.decision_log import baseline_of
from planner.analysis.history import History, from_document, to_data
from planner.analysis.history import history as _history
from planner.api.arguments import one_of
from planner.documents.loader import Loaded, load, load_journey
from planner.documents.organisation import DEFAULT_JOURNEY
from planner.documents.reader import read_file
from planner.errors import ArgumentError, PlannerError, SeveralError
from planner.plugins.registry import Registry, default_registry


def calibrate(*files: str | Path, registry: Registry | None = None) -> Calibration:
    """What steps took against what was estimated, with the estimates that follow from it (partial pooling).

    Args:
        files: organisation files with a plan in force beside them, or files with what ``shared_history`` returns. Of
            several organisations each has to say ``shares_history: true``.

    Raises:
        PlannerError: a file cannot be read, keeps its history for itself, or nothing is done in any; with all that is
            wrong.
    """
    registry = one_of("registry", registry, Registry, "a Registry") or default_registry()
    if not files:
        raise ArgumentError("calibrate() needs at least one file")
    histories: list[History] = []
    references: list[str] = []
    faults = []
    seen: set[Path] = set()
    for file in map(Path, files):
        try:
            if file.resolve() in seen:
                raise PlannerError(f"{file} is named twice")
            seen.add(file.resolve())
            own, loaded = _read(file, registry)
            if loaded is None:
                references.append(own.journey)
            elif len(files) > 1 and not loaded.organisation.shares_history:
                raise PlannerError(
                    f"{file} keeps its history for itself: write 'shares_history: true' into it, calibrate it alone, "
                    "or give what 'planner calibrate --share' writes of it"
                )
            else:
                references.insert(0, _reference(file))
            histories.append(own)
        except PlannerError as error:
            faults.append(str(error))
    shown = [to_data(one) for one in histories]
    if any(one in shown[:n] for n, one in enumerate(shown)):
        faults.append("two of these are the same history; name each member once")
    if faults:
        raise SeveralError(faults) if len(faults) > 1 else PlannerError(faults[0])
    return _calibrate(load_journey(references[0], registry=registry), histories, references[0])


def _reference(file: Path) -> str:
    """How another document names the journey of an organisation's file."""
    stated = str(read_file(file).data.get("journey", DEFAULT_JOURNEY))
    path = file.parent / stated
    return str(path.resolve()) if path.suffix and path.is_file() else stated


def shared_history(file: str | Path, *, registry: Registry | None = None) -> Mapping[str, Any]:
    """What may leave an organisation: by capability, how many steps are done, and sums of how much longer and how much
    more work they took, and a class of size. No name, no day.

    Raises:
        PlannerError: the file cannot be read, or no plan is in force beside it.
    """
    registry = one_of("registry", registry, Registry, "a Registry") or default_registry()
    return to_data(_read(Path(file), registry)[0])


def _read(file: Path, registry: Registry) -> tuple[History, Loaded | None]:
    """(what became of its plan, the organisation where the file is one)."""
    document = read_file(file)
    if isinstance(document.data, dict) and "history" in document.data:
        return from_document(document), None
    loaded = load(file, registry=registry)
    data = exported(baseline_of(file)) if baseline_of(file).exists() else None
    if data is None:
        raise PlannerError(f"no plan is in force beside {file}: 'planner baseline {file}' keeps one")
    return _history(data, loaded.organisation, loaded.journey), loaded
