"""What a reader of a deck finds of a native chart: its numbers and its look, by which a refresh tells what somebody has
changed by hand; and the plan's numbers written into a chart whose look was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from planner.i18n.text import clean
from planner.pictures.chart import Chart
from planner.pictures.slides.marks import A, fill_of

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
QUARTER = 3175  # English metric units of a quarter of a point, to which programs round
VALUES = ("cat", "xVal", "val", "yVal")


def _series(root: Any) -> list[Any]:
    """In the order in which they are drawn: a program may list them in another one."""
    return sorted(root.iter(f"{C}ser"), key=lambda one: int(one.find(f"{C}idx").get("val", 0)))


def _words(node: Any) -> Iterator[str]:
    for point in node.iter(f"{C}pt"):
        yield f"{point.get('idx')}={_rounded(''.join(point.find(f'{C}v').itertext()))}"


def _rounded(words: str) -> str:
    try:
        return f"{float(words):.6g}"
    except ValueError:
        return words


def _name(series: Any) -> str:
    return " ".join(_words(tx)) if (tx := series.find(f"{C}tx")) is not None else ""


def numbers_of(root: Any) -> str:
    """Names and numbers of a chart's series."""
    said = []
    for one in _series(root):
        said.append(_name(one))
        said += [" ".join(_words(node)) for tag in VALUES if (node := one.find(f"{C}{tag}")) is not None]
    return "\n".join(said)


def look_of(root: Any, palette: Mapping[str, str]) -> str:
    """Kinds, colours, widths of lines, heading, legend and axes of a chart: what every program writes alike."""
    said = [str(node.tag) for node in root.iter() if str(node.tag).endswith("Chart")]
    said += [str(root.find(f"{C}chart/{C}{tag}") is not None) for tag in ("title", "legend")]
    said += [f"{node.tag}={node.get('val')}" for node in root.iter(f"{C}barDir", f"{C}delete")]
    for one in _series(root):
        properties = one.find(f"{C}spPr")
        line = properties.find(f"{A}ln") if properties is not None else None
        if one.getparent().tag == f"{C}barChart":
            said.append(fill_of(properties, palette) if properties is not None else "none")
        else:
            color, wide = (fill_of(line, palette), int(line.get("w", 0))) if line is not None else ("none", 0)
            said.append(color if color == "none" else f"{color} {round(wide / QUARTER)}")
        said.append(str(any(node.get("val") in ("1", "true") for node in one.iter(f"{C}showVal"))))
    return "\n".join(said)


def renumber(root: Any, chart: Chart) -> bool:
    """Writes the plan's numbers into a chart, whatever its look. False: it has other series, and stays as it is."""
    rows = _series(root)
    names = [f"0={_rounded(clean(one.name))}" for one in chart.series]
    if [_name(row) for row in rows] != names:
        return False
    for row, one in zip(rows, chart.series, strict=True):
        for tag, values in (("cat", chart.labels), ("xVal", one.xs), ("val", one.ys), ("yVal", one.ys)):
            node = row.find(f"{C}{tag}")
            if node is not None:
                _refill(node, ["" if v is None else v if isinstance(v, str) else f"{v:.10g}" for v in values])
    return True


def restyle(root: Any, before: Any) -> None:
    """Gives a chart what an earlier one looks like, as far as it has rows of the same names."""
    looks = {_name(row): row.find(f"{C}spPr") for row in _series(before)}
    for row in _series(root):
        fresh, look = row.find(f"{C}spPr"), looks.get(_name(row))
        if fresh is not None and look is not None:
            row.replace(fresh, deepcopy(look))
    chart, old = root.find(f"{C}chart"), before.find(f"{C}chart")
    title, legend = (old.find(f"{C}{tag}") for tag in ("title", "legend"))
    if title is not None:
        chart.insert(0, deepcopy(title))
        chart.find(f"{C}autoTitleDeleted").set("val", "0")
    if legend is not None:
        chart.find(f"{C}plotArea").addnext(deepcopy(legend))


def _refill(node: Any, values: list[str]) -> None:
    """The cache of a reference; what it refers to has as many rows now."""
    cache = next(node.iter(f"{C}numCache", f"{C}strCache"), None)
    if cache is None:
        return
    for point in list(cache.iterfind(f"{C}pt")):
        cache.remove(point)
    cache.find(f"{C}ptCount").set("val", str(len(values)))
    for n, value in enumerate(values):
        if not value:
            continue
        point = cache.makeelement(f"{C}pt", {"idx": str(n)})
        words = cache.makeelement(f"{C}v", {})
        words.text = value
        point.append(words)
        cache.append(point)
    place = cache.getparent().find(f"{C}f")
    if place is not None and ":" in (place.text or ""):
        place.text = f"{place.text.rstrip('0123456789')}{len(values) + 1}"
