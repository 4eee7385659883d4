"""A directive for Sphinx: ``extensions = ["planner.sites.sphinx"]`` in ``conf.py``, and in a page, with the file's path
from that of the page::

    .. roadmap:: acme.yaml
       :view: journey

Pages that are not HTML get the alt text. A page is built anew when its organisation or its journey changes.
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from planner.documents.reader import noting_files
from planner.errors import PlannerError
from planner.sites.drawing import OPTIONS, drawn
from planner.version import __version__


class RoadmapDirective(SphinxDirective):
    """A view of an organisation."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = {name: directives.unchanged for name in OPTIONS if name != "file"}

    def run(self) -> list[nodes.Node]:
        from pathlib import Path

        _relative, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(path)
        with noting_files() as read:  # the journey and whatever else the organisation names
            try:
                found = drawn(Path(path), self.options)
            except PlannerError as error:
                raise self.error(f"roadmap: {error}") from error
            finally:
                for source in read:
                    self.env.note_dependency(str(source))
        shown = nodes.raw("", found.html(), format="html")
        said = nodes.paragraph("", found.alt)
        only = nodes.container("", said, classes=["roadmap-alt"])
        return [shown, only] if self.env.app.builder.format != "html" else [shown]


def setup(app: Any) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_directive("roadmap", RoadmapDirective)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
