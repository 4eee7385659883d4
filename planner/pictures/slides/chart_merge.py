"""Charts of ours drawn anew over those on a slide: numbers, look and place that were changed by hand stay so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from planner.pictures.slides.chart_signs import C, look_of, numbers_of, renumber, restyle
from planner.pictures.slides.charts import Drawn, attached, point_at
from planner.pictures.slides.deck_charts import add_chart, part_of, set_chart
from planner.pictures.slides.marks import Mark, R, now, resign, sign
from planner.pictures.slides.merge import Merge


def merged(merge: Merge, drawn: Drawn) -> Any:
    """The frame of a chart on the page now; None: it was deleted by hand."""
    deck, key, change = merge.deck, drawn.piece.id, merge.change
    old = merge.before.get(key)
    if old is None and key in merge.gone:
        change.kept.append(f"{key}: stays deleted")
        return None
    part = part_of(deck, merge.slide, old.element) if old is not None else ""
    if old is None or not part:
        change.added.append(key)
        return attached(drawn, lambda data, book: add_chart(deck, merge.slide, data, book))
    point_at(drawn.frame, next(old.element.iter(f"{C}chart")).get(f"{R}id"))
    kept = _part(merge, drawn, part, old.mark)
    found = now(old.element, key, merge.palette)
    kept = merge.placed(old, drawn.frame, drawn.piece, found, drawn.mark, kept, 1.0, {})
    resign(drawn.frame, merge.about(old, drawn.frame, drawn.piece, found, kept))
    return drawn.frame


def _part(merge: Merge, drawn: Drawn, part: str, mark: Mark) -> Mark:
    """Writes the chart's part as far as nobody has changed it; returns the signature of what stands there now."""
    deck, change, key, fresh = merge.deck, merge.change, drawn.piece.id, drawn.mark
    there = deck.parse(part)
    numbers, look = sign(numbers_of(there)), sign(look_of(there, merge.palette), 2)
    news = fresh.text != mark.text
    if numbers != mark.text:
        also = "; those of the plan are others now" if news else ""
        change.kept.append(f"{key}: numbers changed by hand, so the chart stays as it is{also}")
        return replace(fresh, text=mark.text, form=mark.form)
    if look != mark.form:
        change.kept.append(f"{key}: look of the chart changed by hand")
        if not news:
            return replace(fresh, form=mark.form)
        if not renumber(there, drawn.chart):  # the plan has other rows now
            restyle(drawn.root, there)
            there = drawn.root
        set_chart(deck, part, there, drawn.book)
        change.changed.append(f"{key}: numbers")
        return replace(fresh, form=mark.form)
    if news or fresh.form != mark.form:
        set_chart(deck, part, drawn.root, drawn.book)
        change.changed.append(f"{key}: {'numbers' if news else 'look'}")
    return fresh
