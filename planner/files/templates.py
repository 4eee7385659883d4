"""Finds the templates: inside the installed package, or in the checkout beside it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any


@cache
def folder() -> Traversable:
    packaged = resources.files("planner").joinpath("templates")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"


def read(name: str) -> bytes:
    """A template or a file beside the templates; ``name`` may hold slashes."""
    return folder().joinpath(*name.split("/")).read_bytes()


@cache
def environment() -> Any:
    """The Jinja2 environment: sandboxed, undefined names are errors, XML and HTML escaped."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: read(name).decode("utf-8")),
        autoescape=lambda name: name is None or ".svg" in name or ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_template(name: str, /, **values: object) -> str:
    """A template filled in."""
    filled: str = environment().get_template(name).render(**values)
    return filled
