"""Tasks and their results on the way between processes. What a plan is made from comes back as what was sent, not as a
copy of it: a thousand plans would each bring a journey of their own."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from planner.domain.journey import Capability, Journey
from planner.domain.organisation import Organisation

ONCE = (Journey, Capability, Organisation)
"""What results have most of, and never change."""


def packed(task: Any) -> tuple[bytes, list[Any]]:
    """(a task for ``pickle.loads``, together with the parts of it that a result refers to; these parts here)."""
    parts: list[Any] = []
    stream = BytesIO()
    _Noting(stream, parts).dump((task, parts))  # the parts come last: by then all of them are noted
    return stream.getvalue(), parts


def packed_again(result: Any, parts: Sequence[Any]) -> bytes:
    """A result for ``unpacked``, in the process that was sent these parts."""
    stream = BytesIO()
    _Referring(stream, parts).dump(result)
    return stream.getvalue()


def unpacked(content: bytes, parts: Sequence[Any]) -> Any:
    """A result, with the parts that were sent."""
    return _Restoring(BytesIO(content), parts).load()


class _Noting(pickle.Pickler):
    def __init__(self, stream: BytesIO, parts: list[Any]):
        super().__init__(stream)
        self.parts = parts
        self.noted: set[int] = set()

    def persistent_id(self, value: Any) -> None:
        if isinstance(value, ONCE) and id(value) not in self.noted:
            self.noted.add(id(value))
            self.parts.append(value)


class _Referring(pickle.Pickler):
    def __init__(self, stream: BytesIO, parts: Sequence[Any]):
        super().__init__(stream)
        self.places = {id(part): place for place, part in enumerate(parts)}

    def persistent_id(self, value: Any) -> int | None:
        return self.places.get(id(value))


class _Restoring(pickle.Unpickler):
    def __init__(self, stream: BytesIO, parts: Sequence[Any]):
        super().__init__(stream)
        self.parts = parts

    def persistent_load(self, place: Any) -> Any:
        return self.parts[place]
