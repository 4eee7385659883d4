"""The part of a native chart: a scatter of lines over a scale, or columns that stand on each other (ECMA-376 part 1,
21.2.2). The plot stands where the page has it, so that what is drawn beside it fits."""

from __future__ import annotations

from html import escape

from planner.i18n.text import clean
from planner.pictures.chart import ABOVE, Chart, ChartSeries, column_gap, sum_at
from planner.pictures.slides.chart_book import places
from planner.pictures.slides.shapes import EMU, Drawing, fill_xml, pattern_xml, stroke_xml
from planner.pictures.theme import Theme

SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
ACROSS, UP = 111, 222  # numbers of the axes
POINT = 12700  # English metric units
NOTHING = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
UNLED = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>'
    "</c:extLst>"
)
"""No line from a number that was lifted to its column (MS-ODRAWXML 2.24.3)."""
BOOK = "rId1"
"""The relation of the part to its workbook."""


def chart_xml(chart: Chart, drawing: Drawing, theme: Theme, rtl: bool) -> bytes:
    """The part, as bytes."""
    drawn = _columns(chart, drawing, theme) if chart.labels else _scatter(chart, drawing)
    left, top, wide, tall = chart.box
    x, y, w, h = chart.plot
    place = "".join(
        f'<c:{tag} val="{value:.6f}"/>'
        for tag, value in (("x", (x - left) / wide), ("y", (y - top) / tall), ("w", w / wide), ("h", h / tall))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {SPACES}><c:date1904 val="0"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout><c:manualLayout>'
        f'<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>{place}</c:manualLayout></c:layout>'
        f"{drawn}{_across(chart, drawing, theme, rtl)}{_up(chart, drawing, theme)}{NOTHING}</c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{NOTHING}<c:externalData r:id="{BOOK}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _scatter(chart: Chart, drawing: Drawing) -> str:
    rows = "".join(
        f"<c:ser>{_head(chart, n, one)}<c:spPr>{stroke_xml(one.color, one.width, drawing, one.dash)}</c:spPr>"
        f'<c:marker><c:symbol val="none"/></c:marker><c:xVal>{numbers_xml(places(chart, n)[1], one.xs)}</c:xVal>'
        f'<c:yVal>{numbers_xml(places(chart, n)[2], one.ys)}</c:yVal><c:smooth val="0"/></c:ser>'
        for n, one in enumerate(chart.series)
    )
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{rows}'
        f'<c:axId val="{ACROSS}"/><c:axId val="{UP}"/></c:scatterChart>'
    )


def _columns(chart: Chart, drawing: Drawing, theme: Theme) -> str:
    bars, lines = "", ""
    for n, one in enumerate(chart.series):
        values = (
            f"<c:cat>{words_xml(places(chart, n)[1], chart.labels)}</c:cat>"
            f"<c:val>{numbers_xml(places(chart, n)[2], one.ys)}</c:val>"
        )
        if one.mark == "column":
            bars += (
                f"<c:ser>{_head(chart, n, one)}<c:spPr>{pattern_xml(one.color, one.hatch, drawing)}</c:spPr>"
                f'<c:invertIfNegative val="0"/>{values}</c:ser>'
            )
            continue
        marker = '<c:marker><c:symbol val="none"/></c:marker>'
        if one.mark == "level":
            marker = (
                f'<c:marker><c:symbol val="dash"/><c:size val="{_wide(chart)}"/><c:spPr>{fill_xml(one.color, drawing)}'
                "<a:ln><a:noFill/></a:ln></c:spPr></c:marker>"
            )
        lines += (
            f"<c:ser>{_head(chart, n, one)}<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{marker}"
            f'{_sums(chart, drawing, theme) if one.mark == "sum" else ""}{values}<c:smooth val="0"/></c:ser>'
        )
    axes = f'<c:axId val="{ACROSS}"/><c:axId val="{UP}"/>'
    made = (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>{bars}'
        f'<c:gapWidth val="50"/><c:overlap val="100"/>{axes}</c:barChart>'
    )
    if lines:
        made += (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{lines}<c:marker val="1"/>'
            f"{axes}</c:lineChart>"
        )
    return made


def _wide(chart: Chart) -> int:
    """Points of a level's mark, which is as wide as its column."""
    place = chart.plot[2] / len(chart.labels)
    return min(max(round((place - 2 * column_gap(place)) * EMU / POINT), 2), 72)


