"""Tables of ours drawn anew over those on a slide: a cell, a row or a column that was changed by hand stays so.

A row is what it is about, not its number: what was written into one follows it to another page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from planner.i18n.text import has_rtl
from planner.pictures.slides.deck import Deck
from planner.pictures.slides.marks import UNIT, A, box_of, name_of, now, read_mark, resign, same_place, sign
from planner.pictures.slides.merge import Change
from planner.pictures.slides.places import put
from planner.pictures.slides.table_ledger import (
    Ledger,
    cell_form,
    cell_text,
    cells_of,
    columns_of,
    ledger_now,
    read_ledger,
    rows_of,
    set_ledger,
    style_now,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A row of an earlier run: the slide it stood on, its cells by column, and what was generated of them."""

    slide: str
    cells: Mapping[str, Any]
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class TableMerge:
    """What is needed to draw a table over an old one.

    Attributes:
        slide: the part of the slide it stands on; ``others``: the same table on other slides, by their parts.
        now_on: the page of each row that the view shows now, by its number.
        lost: what somebody wrote into rows that the plan has no more.
    """

    deck: Deck
    slide: str
    others: Mapping[str, Any]
    now_on: Mapping[str, int]
    palette: Mapping[str, str]
    change: Change
    lost: list[str] = field(default_factory=list)

    def onto(self, fresh: Any, old: Any | None) -> None:
        """Takes over into ``fresh`` what was changed by hand, and says so. ``old``: the table that stood there."""
        if old is not None:
            name_of(fresh).set("id", name_of(old).get("id"))
            if read_ledger(old) is None:
                self._unknown(fresh, old)
                return
        ledger = ledger_now(fresh, self.palette)
        slides = ({self.slide: old} if old is not None else {}) | dict(self.others)
        known, rows = list(slides.values()), self._rows(slides)
        self._drop_deleted(fresh, known)
        before = frozenset(key for key, _row in rows_of(old)) if old is not None else frozenset[str]()
        for key, row in rows_of(fresh):
            if old is not None and key not in before:
                self.change.added.append(_called(row))
            if key in rows:
                ledger = self._row(key, row, columns_of(fresh), rows[key], ledger)
        if old is not None:
            self._gone(fresh, old)
            self._columns(fresh, old)
            self._rows_by_hand(fresh, old)
            self._frame(fresh, old)
        set_ledger(fresh, self._with_deleted(ledger, known))

    def _rows(self, known: Mapping[str, Any]) -> dict[str, Found]:
        """Rows of earlier runs by their number, those of this page first."""
        found: dict[str, Found] = {}
        for slide, frame in known.items():
            ledger, columns = read_ledger(frame), [key for key, _node in columns_of(frame)]
            for key, row in rows_of(frame) if ledger is not None else ():
                if key and ledger is not None:
                    found.setdefault(key, Found(slide, dict(zip(columns, cells_of(row), strict=False)), ledger))
        return found

    def _drop_deleted(self, fresh: Any, known: Sequence[Any]) -> None:
        """A row that an earlier run drew and that is on no page any more was deleted by hand."""
        there = {key for frame in known for key, _row in rows_of(frame)}
        drawn = {key for frame in known if (ledger := read_ledger(frame)) is not None for key in ledger.rows}
        for key, row in rows_of(fresh):
            if key in drawn and key not in there:
                row.getparent().remove(row)
                self.change.kept.append(f"{_called(row)}: stays deleted")

    def _with_deleted(self, ledger: Ledger, known: Sequence[Any]) -> Ledger:
        """The ledger with what was deleted by hand, which the next refresh has to know of too."""
        there = {key for frame in known for key, _row in rows_of(frame)}
        texts, forms = dict(ledger.texts), dict(ledger.forms)
        for old in filter(None, map(read_ledger, known)):
            for spot, text in old.texts.items():
                if spot[0] not in there and spot not in texts:
                    texts[spot], forms[spot] = text, old.forms[spot]
        return replace(ledger, texts=texts, forms=forms)

    def _row(self, key: str, row: Any, columns: Sequence[tuple[str, Any]], found: Found, ledger: Ledger) -> Ledger:
        """A row of the plan now with what was changed in it by hand."""
        texts, forms, told = dict(ledger.texts), dict(ledger.forms), found.ledger
        name = _called(row)
        for (column, _node), cell in zip(columns, cells_of(row), strict=True):
            source, spot = found.cells.get(column), (key, column)
            if source is None or spot not in told.texts:
                continue
            old = deepcopy(source)
            for joined in ("gridSpan", "hMerge"):  # cells that were joined within the row
                if old.get(joined):
                    cell.set(joined, old.get(joined))
            if old.get("rowSpan", "1") != "1":  # rows may stand elsewhere now
                self.change.removed.append(f"{name}: cells joined across rows stand apart again")
            if found.slide != self.slide:
                self.deck.adopt(found.slide, self.slide, old)
            edited = told.texts[spot] != _sign(old)
            formatted = told.forms[spot] != cell_form(old, self.palette)
            moved_on = texts[spot] != told.texts[spot]
            if edited:
                _take(old, cell, f"{A}txBody")
                texts[spot] = told.texts[spot]
                self.change.kept.append(f"{name}: text edited by hand: “{cell_text(old)}”{self._from(found)}")
            elif moved_on:
                self.change.changed.append(f"{name}: “{cell_text(old)}” is now “{cell_text(cell)}”")
            if formatted:
                words = cell_text(cell)
                if not edited:
                    _take(old, cell, f"{A}txBody")
                    _say(cell, words)
                    self.change.kept.append(f"{name}: look of a cell changed by hand")
                _take(old, cell, f"{A}tcPr")
                forms[spot] = told.forms[spot]
            elif not edited and forms[spot] != told.forms[spot]:
                self.change.changed.append(f"{name}: look of a cell")
        return replace(ledger, texts=texts, forms=forms)

    def _from(self, found: Found) -> str:
        if found.slide == self.slide:
            return ""
        return f", which came from slide {self.deck.slides.index(found.slide) + 1}"

    def _gone(self, fresh: Any, old: Any) -> None:
        """Rows that the plan has no more, or has on another page."""
        here, ledger = {key for key, _row in rows_of(fresh)}, read_ledger(old)
        columns = [key for key, _node in columns_of(old)]
        for key, row in rows_of(old):
            if not key or key in here or ledger is None or key not in ledger.rows:
                continue
            cells = dict(zip(columns, cells_of(row), strict=False))
            edits = [cell_text(cell) for column, cell in cells.items()
                     if (key, column) in ledger.texts and ledger.texts[key, column] != _sign(cell)]  # fmt: skip
            formatted = any(
                ledger.forms.get((key, column)) not in (None, cell_form(cell, self.palette))
                for column, cell in cells.items()
            )
            where = f": is on page {self.now_on[key]} now" if key in self.now_on else ""
            said = [f"its text was edited by hand: “{words}”" for words in edits]
            hand = "; ".join([*said, *(["the look of a cell was changed by hand"] if formatted else [])])
            if key not in self.now_on:
                self.lost.extend(filter(None, edits))
            self.change.removed.append(f"{_called(row)}{where}{f' ({hand})' if hand else ''}")

    def _rows_by_hand(self, fresh: Any, old: Any) -> None:
        """Rows that somebody put in stay below the row they stood below."""
        ledger, last = read_ledger(old), ""
        places = {key: row for key, row in rows_of(fresh) if key}
        at = next(iter(places.values()))
        for key, row in rows_of(old):
            if key and ledger is not None and key in ledger.rows:
                last = key
                continue
            at = places.get(last, at)
            copy = deepcopy(row)
            at.addnext(copy)
            places[last] = at = copy
            words = " · ".join(filter(None, map(cell_text, cells_of(copy))))
            self.change.kept.append(f"a row added by hand: “{words}”")

    def _columns(self, fresh: Any, old: Any) -> None:
        """Columns that somebody put in, took out or made wider."""
        told = read_ledger(old)
        if told is None:
            return
        was = [key for key, _node in columns_of(old)]
        rows = {key: cells_of(row) for key, row in rows_of(old)}
        for key, node in columns_of(fresh):
            if key in told.widths and key not in was:
                self._remove_column(fresh, node)
        by_hand = {key: int(node.get("w", 0)) for key, node in columns_of(old)}
        if any(key in by_hand and abs(by_hand[key] - wide) > 2 * UNIT for key, wide in told.widths.items()):
            for key, node in columns_of(fresh):
                node.set("w", str(by_hand.get(key, int(node.get("w", 0)))))
            self.change.kept.append("widths of columns changed by hand")
        for index, (key, node) in enumerate(columns_of(old)):
            if key in told.widths:
                continue
            grid = list(fresh.iter(f"{A}gridCol"))
            at = min(index, len(grid))
            if at:
                grid[at - 1].addnext(deepcopy(node))
            else:
                grid[0].addprevious(deepcopy(node))
            for number, row in rows_of(fresh):
                own = cells_of(row)
                source = rows.get(number, [])
                cell = deepcopy(source[index]) if index < len(source) else _empty(own[0])
                if at:
                    own[at - 1].addnext(cell)
                else:
                    own[0].addprevious(cell)
            self.change.kept.append("a column added by hand")

    def _remove_column(self, fresh: Any, node: Any) -> None:
        index = list(fresh.iter(f"{A}gridCol")).index(node)
        for _key, row in rows_of(fresh):
            row.remove(cells_of(row)[index])
        node.getparent().remove(node)
        self.change.kept.append("a column stays deleted")

    def _frame(self, fresh: Any, old: Any) -> None:
        """Place, alt text, links and style of the table."""
        mark, wanted = read_mark(old), read_mark(fresh)
        told, is_at, goes = read_ledger(old), box_of(old), box_of(fresh)
        if mark is None or wanted is None or told is None or is_at is None or goes is None:
            return
        found = now(old, mark.id, self.palette)
        if found.alt != mark.alt:
            name_of(fresh).set("descr", name_of(old).get("descr", ""))
            wanted = replace(wanted, alt=mark.alt)
            self.change.kept.append(f"{mark.id}: alt text edited by hand")
        corner, was = ".".join(found.place.split(".")[:2]), ".".join(mark.place.split(".")[:2])
        if not same_place(corner, was):  # its height is the program's: rows grow with their text
            dx, dy = (int(one) - int(two) for one, two in zip(corner.split("."), was.split("."), strict=True))
            put(fresh, (goes[0] + dx * UNIT, goes[1] + dy * UNIT, goes[2], goes[3]))
            self.change.kept.append(f"{mark.id}: moved by hand")
        if style_now(old) != told.style:
            properties = next(fresh.iter(f"{A}tblPr"))
            properties.getparent().replace(properties, deepcopy(next(old.iter(f"{A}tblPr"))))
            self.change.kept.append(f"{mark.id}: style of the table chosen by hand")
        for link in name_of(old).iterfind(f"{A}hlinkClick"):
            name_of(fresh).insert(0, deepcopy(link))
        resign(fresh, wanted)

    def _unknown(self, fresh: Any, old: Any) -> None:
        """The program that saved the deck kept no ledger: the plan's words win, and what stood there is quoted."""
        says = {cell_text(cell) for _key, row in rows_of(fresh) for cell in cells_of(row)}
        lost = [words for _key, row in rows_of(old) for cell in cells_of(row)
                if (words := cell_text(cell)) and words not in says]  # fmt: skip
        self.change.removed += [f"“{words}”, which stood in a table whose marks are lost" for words in lost]
        self.lost.extend(lost)


