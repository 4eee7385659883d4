"""HTML: one self-contained page that asks no server for anything. A tab for each view, a panel for each step, search,
filters that are kept in the address, keyboard, dark and light, a list for phones, a table, a print style."""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from markupsafe import Markup

from planner.pictures import Item, Scene, Style, contrast, other_light
from planner.pictures.svg import draw
from planner.plugins import Renderer, _, clean, hookimpl, is_rtl_language, templates

VIEWS = ("journey", "swimlane", "map", "heatmap", "resources", "decisions")
"""What a page shows where nobody names a view."""

LINK, LINK_ON_DARK = "#0B5CAD", "#7DB8F0"
_DEFAULTS = (
    'class="card"', 'class="label"', 'class="marker"', 'stroke-width="1"', 'stroke-linejoin="round"',
    'stroke-linecap="butt"',
)  # fmt: skip
_COLOR = re.compile(r'(fill|stroke)="(#[0-9A-Fa-f]{6})"')


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    name: str
    pages: tuple[Markup, ...]


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    first = scenes[0]
    items: dict[str, Item] = {}
    for scene in sorted(scenes, key=lambda scene: -len(scene.items)):  # in the order of the fullest page
        for item in scene.items:
            items.setdefault(item.id, item)
    heads = list(
        dict.fromkeys(  # of those with few facts first, whose rows end there
            name for item in sorted(items.values(), key=lambda item: len(item.facts)) for name, _value in item.facts
        )
    )
    tabs = _tabs(scenes, style)
    script = templates.read("page.js").decode("utf-8")
    sheet = templates.read("page.css").decode("utf-8") + _dark(first, tabs)
    page = templates.render_template(
        "page.html.j2",
        title=f"{first.subject}: {first.title}" if first.subject else first.title,
        language=first.language,
        direction="rtl" if first.rtl or is_rtl_language(first.language) else "ltr",
        tabs=tabs,
        items=list(items.values()),
        heads=heads,
        cells={item.id: _cells(item, heads) for item in items.values()},
        owners=sorted({item.owner for item in items.values() if item.owner}),
        stages=list(dict.fromkeys(item.stage for item in items.values() if item.stage)),
        script=Markup(script),
        sheet=Markup(sheet),
        hashes=(_hash(script), _hash(sheet)),
        words=_words(),
        dark=_is_dark(first),
        clean=clean,
    )  # fmt: skip
    return page.encode("utf-8")


def _cells(item: Item, heads: Sequence[str]) -> list[str]:
    """What a table says of an item under each heading, up to the last that says something."""
    said = dict(item.facts)
    last = max((i for i, head in enumerate(heads) if said.get(head)), default=-1)
    return [clean(said.get(head, "")) for head in heads[: last + 1]]


def _words() -> dict[str, str]:
    return {
        "owner": _("Owner"), "stage": _("Stage"), "all_owners": _("All owners"), "all_stages": _("All stages"),
        "show_all": _("Show all"), "table": _("The same as a table"), "name": _("Name"), "needs": _("Needs"),
        "unlocks": _("Unlocks"), "nothing": _("nothing"), "search": _("Search a step or owner"), "dark": _("Dark"),
        "light": _("Light"), "views": _("Views"), "list": _("List"), "filters": _("Filters"), "end": _("End"),
        "tight": _("Only what sets the date"), "zoom": _("Zoom"), "smaller": _("Smaller"), "larger": _("Larger"),
        "fit": _("Fit"), "details": _("Details"), "close": _("Close"), "found": _("Found: {n}"),
        "help": _("Tab or arrow keys move between steps; Enter keeps one highlighted; Escape shows all."),
    }  # fmt: skip


def _tabs(scenes: Sequence[Scene], style: Style) -> list[Tab]:
    """A tab for each view, its pages one below the other."""
    names = {
        "journey": _("Journey"), "swimlane": _("Steps"), "gantt": _("Weeks"), "map": _("Map"), "heatmap": _("Levels"),
        "resources": _("People and money"), "reasons": _("Reasons"), "decisions": _("Decisions"), "odds": _("Dates"),
        "summary": _("Summary"), "value": _("Value"), "ownership": _("Ownership"), "scoreboard": _("Scores"),
        "compare": _("Comparison"), "robustness": _("Robustness"), "what-if": _("What if"),
    }  # fmt: skip
    tabs, number = list[Tab](), 0
    for view, own in groupby(scenes, key=lambda scene: scene.view or scene.id):
        pages = []
        for scene in own:
            number += 1
            drawn = _lean(draw(scene, style)).replace(' id="', f' id="p{number}-')
            pages.append(Markup(drawn.replace("<svg ", f'<svg id="page-{number}" ', 1)))
        key = re.sub(r"[^a-z0-9]+", "-", view.lower()) or "view"
        key = key if all(key != tab.key for tab in tabs) else f"{key}-{number}"
        tabs.append(Tab(key, names.get(view, view.replace("-", " ").capitalize()), tuple(pages)))
    return tabs


def _lean(svg: str) -> str:
    """A picture without what only a file of its own needs: names of shapes that nothing asks for, what a screen reader
    would say twice, defaults, half pixels. The script names cards by their row of the table."""
    svg = re.sub(r"<desc>.*?</desc>\n?", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<g id="[^"]*" class="(?!ring|connector)[^"]*">(?:<title>[^<]*</title>)?', "<g>", svg)
    svg = re.sub(r"(<g [^>]*data-of=[^>]*>)<title>[^<]*</title>", r"\1", svg)
    svg = re.sub(r"^<g>(.*)</g>$", r"\1", svg, flags=re.MULTILINE)
    for needless in _DEFAULTS:
        svg = svg.replace(f" {needless}", "")
    svg = re.sub(r' (?:d|points)="[^"]*"', lambda found: re.sub(r"\d+\.\d+", _whole, found.group()), svg)
    svg = re.sub(r'="(\d+\.\d)\d*"', r'="\1"', svg)
    return svg.replace(' font-size="16"', "").replace("<svg ", '<svg font-size="16" ', 1)


def _whole(number: re.Match[str]) -> str:
    return str(round(float(number.group())))


def _dark(scene: Scene, tabs: Sequence[Tab]) -> str:
    """Colours of the page, and rules that give every colour of the pictures the one it has in the other light."""
    used = sorted({found.groups() for tab in tabs for page in tab.pages for found in _COLOR.finditer(page)})
    theme = scene.theme
    chrome = {
        "ink": theme.ink, "muted": theme.muted, "paper": theme.paper, "band": theme.band, "header": theme.header,
        "grid": theme.grid, "edge": theme.muted, "link": LINK if contrast(LINK, theme.paper) >= 4.5 else LINK_ON_DARK,
    }  # fmt: skip
    made = "".join(f"--{name}:{color};" for name, color in chrome.items())
    other = "".join(f"--{name}:{other_light(color)};" for name, color in chrome.items())
    rules = [f'.other svg [{kind}="{color}"]{{{kind}:{other_light(color)}}}' for kind, color in used]
    light, dark = ("dark", "light") if _is_dark(scene) else ("light", "dark")
    return "\n".join((f":root{{color-scheme:{light};{made}}}", f":root.other{{color-scheme:{dark};{other}}}", *rules))


def _is_dark(scene: Scene) -> bool:
    return contrast(scene.theme.paper, "#000000") < contrast(scene.theme.paper, "#FFFFFF")


def _hash(text: str) -> str:
    """For the content security policy: this script and style, and nothing else."""
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("html", ".html", "text/html", render, "Self-contained page: tabs, panel, search, filters, table",
                   one_page=False, views=VIEWS)  # fmt: skip
