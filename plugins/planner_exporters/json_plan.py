"""JSON: the whole plan, in the shape that ``planner schema roadmap`` publishes."""

import json
from collections.abc import Iterable

from planner.plain import to_data
from planner.plugins import Exporter, hookimpl
from planner.roadmap import Roadmap
from planner.style import Style


def export(roadmap: Roadmap, style: Style) -> bytes:
    return (json.dumps(to_data(roadmap), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("json", ".json", "application/json", export, "The whole plan as data, with a published schema")
