"""Mermaid: the roadmap as a gantt chart for wikis that draw it."""

import re
from collections.abc import Iterable

from planner.pictures import Style
from planner.plugins import Exporter, Roadmap, clean, hookimpl

WORD_JOINER = "\u2060"
KEYWORDS = (
    "acc", "axisformat", "call", "click", "dateformat", "end", "excludes", "gantt", "href", "includes", "inclusive",
    "section", "tickinterval", "title", "todaymarker", "topaxis", "weekday", "weekend",
)  # fmt: skip
"""What a line of a gantt chart may begin with; a name that does so too gets an invisible character first."""


def label(text: str) -> str:
    """Mermaid has no escapes in gantt labels: what it gives a meaning to becomes a look-alike or a space."""
    plain = clean(text).translate(
        {ord(":"): "∶", ord(";"): ",", ord("#"): " ", ord("%"): "％", ord("<"): "‹", ord(">"): "›"}
    )
    words = re.sub(r"\s+", " ", re.sub(r"[{}\[\]\\`\"]", " ", plain)).strip() or "step"
    return WORD_JOINER + words if words.lower().startswith(KEYWORDS) else words


def export(roadmap: Roadmap, style: Style) -> bytes:
    source = label(roadmap.journey_label)
    lines = [
        f"%% {source}",
        "gantt",
        f"  title {label(roadmap.title)}",
        "  dateFormat YYYY-MM-DD",
        "  axisFormat %b %Y",
    ]
    for lane in roadmap.lanes:
        lines.append(f"  section {label(lane.name)}")
        for step in roadmap.placements:
            if step.owner == lane.id:
                tag = "crit, " if step.critical else ""
                name = re.sub(r"[^a-z0-9]", "_", step.id)
                lines.append(f"  {label(step.name)} :{tag}{name}, {step.start_date}, {step.duration * 7}d")
    return ("\n".join(lines) + "\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("mermaid", ".mmd", "text/vnd.mermaid", export, "Gantt chart in Mermaid")
