"""Graphviz graphs as journeys: a node is an activity, a cluster its area, an arrow says what comes before what.

Graphviz itself reads the file, without drawing it.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from planner import PlannerError
from planner.pictures import graphviz
from planner.plugins import Imported, Importer, hookimpl, option
from planner_importers.journey_of import HIGHEST, Activity, Options, as_journey, level_of

LARGEST = 1_000_000  # bytes
LOOKS = frozenset({
    "area", "bb", "beautify", "bgcolor", "center", "charset", "class", "clusterrank", "color", "colorscheme",
    "compound", "concentrate", "Damping", "defaultdist", "dim", "dimen", "diredgeconstraints",
    "distortion", "dpi", "epsilon", "esep", "fillcolor", "fixedsize", "fontcolor", "fontname", "fontnames",
    "fontpath", "fontsize", "forcelabels", "gradientangle", "group", "height", "id", "image", "imagepath",
    "imagepos", "imagescale", "inputscale", "K", "label_scheme", "labeljust", "labelloc", "landscape", "layer",
    "layerlistsep", "layers", "layerselect", "layersep", "layout", "levels", "levelsgap", "lheight", "linelength",
    "lp", "lwidth", "margin", "maxiter", "mclimit", "mindist", "mode", "model", "newrank", "nodesep", "nojustify",
    "normalize", "notranslate", "nslimit", "nslimit1", "oneblock", "ordering", "orientation", "outputorder",
    "overlap", "overlap_scaling", "overlap_shrink", "pack", "packmode", "pad", "page", "pagedir", "pencolor",
    "penwidth", "peripheries", "pin", "pos", "quadtree", "quantum", "rank", "rankdir", "ranksep", "ratio",
    "rects", "regular", "remincross", "repulsiveforce", "resolution", "root", "rotate", "rotation",
    "samplepoints", "scale", "searchsize", "sep", "shape", "shapefile", "showboxes", "sides", "size", "skew",
    "smoothing", "sortv", "splines", "start", "style", "stylesheet", "target", "TBbalance", "truecolor",
    "vertices", "viewport", "voro_margin", "width", "xdotversion", "xlp", "z",
})  # fmt: skip
"""Attributes of graphs and nodes that are about how they are drawn: see https://graphviz.org/doc/info/attrs.html."""
READ = frozenset({"name", "label", "level", "tooltip", "nodes", "edges", "subgraphs", "objects", "directed", "strict"})


@dataclass(frozen=True)
class DotOptions(Options):
    """What the graph does not say."""

    arrows: Literal["before", "needs"] = option("before", "a -> b: 'before': a comes before b; 'needs': a needs b")


def read(content: bytes, name: str, options: DotOptions) -> Imported:
    if len(content) > LARGEST:
        raise PlannerError(f"{name} has more than {LARGEST:,} bytes")
    try:
        graph = json.loads(graphviz.run(content.decode("utf-8-sig"), "dot_json"), strict=False)
    except UnicodeDecodeError:
        raise PlannerError(f"{name} is no text in UTF-8") from None
    except json.JSONDecodeError as error:
        several = error.msg == "Extra data"  # Graphviz writes graph after graph
        what = "holds more than one graph: give each a file of its own" if several else f"cannot be read: {error}"
        raise PlannerError(f"{name} {what}") from None
    except PlannerError as error:
        raise PlannerError(f"{name} is no graph that Graphviz can read: {error}") from None
    notes: list[str] = []
    objects = graph.get("objects", ())
    clusters = [one for one in objects if _is_cluster(one)]
    inside = {at: one for one in clusters for at in one.get("nodes", ())}  # an inner one comes after what it is in
    taken = {one["_gvid"] for one in inside.values()}
    notes += [f"the cluster '{_label(one)[:60]}' holds others only: it is left out" for one in clusters
              if one["_gvid"] not in taken]  # fmt: skip
    nodes = {one["_gvid"]: one for one in objects if "nodes" not in one and "subgraphs" not in one}
    if not graph.get("directed") and graph.get("edges"):
        notes.append("the graph has no arrows, only lines: nothing waits for anything")
    after: dict[int, list[str]] = {at: [] for at in nodes}
    for edge in graph.get("edges", ()) if graph.get("directed") else ():
        first, then = edge["tail"], edge["head"]
        way = edge.get("dir", "forward")
        if way in ("none", "both") or edge.get("style") == "invis":
            ends = "' and '".join(_label(nodes[at])[:60] for at in (first, then) if at in nodes)
            what = "is not to be seen" if edge.get("style") == "invis" else f"has the direction '{way}'"
            notes.append(f"the arrow between '{ends}' {what}: nothing waits for it")
            continue
        if (options.arrows == "needs") != (way == "back"):
            first, then = then, first
        if then in after and first in nodes:
            after[then].append(nodes[first]["name"])
    notes += _not_read([graph, *objects], nodes, graph.get("edges", ()))
    found = []
    for at, node in nodes.items():
        level = level_of(node.get("level", "1"))
        if level is None:
            said = str(node["level"])[:30]
            notes.append(f"'{_label(node)}' has the level '{said}', no number from 1 to {HIGHEST}: it is left out")
            continue
        around = inside.get(at)
        path = (_label(around) if around else name, _label(node))
        found.append(Activity(path, level, node["name"], tuple(after[at]), outcome=_plain(node.get("tooltip", "")),
                              group=around["name"] if around else ""))  # fmt: skip
    if not found:
        raise PlannerError(f"{name} holds no nodes{': ' + '; '.join(notes[:3]) if notes else ''}")
    if not any("level" in node for node in nodes.values()):
        notes.append("no node has an attribute 'level': all are of level 1")
    return as_journey(found, name, options, notes, _plain(str(graph.get("label", ""))))


def _not_read(
    objects: list[dict[str, Any]], nodes: dict[int, dict[str, Any]], edges: Iterable[dict[str, Any]]
) -> Iterator[str]:
    """What is said of graphs, nodes and arrows that a journey has no place for, but for how they look."""
    others: dict[str, str] = {}
    for one in objects:
        others |= {key: str(said) for key, said in one.items() if key not in READ | LOOKS and not key.startswith("_")}
    for key, said in sorted(others.items()):
        yield f"the attribute '{key[:30]}', such as '{said[:60]}', is not read"
    for edge in edges:
        if said := " ".join(
            _plain(str(edge.get(key, "")))
            for key in ("taillabel", "label", "xlabel", "headlabel", "comment", "URL", "href")
        ).strip():
            ends = [_label(nodes[edge[end]])[:60] for end in ("tail", "head") if edge[end] in nodes]
            between = "' to '".join(ends)
            yield f"what the arrow from '{between}' says is left out: '{said[:60]}'"


def _is_cluster(one: dict[str, Any]) -> bool:
    return str(one.get("name", "")).startswith("cluster") and "nodes" in one


def _label(one: dict[str, Any]) -> str:
    """The words of a node or a cluster; those of a label of markup without it."""
    words = str(one.get("label", ""))
    if re.search(r"</?[a-zA-Z]+[^<>]*>", words):
        words = html.unescape(re.sub(r"<[^<>]*>", " ", words))
    elif "record" in str(one.get("shape", "")).lower():
        words = " ".join(re.split(r"[{}|]|<[^<>]*>", words))
    return _plain(words.replace("\\N", one["name"])) or str(one["name"])


def _plain(words: str) -> str:
    for escape in ("\\n", "\\l", "\\r"):
        words = words.replace(escape, " ")
    return " ".join(words.split())


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("dot", (".dot", ".gv"), read, "A graph of what comes before what, as a journey", DotOptions)
