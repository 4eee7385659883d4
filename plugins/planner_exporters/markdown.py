"""Markdown report: where it stands, the roadmap with reasons, what it takes, what was left out and why."""

import re
from collections.abc import Iterable

from planner import templating, wording
from planner.plugins import Exporter, hookimpl
from planner.roadmap import LeftOut, Roadmap, Use
from planner.text import clean


def escape(text: str) -> str:
    """Text from clients stays text: no markup, no HTML, no table cells of its own."""
    return (
        re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", clean(text))
        .replace("&", "&amp;")
        .replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
    )


def export(roadmap: Roadmap) -> bytes:
    templating.environment().filters.update(md=escape, amount=wording.amount, quarter=wording.quarter)
    groups: dict[str, list[LeftOut]] = {}
    for item in roadmap.left_out:
        if not item.asked:
            groups.setdefault(wording.KIND_TITLES[item.kind], []).append(item)
    capacity: dict[str, dict[str, Use]] = {}
    for use in roadmap.capacity_use:
        capacity.setdefault(use.role_name, {})[use.quarter] = use
    text = templating.render(
        "report.md.j2",
        r=roadmap,
        asked=[item for item in roadmap.left_out if item.asked],
        left_out=sorted(groups.items()),
        quarters=[spend.quarter for spend in roadmap.budget_use],
        capacity=list(capacity.items()),
    )
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("markdown", ".md", "text/markdown", export, "Report for wikis and pull requests")