def _sums(chart: Chart, drawing: Drawing, theme: Theme) -> str:
    """Numbers above columns, higher where a level would strike through one."""
    shown = "".join(
        f'<c:{tag} val="{int(tag == "showVal")}"/>'
        for tag in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    look = (
        f'<c:numFmt formatCode="{escape(chart.code, quote=True)};;" sourceLinked="0"/>{NOTHING}'
        f'{_letters(chart, drawing, theme.ink)}<c:dLblPos val="t"/>{shown}'
    )
    tall, own = chart.plot[3], ""
    for n in range(len(chart.labels)):
        at = sum_at(chart.series, n, ABOVE * chart.top / tall)
        by = (at - (next(one.ys[n] for one in chart.series if one.mark == "sum") or 0.0)) if at else 0.0
        if by > 0:
            lift = (by / chart.top * tall + 4) / chart.box[3]
            place = f'<c:manualLayout><c:x val="0"/><c:y val="{-lift:.6f}"/></c:manualLayout>'
            own += f'<c:dLbl><c:idx val="{n}"/><c:layout>{place}</c:layout>{look}</c:dLbl>'
    return f"<c:dLbls>{own}{look}{UNLED}</c:dLbls>"


def _head(chart: Chart, n: int, one: ChartSeries) -> str:
    return f'<c:idx val="{n}"/><c:order val="{n}"/><c:tx>{words_xml(places(chart, n)[0], (one.name,))}</c:tx>'


def words_xml(place: str, words: tuple[str, ...]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{escape(clean(one))}</c:v></c:pt>' for n, one in enumerate(words))
    return f'<c:strRef><c:f>{place}</c:f><c:strCache><c:ptCount val="{len(words)}"/>{points}</c:strCache></c:strRef>'


def numbers_xml(place: str, numbers: tuple[float | None, ...]) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{one:.10g}</c:v></c:pt>' for n, one in enumerate(numbers) if one is not None
    )
    return (
        f"<c:numRef><c:f>{place}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(numbers)}"/>{points}</c:numCache></c:numRef>'
    )


def _across(chart: Chart, drawing: Drawing, theme: Theme, rtl: bool) -> str:
    way = f'<c:orientation val="{"maxMin" if rtl else "minMax"}"/>'
    rest = (
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"low" if chart.written else "none"}"/>'
        f"<c:spPr>{stroke_xml(theme.grid, 2, drawing)}</c:spPr>{_letters(chart, drawing, theme.ink)}"
        f'<c:crossAx val="{UP}"/><c:crosses val="autoZero"/>'
    )
    if chart.labels:
        return (
            f'<c:catAx><c:axId val="{ACROSS}"/><c:scaling>{way}</c:scaling><c:delete val="0"/><c:axPos val="b"/>'
            f'{rest}<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="20"/>'
            '<c:noMultiLvlLbl val="1"/></c:catAx>'
        )
    first, last = chart.span
    return (
        f'<c:valAx><c:axId val="{ACROSS}"/><c:scaling>{way}<c:max val="{last:.10g}"/><c:min val="{first:.10g}"/>'
        f'</c:scaling><c:delete val="1"/><c:axPos val="b"/>{rest}<c:crossBetween val="midCat"/></c:valAx>'
    )


def _up(chart: Chart, drawing: Drawing, theme: Theme) -> str:
    between = "between" if chart.labels else "midCat"
    return (
        f'<c:valAx><c:axId val="{UP}"/><c:scaling><c:orientation val="minMax"/><c:max val="{chart.top:.10g}"/>'
        '<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines><c:spPr>{stroke_xml(theme.grid, 1, drawing)}</c:spPr></c:majorGridlines>"
        f'<c:numFmt formatCode="{escape(chart.code, quote=True)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_letters(chart, drawing, theme.muted)}<c:crossAx val="{ACROSS}"/><c:crosses val="min"/>'
        f'<c:crossBetween val="{between}"/><c:majorUnit val="{chart.top / chart.ticks:.10g}"/></c:valAx>'
    )


def _letters(chart: Chart, drawing: Drawing, color: str) -> str:
    return (
        f'<c:txPr><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(chart.size * 50)}">'
        f'{fill_xml(color, drawing)}<a:latin typeface="+mn-lt"/><a:cs typeface="+mn-cs"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )
