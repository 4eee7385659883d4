"""DOT: the dependency graph for Graphviz, to be styled and laid out elsewhere."""

from collections.abc import Iterable

import graphviz

from planner.pictures import Style
from planner.plugins import Exporter, Roadmap, clean, hookimpl, phrases


def export(roadmap: Roadmap, style: Style) -> bytes:
    theme = style.theme
    graph = graphviz.Digraph(roadmap.organisation)
    graph.attr(
        rankdir="LR",
        newrank="true",
        label=graphviz.escape(clean(roadmap.title)),
        labelloc="t",
        fontname="Arial",
        comment=clean(roadmap.journey_label),
    )
    graph.attr("node", shape="box", style="filled,rounded", fontname="Arial", margin="0.15,0.1")
    for stage in roadmap.stages:
        own = [p for p in roadmap.placements if p.stage == stage.id]
        if own:
            with graph.subgraph(name=f"cluster_{stage.id}") as band:
                band.attr(
                    label=graphviz.escape(clean(stage.name)),
                    style="rounded",
                    color=theme.grid,
                    fontname="Arial",
                    margin="16",
                )
                for p in own:
                    paint = theme.stage(p.stage_number, len(roadmap.stages))
                    color = theme.accent if p.critical else paint.stroke
                    label = f"{clean(p.name)}\n{clean(p.owner_name)}, {phrases.weeks(p.duration)}"
                    band.node(
                        p.id,
                        label=graphviz.escape(label),
                        fillcolor=paint.fill,
                        fontcolor=paint.text,
                        color=color,
                        penwidth="3" if p.critical else "1",
                    )
    ids = {p.id for p in roadmap.placements}
    for p in roadmap.placements:
        for need in p.needs:
            if need in ids:
                graph.edge(need, p.id, color=theme.line)
    return str(graph.source).encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("dot", ".dot", "text/vnd.graphviz", export, "Dependency graph for Graphviz")
