"""Compiles the sequencers' kernel into the wheel (or, for an editable install, into the checkout) where there is a C
compiler. Without one the wheel is pure Python and plans all the same, only more slowly."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "planner_sequencers"


class Kernel(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        folder = Path(self.root) / "plugins" / PACKAGE
        try:
            built = compiled(folder)
        except BaseException as error:  # distutils ends the interpreter where there is no compiler
            if isinstance(error, KeyboardInterrupt):
                raise
            self.app.display_warning(f"the kernel was not compiled ({error}): searches will be slower")
            return
        if version == "editable":
            fresh = folder / f"{built.name}.new"
            shutil.copy(built, fresh)
            fresh.replace(folder / built.name)  # never written over: a running planner may have it in use
        else:
            build_data["force_include"][str(built)] = f"{PACKAGE}/{built.name}"
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{platform_tag()}"


def compiled(folder: Path) -> Path:
    """The kernel as a shared library for the stable ABI, in a temporary folder."""
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    strict = [] if sys.platform == "win32" else ["-O2", "-ffp-contract=off"]  # the same numbers as Python's
    libraries = [] if sys.platform == "win32" else ["m"]
    source = str(folder / "_kernel.c")
    extension = Extension(
        "_kernel", [source], py_limited_api=True, extra_compile_args=strict, libraries=libraries,
        define_macros=[("Py_LIMITED_API", "0x030B0000")],
    )  # fmt: skip
    target = Path(tempfile.mkdtemp())
    command = build_ext(Distribution({"ext_modules": [extension]}))
    command.build_lib, command.build_temp = str(target), str(target / "objects")
    command.ensure_finalized()
    command.run()
    return next(path for path in target.iterdir() if path.suffix in (".so", ".pyd"))


def platform_tag() -> str:
    import sysconfig

    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
