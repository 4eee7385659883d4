"""XML of others, read without what it may refer to."""

from typing import Any

from planner import PlannerError


def tree_of(content: bytes, name: str, kind: str) -> Any:
    """The root of a document: entities are not resolved, nothing is fetched, sizes are bounded.

    Raises:
        PlannerError: it is no XML.
    """
    from lxml import etree

    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PlannerError(f"{name} is no {kind} that can be read: {' '.join(str(error).split())[:200]}") from None
