"""JSON: the whole plan, in the shape that ``planner schema roadmap`` publishes."""

import json
from collections.abc import Iterable

from planner.pictures import Style
from planner.plugins import Exporter, Roadmap, hookimpl, roadmap_data


def export(roadmap: Roadmap, style: Style) -> bytes:
    return (json.dumps(roadmap_data(roadmap), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("json", ".json", "application/json", export, "The whole plan as data, with a published schema")
