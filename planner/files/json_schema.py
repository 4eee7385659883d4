"""What a document has that its JSON Schema does not allow, found by jsonschema-rs, or by jsonschema where that is
missing: slower, the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from planner.errors import MissingError

Path = tuple[str | int, ...]
CHECKED = ("date",)
"""Formats that are checked."""


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """One deviation.

    Attributes:
        keyword: of the schema that is broken, such as ``required``.
        path: of the value; ``schema_path``: of the keyword in the schema.
        instance: the value, for a key that cannot be one.
        allowed: what the keyword says: a limit, names of types, options; the missing key for ``required``.
        unexpected: keys that are unknown.
        inner: the fault of a key (``propertyNames``).
        branches: the faults of each alternative (``anyOf``).
    """

    keyword: str
    path: Path
    schema_path: Path
    message: str
    instance: Any = None
    allowed: Any = None
    unexpected: tuple[str, ...] = ()
    inner: SchemaFault | None = None
    branches: tuple[tuple[SchemaFault, ...], ...] = field(default=())


Faults = Callable[[Any], Iterator[SchemaFault]]


def checker(schema: dict[str, Any]) -> Faults:
    """What finds the faults of data by a schema.

    Raises:
        MissingError: neither library is installed.
    """
    try:
        import jsonschema_rs
    except ImportError:
        return _by_jsonschema(schema)
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return lambda data: map(_from_rs, validator.iter_errors(data))


def _from_rs(error: Any) -> SchemaFault:
    kind = error.kind
    name = type(kind).__name__.split("_")[-1]
    allowed = {"Required": "property", "Type": "types", "Enum": "options"}.get(name, "limit")
    return SchemaFault(
        keyword=name[:1].lower() + name[1:],
        path=tuple(error.instance_path),
        schema_path=tuple(error.schema_path),
        message=str(error.message),
        instance=error.instance if name != "AdditionalProperties" else None,
        allowed=getattr(kind, allowed, None),
        unexpected=tuple(kind.unexpected) if name == "AdditionalProperties" else (),
        inner=_from_rs(kind.error) if name == "PropertyNames" else None,
        branches=tuple(tuple(map(_from_rs, branch)) for branch in kind.context) if name == "AnyOf" else (),
    )


def _by_jsonschema(schema: dict[str, Any]) -> Faults:
    try:
        from jsonschema import Draft202012Validator, FormatChecker, ValidationError
        from jsonschema.validators import extend
    except ImportError:
        raise MissingError(
            "documents are checked by jsonschema-rs: pip install jsonschema-rs (or jsonschema)"
        ) from None

    def at_least(_validator: Any, least: float, value: Any, _schema: Any) -> Iterator[Any]:
        if isinstance(value, int | float) and not isinstance(value, bool) and not value >= least:  # nan is not
            yield ValidationError(f"{value} is less than {least}")

    strict = extend(Draft202012Validator, {"minimum": at_least})
    validator = strict(schema, format_checker=FormatChecker(CHECKED))
    return lambda data: (fault for error in validator.iter_errors(data) for fault in _from_python(error, schema))


def _from_python(error: Any, schema: dict[str, Any]) -> Iterator[SchemaFault]:
    name, allowed = str(error.validator), error.validator_value
    path, schema_path = tuple(error.absolute_path), _in_definitions(schema, tuple(error.absolute_schema_path))
    if name in ("required", "dependentRequired"):  # one error for each key that is missing, named first
        name, allowed = "required", error.message.split("'")[1]
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    unexpected = tuple(key for key in error.instance if key not in known) if name == "additionalProperties" else ()
    written = tuple(error.absolute_schema_path)
    if "propertyNames" in written:
        at = written.index("propertyNames") + 1
        inside = written[at:] if schema_path[0] != "$defs" or "propertyNames" in schema_path else schema_path
        inner = SchemaFault(name, (), inside, error.message, error.instance, allowed)
        yield SchemaFault("propertyNames", path, _in_definitions(schema, written[:at]), error.message, inner=inner)
        return
    groups: dict[int, list[SchemaFault]] = {}
    for one in error.context or ():
        groups.setdefault(int(one.schema_path[0]), []).extend(_from_python(one, schema))
    branches = tuple(tuple(groups.get(i, ())) for i in range(len(allowed))) if name == "anyOf" else ()
    yield SchemaFault(name, path, schema_path, error.message, error.instance, allowed, unexpected, branches=branches)


def _in_definitions(schema: dict[str, Any], path: Path) -> Path:
    """A path in a schema that begins with the definition it ends in, as jsonschema-rs has it."""
    node: Any = schema
    found: list[str | int] = []
    for part in path:
        if isinstance(node, dict) and "$ref" in node and part not in node:
            found = ["$defs", node["$ref"].rsplit("/", 1)[-1]]
            node = schema["$defs"][found[1]]
        node = node[part]
        found.append(part)
    return tuple(found)
