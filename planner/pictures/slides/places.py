"""Places of shapes on a slide: in EMU, whatever groups they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.pictures.slides.marks import A, Box, P, box_of, frame_of


@dataclass(frozen=True, slots=True)
class Space:
    """From a group's old child coordinates to those of what it stands in."""

    old: Box
    new: Box

    @property
    def scale(self) -> tuple[float, float]:
        wide, tall = (self.new[i] / self.old[i] if self.old[i] else 1.0 for i in (2, 3))
        return wide, tall

    def box(self, box: Box) -> Box:
        sx, sy = self.scale
        x = self.new[0] + (box[0] - self.old[0]) * sx
        y = self.new[1] + (box[1] - self.old[1]) * sy
        return round(x), round(y), round(box[2] * sx), round(box[3] * sy)

    def carry(self, element: Any) -> None:
        """Moves a shape that is kept, so that it stays where it is seen."""
        box = box_of(element)
        if box is not None and self.old != self.new:
            put(element, self.box(box))


def put(element: Any, box: Box) -> None:
    """Gives a shape a place."""
    frame = frame_of(element)
    for tag, keys, values in (("off", ("x", "y"), box[:2]), ("ext", ("cx", "cy"), [max(v, 0) for v in box[2:]])):
        for key, value in zip(keys, values, strict=True):
            frame.find(f"{A}{tag}").set(key, str(value))


def append(tree: Any, element: Any) -> None:
    """Puts a shape on a slide, above all others."""
    shapes = tree.find(f"{P}cSld/{P}spTree")
    end = shapes.find(f"{P}extLst")
    if end is None:
        shapes.append(element)
    else:
        end.addprevious(element)


def set_frame(group: Any, box: Box) -> None:
    """Child coordinates become those of the slide, so that text keeps its size wherever the group was dragged."""
    frame = frame_of(group)
    put(group, box)
    for tag, keys, values in (("chOff", ("x", "y"), box[:2]), ("chExt", ("cx", "cy"), box[2:])):
        for key, value in zip(keys, values, strict=True):
            frame.find(f"{A}{tag}").set(key, str(value))


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all of them."""
    x, y = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return x, y, max(box[0] + box[2] for box in boxes) - x, max(box[1] + box[3] for box in boxes) - y
