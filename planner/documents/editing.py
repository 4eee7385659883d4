"""Changes to a YAML or JSON text that leave everything else as it is, byte for byte: comments, order, spaces, quotes
and line endings. PyYAML says where things are; only the text of what changes is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from planner.documents.reader import DataPath, Document, composed, read_text, spell
from planner.documents.yaml_text import on_one_line
from planner.errors import DocumentError, PlannerError


def edited(document: Document, changes: Mapping[DataPath, Any], removed: Iterable[DataPath] = ()) -> str:
    """The text with a value at each path; keys and mappings that are missing are added at the end of theirs.

    Args:
        changes: new value by path, such as ``{("levels", "social-care"): 2}``. Values are plain data.
        removed: paths of what is to count no longer. In a mapping with a line for each key it becomes a comment, so
            that no comment beside it is lost.

    Raises:
        PlannerError: a change cannot be made without touching something else (aliases); the text is not changed.
    """
    text, expected = document.text, _copy(document.data)
    for path, value in changes.items():
        text = _changed(text, path, value)
        _put(expected, path, value)
    for path in removed:
        text = _without(text, path)
        _take(expected, path)
    try:
        same = read_text(text, document.source).data == expected
    except DocumentError:
        same = False
    if not same:
        raise PlannerError(f"{document.source}: this file cannot be edited by a command; write it without *aliases")
    return text


def _nodes(text: str) -> Any:
    node = composed(text, "SafeLoader", "CSafeLoader")
    if not node:
        raise PlannerError("this file cannot be edited by a command: write it as YAML, or JSON indented with spaces")
    return node


def _changed(text: str, path: DataPath, value: Any) -> str:
    bom = text.startswith("\ufeff")
    node: Any = _nodes(text)
    depth, inside = 0, False  # inside a flow mapping a comma ends a value, so it is written as a part of one
    while depth < len(path) and (inner := _child(node, path[depth])) is not None:
        inside = inside or bool(node.flow_style)
        node, depth = inner, depth + 1
    start: int = node.start_mark.index + bom
    end: int = node.end_mark.index + bom
    rest, flow = path[depth:], text.lstrip("\ufeff \t\r\n")[:1] == "{"
    if not rest:
        if isinstance(node, yaml.MappingNode) and isinstance(value, Mapping):
            for key, one in value.items():
                text = _changed(text, (*path, key), one)
            return text
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            raise PlannerError(f"'{spell(path)}' holds more than one value: change it by hand")
        words = _written([value], flow)[1:-1] if inside else _written(value, flow)
        return text[:start] + _spaced(text, start, words) + _kept_end(text, start, end) + text[end:]
    for key in reversed(rest[1:]):
        value = {key: value}
    key = str(rest[0])
    if isinstance(node, yaml.ScalarNode) and not node.value and start == end:  # a key without a value yet
        return text[:start] + _spaced(text, start, _written({key: value}, flow)) + text[end:]
    if isinstance(node, yaml.ScalarNode):
        raise PlannerError(f"'{spell(path[:depth])}' is a single value: change it by hand")
    if not isinstance(node, yaml.MappingNode):
        raise PlannerError(f"'{spell(path[:depth])}' is no mapping: change it by hand")
    if node.flow_style:
        entry = _written({key: value}, flow)[1:-1]
        after: int = node.value[-1][1].end_mark.index + bom if node.value else start + 1
        return text[:after] + (", " if node.value else "") + entry + text[after:]
    entries = [_written({key: value}, flow)[1:-1]]
    if isinstance(value, Mapping) and value and not node.value[0][0].start_mark.column:
        entries = [f"{key}:", *(f"  {_written({name: one}, flow)[1:-1]}" for name, one in value.items())]
    return _lines_added(text, node, entries, bom)


def _without(text: str, path: DataPath) -> str:
    """The text without the entry at a path, and without the mapping that held nothing else."""
    bom = text.startswith("\ufeff")
    node: Any = _nodes(text)
    parent = node
    for part in path[:-1]:
        parent = _child(parent, part)
    if len(parent.value) == 1 and len(path) > 1:
        return _without(text, path[:-1])
    place = next(i for i, (key, _) in enumerate(parent.value) if key.value == str(path[-1]))
    key, value = parent.value[place]
    start, end = key.start_mark.index + bom, _last(value).end_mark.index + bom
    if parent.flow_style:
        if place:  # with the comma before it, or the one after it where it is the first
            start = parent.value[place - 1][1].end_mark.index + bom
        else:
            end = parent.value[1][0].start_mark.index + bom
        return text[:start] + text[end:]
    if text[end - 1 : end] == "\n":
        end -= 1
    first = text.rfind("\n", 0, start) + 1
    return text[:first] + "\n".join(f"# {line}" for line in text[first:end].split("\n")) + text[end:]


def _take(data: Any, path: DataPath) -> None:
    holder = data
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    if not holder and len(path) > 1:
        _take(data, path[:-1])


def _lines_added(text: str, node: Any, entries: list[str], bom: bool) -> str:
    """Lines of their own after the last one of a block mapping, indented as its keys are."""
    newline = "\r\n" if "\r\n" in text else "\n"
    last = _last(node).end_mark.index + bom
    if last and text[last - 1] == "\n":  # the end of a block scalar is the beginning of the next line
        place = last
        while text[:place].endswith(newline * 2):  # blank lines after it stay where they are
            place -= len(newline)
    else:
        found = text.find("\n", last)
        place = found + 1 if found >= 0 else len(text)
    before = "" if place == 0 or text[place - 1] == "\n" else newline
    indent: str = " " * node.value[0][0].start_mark.column
    return text[:place] + before + "".join(indent + entry + newline for entry in entries) + text[place:]


def _last(node: Any) -> Any:
    """The last thing that is written inside a node: the end of a block mapping is where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        entry = node.value[-1]
        return _last(entry[1] if isinstance(node, yaml.MappingNode) else entry)
    return node


def _child(node: Any, part: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def _spaced(text: str, start: int, words: str) -> str:
    """A space between a colon and what follows it."""
    return f" {words}" if start and text[start - 1] == ":" else words


def _kept_end(text: str, start: int, end: int) -> str:
    """The line break that ends a block scalar."""
    old = text[start:end]
    return old[len(old.rstrip("\r\n")) :] if old[:1] in ("|", ">") else ""


def _written(value: Any, flow: bool) -> str:
    """A value on one line: JSON in a JSON file, else YAML."""
    if flow:
        return json.dumps(value, ensure_ascii=False, default=str)
    return on_one_line(value)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value


def _put(data: Any, path: DataPath, value: Any) -> None:
    for part in path[:-1]:
        if isinstance(data, dict) and data.get(part) is None:
            data[part] = {}
        data = data[part]
    if isinstance(value, Mapping) and isinstance(data.get(path[-1]), dict):
        for key, one in value.items():
            _put(data[path[-1]], (key,), one)
    else:
        data[path[-1]] = value
