"""What on a slide refers to shapes that are gone: effects, triggers, builds, and lines of other people's glued to
them."""

from __future__ import annotations

from typing import Any

from planner.pictures.slides.marks import A, P, name_of


def forget(tree: Any, gone: set[str]) -> list[str]:
    """Takes out of a slide what refers to shapes that are no longer there, and says what that was.

    Args:
        gone: ids of shapes.
    """
    said: list[str] = []
    effects = 0
    for timing in list(tree.iterfind(f"{P}timing")):
        for target in [node for node in timing.iter(f"{P}spTgt") if node.get("spid") in gone]:
            effects += _remove_effect(target, timing)
        for build in [node for node in timing.iter() if node.get("spid") in gone and node.getparent() is not None]:
            if build.getparent().tag == f"{P}bldLst":
                build.getparent().remove(build)
        for empty in [node for node in timing.iter(f"{P}bldLst") if not len(node)]:
            empty.getparent().remove(empty)
        if next(timing.iter(f"{P}spTgt", f"{P}sldTgt", f"{P}inkTgt", f"{P}sndTgt"), None) is None:
            tree.remove(timing)
    if effects:
        said.append(f"{effects} animation{'' if effects == 1 else 's'} of shapes that are gone")
    for tag in ("stCxn", "endCxn"):
        for glue in [node for node in tree.iter(f"{A}{tag}") if node.get("id") in gone]:
            line = next((node for node in glue.iterancestors(f"{P}cxnSp")), None)
            glue.getparent().remove(glue)
            name = str(name_of(line).get("name", "")) if line is not None else ""
            said.append(f"the end of {name or 'a line'} at a shape that is gone")
    return said


def _remove_effect(target: Any, timing: Any) -> int:
    """Removes the effect that a target belongs to, and what is empty without it; 0 where it went with another."""
    ancestors = list(target.iterancestors())
    if timing not in ancestors:
        return 0
    inside = ancestors[: ancestors.index(timing)]
    trigger = next((node for node in inside if node.tag == f"{P}cond"), None)
    if trigger is not None:  # what a click on the shape would have begun
        whole = next((node for node in inside if node.tag in (f"{P}seq", f"{P}par")), None)
    else:
        pars = [node for node in inside if node.tag == f"{P}par"]
        whole = next((par for par in pars if par.find(f"{P}cTn") is not None and par.find(f"{P}cTn").get("presetID")),
                     pars[0] if pars else None)  # fmt: skip
    if whole is None:
        return 0
    while True:
        holder = whole.getparent()
        holder.remove(whole)
        if holder.tag != f"{P}childTnLst" or len(holder):
            return 1
        up = next((node for node in holder.iterancestors() if node.tag in (f"{P}par", f"{P}seq")), None)
        if up is None or up.getparent() is None or up.getparent().tag == f"{P}tnLst":
            return 1
        whole = up