def taken_out(old: Any, change: Change) -> list[str]:
    """Takes a table off its slide that the page no longer has; says and returns what somebody had written into it."""
    lost = []
    ledger, columns = read_ledger(old), [key for key, _node in columns_of(old)]
    for key, row in rows_of(old):
        for column, cell in zip(columns, cells_of(row), strict=False):
            told = ledger.texts.get((key, column)) if ledger is not None else None
            if told != _sign(cell) and cell_text(cell):
                lost.append(cell_text(cell))
                change.removed.append(f"a table that is no longer there (its text was edited by hand: “{lost[-1]}”)")
    mark = read_mark(old)
    change.removed.append(mark.id if mark is not None else "a table")
    old.getparent().remove(old)
    return lost


def _called(row: Any) -> str:
    """A row by the first of its cells that is more than a number."""
    said = [cell_text(cell) for cell in cells_of(row)]
    said = said[::-1] if any(map(has_rtl, said)) else said  # columns are as they are seen
    return next((words for words in said if words and not words.isdigit()), "a row")


def _sign(cell: Any) -> str:
    return sign(cell_text(cell))


def _take(source: Any, target: Any, tag: str) -> None:
    """Puts a part of one cell in the place of the same part of another one."""
    old, new = source.find(tag), target.find(tag)
    if old is not None and new is not None:
        target.replace(new, deepcopy(old))


def _say(cell: Any, words: str) -> None:
    """Lets a cell say something in the look that its text has."""
    runs = list(cell.iter(f"{A}t"))
    for i, run in enumerate(runs):
        run.text = words if i == 0 else ""


def _empty(like: Any) -> Any:
    cell = deepcopy(like)
    for run in cell.iter(f"{A}t"):
        run.text = ""
    return cell
