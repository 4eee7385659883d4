"""The checks of meaning of what a journey says of regions, of traits of organisations and of the law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.documents import parts
from planner.documents.reader import DataPath, Document


def check_circumstances(document: Document, data: Mapping[str, Any], capabilities: Mapping[str, Any]) -> None:
    """Regions, traits and capabilities that are spoken of exist, and no region lies in itself."""
    regions, traits = data.get("regions") or {}, data.get("traits") or {}
    for name, region in regions.items():
        within = region.get("within") if isinstance(region, Mapping) else None
        if within is not None and within not in regions:
            document.unknown(("regions", name, "within"), "region", str(within), regions)
        elif _circle(regions, name):
            document.refuse(("regions", name, "within"), f"'{name}' lies in itself", "drop 'within' of one of them")
    for table in ("capabilities", "rules", "regulations", "surveys"):
        for name, body in (data.get(table) or {}).items():
            if isinstance(body, Mapping):
                _check_only_for(document, (table, name), body, regions, traits)
    for name, body in capabilities.items():
        for trait in body.get("waits") or {}:
            parts.check_estimate(document, ("capabilities", name, "waits", trait), body["waits"][trait])
            if trait not in traits:
                document.unknown(("capabilities", name, "waits", trait), "trait", trait, traits, at_key=True)
    for name, body in (data.get("regulations") or {}).items():
        for index, entry in enumerate((body.get("asks") if isinstance(body, Mapping) else None) or []):
            used = parts.capability_in(entry) if isinstance(entry, str) else ""
            if used and used not in capabilities:
                document.unknown(("regulations", name, "asks", index), "capability", used, capabilities)
    for old, new in (data.get("moved") or {}).items():
        if new not in capabilities:
            document.unknown(("moved", old), "capability", str(new), capabilities)


def _check_only_for(
    document: Document,
    here: DataPath,
    body: Mapping[str, Any],
    regions: Mapping[str, Any],
    traits: Mapping[str, Any],
) -> None:
    whom = body.get("only_for")
    for key, kind, known in (("regions", "region", regions), ("traits", "trait", traits)):
        for index, used in enumerate((whom.get(key) if isinstance(whom, Mapping) else None) or []):
            if used is not None and used not in known:
                document.unknown((*here, "only_for", key, index), kind, used, known)


def _circle(regions: Mapping[str, Any], name: str) -> bool:
    seen: set[str] = set()
    while name in regions and name not in seen:
        seen.add(name)
        name = (regions[name] or {}).get("within", "")
    return name in seen
