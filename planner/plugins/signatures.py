"""What the functions of plugins take and return, for type checkers. Arguments at the end may be left out; the last of
all are the options, whatever the record's dataclass makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from planner.domain.findings import Finding, Stall
from planner.domain.journey import Journey
from planner.domain.maturity import Diagnosis
from planner.domain.organisation import Organisation
from planner.domain.step import Step
from planner.pictures.scene import Scene
from planner.pictures.style import Style
from planner.plugins.values import Imported, Scope
from planner.roadmap.roadmap import Roadmap
from planner.roadmap.scores import Score
from planner.scheduling.problem import Project
from planner.scheduling.sequence import Limits, Sequence

Scores: TypeAlias = Mapping[str, Score]
Scenes: TypeAlias = tuple[Scene, ...]
Priority: TypeAlias = Mapping[str, float]
Findings: TypeAlias = Iterable[Finding]

ScoreAll: TypeAlias = Callable[[Scope], Scores] | Callable[[Scope, Any], Scores]
ScoreOne: TypeAlias = (
    Callable[[Step], float | Score] | Callable[[Step, Scope], float | Score]
    | Callable[[Step, Scope, Any], float | Score]
)  # fmt: skip
FindSequence: TypeAlias = (
    Callable[[Project, Priority, Limits], Sequence] | Callable[[Project, Priority, Limits, Any], Sequence]
)
Draw: TypeAlias = (
    Callable[[Roadmap], Scenes] | Callable[[Roadmap, Style], Scenes] | Callable[[Roadmap, Style, Any], Scenes]
)
Render: TypeAlias = Callable[[Scenes], bytes] | Callable[[Scenes, Style], bytes] | Callable[[Scenes, Style, Any], bytes]
Export: TypeAlias = (
    Callable[[Roadmap], bytes] | Callable[[Roadmap, Style], bytes] | Callable[[Roadmap, Style, Any], bytes]
)
Read: TypeAlias = Callable[[bytes], Imported] | Callable[[bytes, str], Imported] | Callable[[bytes, str, Any], Imported]
LookAtPlan: TypeAlias = (
    Callable[[Roadmap], Findings] | Callable[[Roadmap, Journey], Findings]
    | Callable[[Roadmap, Journey, Organisation], Findings]
    | Callable[[Roadmap, Journey, Organisation, Any], Findings]
)  # fmt: skip
FindStall: TypeAlias = (
    Callable[[Diagnosis], Stall | None] | Callable[[Diagnosis, Journey], Stall | None]
    | Callable[[Diagnosis, Journey, Organisation], Stall | None]
    | Callable[[Diagnosis, Journey, Organisation, Any], Stall | None]
)  # fmt: skip
