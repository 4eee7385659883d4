"""Plain data as YAML 1.2, which is what the reader takes it for: ``on`` and dates are texts, ``1e3`` is quoted."""

from __future__ import annotations

import re
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Quotes a text that YAML 1.2 (core schema, 10.3.2) would take for something else."""


_Dumper.yaml_implicit_resolvers = {}  # none of YAML 1.1

for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.nan|\.NaN", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
):  # fmt: skip
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def as_lines(data: Any) -> str:
    """A document with a line for each key."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))


def on_one_line(value: Any) -> str:
    """A value in flow style."""
    words = yaml.dump(value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**9)
    return str(words).strip().removesuffix("...").strip()
