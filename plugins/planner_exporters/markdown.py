"""Markdown report: where it stands, the roadmap with reasons, what it takes, what was left out and why."""

import re
from collections.abc import Iterable

from planner.pictures import Style
from planner.plugins import (
    Exporter,
    LeftOut,
    Roadmap,
    Use,
    _,
    clean,
    day,
    fixed,
    hookimpl,
    is_rtl_language,
    narrative,
    overload,
    phrases,
    templates,
    unit_words,
)

SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]#|~$"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"})


def escape(text: str) -> str:
    """Text from clients stays text: no markup, HTML, table cells, lists, links or formulas of its own."""
    safe = clean(text).translate(SPECIAL)
    safe = re.sub(r"(?i)\b(https?|ftp|mailto):", r"\1&#58;", safe)
    safe = re.sub(r"(?i)\bwww\.", "www&#46;", safe)
    return re.sub(r"^(?:([-+=])|(\d+)(?=[.)]\s))", _no_list, safe)


def _no_list(start: re.Match[str]) -> str:
    """The beginning of a line that would start a list or a heading, written so that it does not."""
    return f"\\{start[1]}" if start[1] else f"&#{ord(start[2][0])};{start[2][1:]}"


def export(roadmap: Roadmap, style: Style) -> bytes:
    templates.environment().filters.update(md=escape, amount=phrases.amount, quarter=phrases.quarter)
    groups: dict[str, list[LeftOut]] = {}
    for item in roadmap.left_out:
        if not item.asked:
            groups.setdefault(phrases.kind_title(item.kind), []).append(item)
    capacity: dict[str, dict[str, Use]] = {}
    for use in roadmap.capacity_use:
        capacity.setdefault(use.role, {})[use.quarter] = use
    weights = sorted(roadmap.scorers.items())
    text = templates.render_template(
        "report.md.j2",
        r=roadmap,
        unit_words=unit_words,
        sure=narrative.how_sure(roadmap),
        still_to_come=[(one.name, said) for one in roadmap.stages if (said := narrative.still_to_come(roadmap, one))],
        overload_title=overload.title(),
        overloads=overload.overloads(roadmap),
        style=style,
        _=_,
        day=day,
        fixed=fixed,
        stage=phrases.stage,
        fictional=phrases.fictional,
        groups_of=lambda groups: phrases.groups(roadmap.names, groups),
        names=lambda ids: ", ".join(roadmap.names[c] for c in ids),
        scorers=", ".join(_("{name} (weight {weight})", name=n, weight=phrases.amount(w)) for n, w in weights),
        chain=(" ← " if is_rtl_language(roadmap.language) else " → ").join(
            roadmap[s].name for s in roadmap.critical_chain
        )
        or "–",
        asked=[item for item in roadmap.left_out if item.asked],
        left_out=sorted(groups.items()),
        quarters=[spend.quarter for spend in roadmap.budget_use],
        capacity=[(roadmap.roles[role], uses) for role, uses in capacity.items()],
    )
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("markdown", ".md", "text/markdown", export, "Report for wikis and pull requests")
