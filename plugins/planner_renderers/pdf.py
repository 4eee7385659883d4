"""PDF: every page as vectors with text that can be selected, through typst and the embedded font."""

from collections.abc import Iterable
from importlib.resources import as_file
from typing import Any

from planner import MissingError
from planner.pictures import Scene, Style, covered
from planner.pictures.svg import draw
from planner.plugins import Renderer, clean, hookimpl, templates


def render(scenes: tuple[Scene, ...], style: Style) -> bytes:
    try:
        import typst
    except ImportError:
        raise MissingError("PDF needs typst: pip install 'journey-planner[pdf]'") from None
    files: Any = {"main.typ": source(scenes).encode("utf-8")}
    for number, scene in enumerate(scenes):
        files[f"{number}.svg"] = draw(scene, style).encode("utf-8")
    embedded = all(covered(line.text) for scene in scenes for shape in scene.shapes for line in shape.lines)
    with as_file(templates.folder().joinpath("fonts")) as fonts:
        made = typst.compile(
            files, format="pdf", font_paths=[str(fonts)], timestamp=0,
            ignore_system_fonts=embedded and scenes[0].theme.font == "Arial",
        )  # fmt: skip
    return bytes(made)


def source(scenes: tuple[Scene, ...]) -> str:
    """The pages in typst's language: one picture each, with its alt text."""
    first = scenes[0]
    lines = [f"#set document(title: {_text(first.title)}, date: none)", f"#set text(lang: {_text(first.language[:2])})"]
    for number, scene in enumerate(scenes):
        # 1 px = 0.5 pt, as on a slide
        size = f"width: {scene.width / 2:.2f}pt, height: {scene.height / 2:.2f}pt"
        lines.append(f'#page({size}, margin: 0pt)[#image("{number}.svg", width: 100%, alt: {_text(scene.alt[:4000])})]')
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    """A string literal: quotes and backslashes are escaped, so nothing in it is code."""
    return '"' + clean(words).replace("\\", "\\\\").replace('"', '\\"') + '"'


@hookimpl
def planner_renderers() -> Iterable[Renderer]:
    yield Renderer("pdf", ".pdf", "application/pdf", render, "Vector pages with selectable text", one_page=False)
