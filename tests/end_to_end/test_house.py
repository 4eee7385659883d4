"""The house stays one to live in: small modules, functions of one screen, tests that mirror the packages."""

from __future__ import annotations

import ast
from statistics import median

from conftest import ROOT

MODULES = sorted([*(ROOT / "planner").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")])


def test_modules_are_small():
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES if path.name != "__init__.py"}
    assert median(sizes.values()) <= 120
    assert not {path: size for path, size in sizes.items() if size > 400}


def test_a_module_says_what_it_is_and_its_functions_fit_a_screen():
    wrong = []
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        wrong += [] if ast.get_docstring(tree) else [f"{path} does not say what it is"]
        for one in ast.walk(tree):
            if isinstance(one, ast.FunctionDef):
                body = one.body[1:] if ast.get_docstring(one) and len(one.body) > 1 else one.body
                if (one.end_lineno or 0) - body[0].lineno >= 60:
                    wrong.append(f"{path}: {one.name} is too long to be seen at once")
    assert not wrong


def test_tests_mirror_the_packages():
    packages = {path.name for path in (ROOT / "planner").iterdir() if (path / "__init__.py").exists()}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders - packages <= {"bundled", "claims", "end_to_end"}
