"""A page in Confluence storage format, in the house style: a summary panel, the steps with their status, what does not
fit, and what the checks found. Paste it with Insert > Markup, or send it to the REST API.

Every text goes through ``escape``: labels come from clients.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape as html_escape

from planner.i18n.text import clean
from planner.i18n.translation import _, day
from planner.pictures import Style
from planner.plugins import Exporter, Placement, Roadmap, hookimpl, option

planner_api = ">=1,<2"


@dataclass(frozen=True)
class Options:
    """What is on the page."""

    contents: bool = option(True, "Begin with a table of contents")
    reasons: bool = option(True, "Say for each step why it is where it is")


def escape(words: object) -> str:
    return html_escape(clean(str(words)))


def macro(name: str, body: str = "", **parameters: str) -> str:
    """A structured macro; ``body`` is markup already."""
    given = "".join(
        f'<ac:parameter ac:name="{key}">{escape(value)}</ac:parameter>' for key, value in parameters.items()
    )
    inner = f"<ac:rich-text-body>{body}</ac:rich-text-body>" if body else ""
    return f'<ac:structured-macro ac:name="{name}">{given}{inner}</ac:structured-macro>'


def status(step: Placement) -> str:
    if step.late_weeks:
        return macro("status", colour="Red", title="late")
    if step.is_target:
        return macro("status", colour="Green", title="target")
    return macro("status", colour="Yellow", title="critical") if step.critical else ""


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; the cells are markup already."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tbody><tr>{head}</tr>{body}</tbody></table>"


def sections(roadmap: Roadmap, options: Options) -> Iterator[str]:
    if options.contents:
        yield macro("toc")
    stage = f"{roadmap.diagnosis.stage_number} {roadmap.stage_name} ({roadmap.diagnosis.phase})"
    fictional = " (fictional example)" if roadmap.fictional else ""
    standing = f"{roadmap.name}{fictional}: {stage}. {roadmap.proof.say()}."
    yield macro("info", f"<p><strong>{escape(roadmap.title)}</strong></p><p>{escape(standing)}</p>")
    yield f"<h2>{escape(_('Roadmap'))}</h2>"
    heads = [_("Step"), _("Owner"), _("Start"), _("Live"), ""] + [_("Why here")] * options.reasons
    rows = (
        [escape(p.name), escape(p.owner_name), escape(day(p.start_date)), escape(day(p.end_date)), status(p)]
        + [escape(p.reason.text)] * options.reasons
        for p in roadmap.placements
    )
    yield table(heads, rows)
    asked = [left for left in roadmap.left_out if left.asked]
    if asked:
        yield f"<h2>{escape(_('What does not fit'))}</h2>"
        items = "".join(f"<li>{escape(left.name)}: {escape(left.text)}</li>" for left in asked)
        yield macro("warning", f"<ul>{items}</ul>")
    if roadmap.findings:
        yield f"<h2>{escape(_('Checks'))}</h2>"
        yield (
            "<ul>" + "".join(f"<li>{escape(one.what)}. {escape(one.mend)}.</li>" for one in roadmap.findings) + "</ul>"
        )


def export(roadmap: Roadmap, style: Style, options: Options) -> bytes:
    return ("\n".join(sections(roadmap, options)) + "\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter(
        name="house-confluence",
        suffix=".confluence",
        media_type="text/html",
        export=export,
        summary="A Confluence page in the house style",
        options=Options,
    )
