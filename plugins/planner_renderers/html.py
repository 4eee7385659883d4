"""HTML: one self-contained page that asks no server for anything. Hover or focus shows what a step needs and unlocks;
filters, keyboard, a table with the same content, a print style."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from markupsafe import Markup

from planner.pictures import Item, Scene, Style
from planner.pictures.svg import draw
from planner.plugins import Renderer, _, clean, hookimpl, is_rtl_language, ngettext, templates


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    first = scenes[0]
    items: dict[str, Item] = {}
    for scene in scenes:
        for item in scene.items:
            items.setdefault(item.id, item)
    pages = [
        Markup(draw(scene, style).replace(' id="', f' id="p{number}-').replace("<svg ", f'<svg id="page-{number}" ', 1))
        for number, scene in enumerate(scenes, 1)
    ]
    script = templates.read("page.js").decode("utf-8")
    sheet = templates.read("page.css").decode("utf-8")
    page = templates.render_template(
        "page.html.j2",
        title=clean(first.title),
        language=first.language,
        direction="rtl" if first.rtl or is_rtl_language(first.language) else "ltr",
        theme=first.theme,
        pages=pages,
        items=list(items.values()),
        heads=list(dict.fromkeys(name for item in items.values() for name, _value in item.facts)),
        owners=sorted({item.owner for item in items.values() if item.owner}),
        stages=list(dict.fromkeys(item.stage for item in items.values() if item.stage)),
        script=Markup(script),
        sheet=Markup(sheet),
        hashes=(_hash(script), _hash(sheet)),
        words={
            "owner": _("Owner"), "stage": _("Stage"), "all_owners": _("All owners"), "all_stages": _("All stages"),
            "show_all": _("Show all"), "table": _("The same as a table"), "name": _("Name"), "needs": _("Needs"),
            "unlocks": _("Unlocks"), "nothing": _("nothing"), "pages": ngettext("{n} page", "{n} pages", len(pages)),
            "help": _("Tab or arrow keys move between steps; Enter keeps one highlighted; Escape shows all."),
        },
        clean=clean,
    )  # fmt: skip
    return page.encode("utf-8")


def _hash(text: str) -> str:
    """For the content security policy: this script and style, and nothing else."""
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("html", ".html", "text/html", render, "Self-contained page with filters and a table", one_page=False)
