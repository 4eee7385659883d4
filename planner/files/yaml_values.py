"""The values of a YAML text, by the core schema of YAML 1.2: ``on`` and dates are texts, ``1e3`` is a number.

ryaml reads them where it is installed; it is an order of magnitude faster than PyYAML, which reads them elsewhere. Both
refuse duplicate keys, alias bombs and endless nesting, and say where with ``at line N column M``.
"""

from __future__ import annotations

import re
from typing import Any


class YamlError(ValueError):
    """A text that is not YAML, as PyYAML says it."""


def load_yaml(text: str) -> Any:
    """The value of the one document in a text.

    Raises:
        Exception: it is not YAML; the readers differ in the class.
    """
    try:
        import ryaml
    except ImportError:  # no wheel for this platform
        return _by_pyyaml(text)
    try:
        return ryaml.loads(text)
    except Exception as error:
        if "unhashable" in str(error):
            raise ValueError("unhashable key: write every key as a plain text") from None
        raise


CORE = (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", "~nN\0"),
    ("int", "[-+]?(0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+|0b[01]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+."),
)
"""Tag, what a plain text of it looks like, and what it begins with."""


def _by_pyyaml(text: str) -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("Core", (base,), {"yaml_implicit_resolvers": {}})
    for tag, form, first in CORE:
        beginnings = [c if c != "\0" else "" for c in first]
        loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{form})\\Z"), beginnings)
    try:
        found = list(yaml.compose_all(text, Loader=loader))
    except RecursionError:
        raise YamlError("recursion limit") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" at line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise YamlError(f"{error.problem or error}{place}") from None
    except yaml.YAMLError as error:
        bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
        place = f" at position {len(text[: bad.start()].encode('utf-8', 'replace'))}" if bad else ""
        raise YamlError(f"{getattr(error, 'reason', None) or error}{place}") from None
    if len(found) > 1:
        raise YamlError("more than one document")
    return _Values(200 + 20 * len(text)).of(found[0]) if found and found[0] is not None else None


class _Values:
    """Values of nodes. ``most``: as many nodes as aliases may make of a text."""

    def __init__(self, most: int):
        self.left = most

    def of(self, node: Any, depth: int = 0) -> Any:
        self.left -= 1
        if self.left < 0:
            raise YamlError("repetition limit")
        if depth > 100:
            raise YamlError("recursion limit")
        kind, own = type(node).__name__, node.tag.rpartition(":")[2]
        value: Any
        if kind == "MappingNode":
            value = self._mapping(node, depth)
        elif kind == "SequenceNode":
            value = [self.of(one, depth + 1) for one in node.value]
        elif node.tag.startswith("tag:yaml.org,2002:"):
            return _scalar(own, node.value)
        else:
            value = node.value
        return value if node.tag.startswith("tag:yaml.org,2002:") else {node.tag: value}

    def _mapping(self, node: Any, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.of(key_node, depth + 1)
            if isinstance(key, dict | list):
                raise YamlError("unhashable key")
            if key in found:
                raise YamlError(f'duplicate entry with key "{key}"')
            found[key] = self.of(value_node, depth + 1)
        return found


def _scalar(tag: str, text: str) -> Any:
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int":
        return int(text, 0) if re.match("0[oxb]", text) else int(text)
    if tag == "float":
        word = text.lower().lstrip("+")
        return float(word.replace(".inf", "inf").replace(".nan", "nan"))
    return text
