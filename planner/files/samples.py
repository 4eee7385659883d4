"""The fictional samples: inside the installed package, or in the checkout beside it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def folder() -> Traversable:
    packaged = resources.files("planner").joinpath("samples")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "examples"


def names() -> tuple[str, ...]:
    """What the samples are called."""
    return tuple(sorted(one.name[:-5] for one in folder().iterdir() if one.name.endswith(".yaml")))


def read(name: str) -> bytes:
    """The file of a sample."""
    return folder().joinpath(f"{name}.yaml").read_bytes()
