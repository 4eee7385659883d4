"""A step in its lane: card, ring, name beside it, what is done of it, and the arrows between cards."""

from __future__ import annotations

from itertools import pairwise

from planner.pictures import LINE_HEIGHT, Connector, Shape, TextLine, width
from planner.pictures import contrast as theme_contrast
from planner.pictures.toolkit import Page, routing, step_alt, text_block
from planner.plugins import Placement
from planner_views.lanes import Card, pad


def draw_card(page: Page, card: Card, y: float, height: float, behind: str) -> list[Shape]:
    step, theme = card.step, page.theme
    paint = page.stage(step.stage_number)
    top, tall = y + pad(height), height - 2 * pad(height)
    made: list[Shape] = []
    if step.critical:
        made.append(
            Shape(
                f"ring-{step.id}",
                "ring",
                card.x - 4,
                top - 4,
                card.width + 8,
                tall + 8,
                stroke=theme.accent,
                stroke_width=3,
                fill=theme.paper,
                radius=10,
                of=step.id,
            )
        )
    lines: tuple[TextLine, ...] = ()
    if card.side == "inside":
        lines = text_block(
            " ".join(card.lines),
            card.x + 10,
            top,
            card.width - 20,
            tall - (8 if step.done else 0),
            (card.size,),
            bold=step.is_target,
            color=paint.text,
            broken=card.lines,
        )
    made.append(
        Shape(
            f"step-{step.id}",
            "card",
            card.x,
            top,
            card.width,
            tall,
            fill=paint.fill,
            stroke=paint.stroke,
            stroke_width=1.5,
            radius=6,
            lines=lines,
            alt=step_alt(step),
            of=step.id,
        )
    )
    if step.done:
        made += _progress(page, step, card, top + tall - 10, paint.fill)
    if card.side != "inside":
        made.append(_name_beside(page, card, y, height, behind))
    return made


def _name_beside(page: Page, card: Card, y: float, height: float, behind: str) -> Shape:
    """The name of a step whose card is too small for it."""
    step = card.step
    wide = max(width(line, card.size, step.is_target) for line in card.lines) + 2
    x = card.x + card.width + 10 if card.side == "right" else card.x - 10 - wide
    block = len(card.lines) * card.size * LINE_HEIGHT
    lines = text_block(
        " ".join(card.lines), x, y, wide, height, (card.size,), bold=step.is_target, color=page.theme.ink,
        broken=card.lines, anchor="start" if card.side == "right" else "end",
    )  # fmt: skip
    top = y + (height - block) / 2
    return Shape(f"name-{step.id}", "label", x, top, wide, block, lines=lines, on=behind, of=step.id)


def _progress(page: Page, step: Placement, card: Card, y: float, fill: str) -> list[Shape]:
    room, theme = card.width - 16, page.theme
    tint = max((theme.done, theme.text_on(fill)), key=lambda color: theme_contrast(color, fill) >= 3)
    return [
        Shape(f"track-{step.id}", "marker", card.x + 8, y, room, 4, fill=theme.line, radius=2, of=step.id),
        Shape(f"done-{step.id}", "marker", card.x + 8, y, max(room * step.done, 4), 4, fill=tint, radius=2, of=step.id),
    ]


def connectors(page: Page, shapes: list[Shape]) -> list[Connector]:
    """The critical chain, or every prerequisite on request, routed around what can be avoided."""
    roadmap, theme = page.roadmap, page.theme
    cards = {shape.of: shape for shape in shapes if shape.role == "card"}
    cards |= {shape.of: shape for shape in shapes if shape.role == "ring"}
    obstacles = [shape for shape in shapes if shape.role in ("card", "label")]
    chain = list(pairwise(roadmap.critical_chain))
    edges = [(need, p.id) for p in roadmap.placements for need in p.needs] if page.style.edges == "all" else []
    edges = [edge for edge in edges if edge not in chain] + chain
    found = []
    for a, b in edges:
        if a not in cards or b not in cards:
            continue
        points = routing.route(cards[a], cards[b], obstacles)
        ends = {f"step-{a}", f"step-{b}"}
        through = routing.crossed(points, cards[a], cards[b], [one for one in obstacles if one.id not in ends])
        if through and page.style.edges != "all":  # the rings say it; a chain with gaps would read as two
            return []
        tight = (a, b) in chain
        solid = a in roadmap[b].needs if page.style.edges == "all" else is_needed(roadmap[b], a)
        found.append(
            Connector(f"arrow-{a}-{b}", f"step-{a}", f"step-{b}", points, theme.accent if tight else theme.line,
                      3 if tight else 1.8, dash="" if solid else "7 5")
        )  # fmt: skip
    return found


def is_needed(step: Placement, before: str) -> bool:
    """Whether a step waits for an earlier one of its chain, not for the people or the money that it takes."""
    return before in step.needs and step.reason.kind == "prerequisite"
