"""What the functions of plugins return, for type checkers. What they take goes by name, see ``arguments``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from planner.domain.findings import Finding, Stall
from planner.pictures.scene import Scene
from planner.plugins.values import Imported
from planner.roadmap.scores import Score
from planner.scheduling.sequence import Sequence

Scores: TypeAlias = Mapping[str, Score]
Scenes: TypeAlias = tuple[Scene, ...]
Priority: TypeAlias = Mapping[str, float]
Findings: TypeAlias = Iterable[Finding]

ScoreAll: TypeAlias = Callable[..., Scores]
ScoreOne: TypeAlias = Callable[..., float | Score]
FindSequence: TypeAlias = Callable[..., Sequence]
Draw: TypeAlias = Callable[..., Scenes]
Render: TypeAlias = Callable[..., bytes]
Export: TypeAlias = Callable[..., bytes]
Run: TypeAlias = Callable[..., list[Any]]
Read: TypeAlias = Callable[..., Imported]
LookAtPlan: TypeAlias = Callable[..., Findings]
FindStall: TypeAlias = Callable[..., Stall | None]
