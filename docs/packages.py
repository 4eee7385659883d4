"""Draws ``docs/packages.svg``: the packages of the planner, lowest first, and what each imports directly.

``python docs/packages.py``, with the development tools installed. Imports inside functions and for types count.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import graphviz
import grimp
import networkx as nx

from planner.pictures import graphviz as engine

ROOT = Path(__file__).parents[1]
SAY = {
    "i18n": "words and languages",
    "files": "effects on files",
    "domain": "journey, organisation,\ncalendar, capability graph",
    "scheduling": "the problem that\nsequencers solve",
    "roadmap": "the result",
    "pictures": "scenes, toolkit,\nslides",
    "plugins": "kinds, discovery,\nisolation",
    "documents": "files ↔ domain",
    "verification": "a second opinion\non every plan",
    "planning": "domain → problem →\nschedule → roadmap",
    "assessment": "where it stands",
    "analysis": "questions to a plan",
    "portfolios": "organisations that share people",
    "publishing": "roadmap → files",
    "api": "for Python users",
    "contract": "what plugins keep",
    "cli": "for terminal users",
    "sites": "for documentation sites\nand notebooks",
    "testing": "the kit for authors",
}


def main() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [layer for layer in reversed(contracts[0]["layers"]) if "errors" not in layer]
    names = [layer.split(" | ")[0].removeprefix("planner.") for layer in layers]
    imports = grimp.build_graph("planner")
    packages = nx.DiGraph()
    packages.add_nodes_from(names)
    for one in names:
        for other in names:
            if one != other and imports.find_shortest_chain(f"planner.{one}", f"planner.{other}", as_packages=True):
                packages.add_edge(one, other)
    drawn = graphviz.Digraph("packages")
    drawn.attr(rankdir="BT", nodesep="0.25", ranksep="0.35", bgcolor="white")
    drawn.attr("node", shape="box", style="filled,rounded", fillcolor="#E8F0F8", color="#2A6DAB", fontname="Arial")
    drawn.attr("edge", color="#5A6678", arrowsize="0.7")
    for name in names:
        drawn.node(name, f"{name}\n{SAY[name]}")
    drawn.node("plugins/", "plugins/planner_*\nbundled, as an agency's", fillcolor="#F4E8D8", color="#9A6B1F")
    for one, other in nx.transitive_reduction(packages).edges:
        drawn.edge(one, other)
    drawn.edge("plugins/", "plugins", style="dashed")
    drawn.edge("plugins/", "pictures", style="dashed")
    target = ROOT / "docs" / "packages.svg"
    target.write_bytes(engine.run(drawn.source, "svg"))
    print(f"Open {target}")


if __name__ == "__main__":
    main()
