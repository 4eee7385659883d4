"""What depends on what in a model of others: found by name, by path or by uuid, and without circles."""

from collections.abc import Sequence

import networkx as nx

Stated = tuple[tuple[str, ...], str, tuple[str, ...], int]
"""The path of an activity (its name last), its uuid, what it depends on, its level."""


def resolved(stated: Sequence[Stated], notes: list[str]) -> list[list[int]]:
    """The places of what each activity depends on; what leads nowhere, to several, or round in a circle is noted.

    A circle is cut where least is lost: at the dependency on the highest level above its own, else the last one stated.
    """
    exact: dict[str, list[int]] = {}
    by_uuid: dict[str, list[int]] = {}
    by_word: dict[str, list[int]] = {}
    for at, (path, uuid, _after, _level) in enumerate(stated):
        words = [path[-1], *(sep.join(path[-2:]) for sep in (":", "/", " / ", ".")), ":".join(path)]
        for found, every in ((exact, {uuid}), (by_uuid, {_plain(uuid)}), (by_word, {_plain(one) for one in words})):
            for word in every - {""}:
                found.setdefault(word, []).append(at)
    twice = {own: places for own, places in exact.items() if len(places) > 1}
    for own, places in twice.items():
        called = " and ".join(f"'{stated[at][0][-1][:60]}'" for at in places)
        notes.append(f"{called} have the same id, '{own[:60]}': what depends on it waits for the one beside it, if any")
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(stated)))
    for at, (path, _uuid, after, _level) in enumerate(stated):
        for word in dict.fromkeys(after):
            # an id goes before a name
            meant = exact.get(word) or by_uuid.get(_plain(word)) or by_word.get(_plain(word), [])
            there = [one for one in meant if one != at]
            near = [one for one in there if stated[one][0][:-1] == path[:-1]] or there
            if meant == [at]:
                notes.append(f"'{path[-1]}' depends on itself: that is left out")
            elif len(near) == 1:
                graph.add_edge(at, near[0])
            elif near:
                notes.append(
                    f"'{path[-1]}' depends on '{word[:80]}', which several are called: it waits for none of them"
                )
            else:
                notes.append(f"'{path[-1]}' depends on '{word[:80]}', which is not among what is taken of the model")
    while True:
        try:
            circle = nx.find_cycle(graph)
        except nx.NetworkXNoCycle:
            break
        cut = max(circle, key=lambda edge: (stated[edge[1]][3] - stated[edge[0]][3], edge))
        graph.remove_edge(*cut)
        names = [f"'{stated[edge[0]][0][-1]}'" for edge in circle]
        first, second = (stated[one][0][-1] for one in cut)
        notes.append(f"{', '.join(names)} depend on each other in a circle: '{first}' no longer waits for '{second}'")
    return [list(graph.successors(at)) for at in range(len(stated))]


def _plain(word: str) -> str:
    return word.strip().casefold()
