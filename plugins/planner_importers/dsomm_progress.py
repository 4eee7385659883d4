"""Progress and evidence of teams, as OWASP DSOMM's application exports them, as levels of an organisation that plans by
the journey which ``activities`` made of the same model.

Implemented is the level that a target means, begun is level 1. Of several teams the least counts, and each is named in
the evidence; one alone with ``--option dsomm.team=NAME``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from planner import PlannerError
from planner.plugins import Imported, Importer, hookimpl, option, read_date
from planner_importers.activities import activities, documents, found_in
from planner_importers.ids import Ids
from planner_importers.journey_of import own_ids

STATES = {"not implemented": 0, "planned": 0, "started": 1, "in progress": 1, "implemented": 2}


@dataclass(frozen=True)
class Options:
    """What the file of progress does not say."""

    model: str = option("", "File of the model that the journey was imported from; default: the same file")
    evidence: str = option("", "File of the teams' evidence")
    team: str = option("", "Team; default: the least of all teams")
    start: date = option(date(2027, 1, 1), "First day of the plan")


def read(content: bytes, name: str, options: Options) -> Imported:
    notes: list[str] = []
    data = _table(content, "progress", name)
    if not options.model and not list(activities(documents(content, name), name, [])):
        raise PlannerError("name the model that the journey was imported from: --option dsomm.model=FILE")
    model = options.model or name
    of_model: list[str] = []
    known = _ids(_bytes(model) if options.model else content, model, of_model)
    evidence = _table(_bytes(options.evidence), "evidence", options.evidence) if options.evidence else {}
    every = _all_teams(data)
    teams = [options.team] if options.team else every
    if options.team and options.team not in every:
        raise PlannerError(f"{name} has no team '{options.team}'; there are {', '.join(every) or 'none'}")
    levels: dict[str, Any] = {}
    idle: list[str] = []
    for uuid, own in data.items():
        if uuid not in known:
            notes.append(f"{name}: {uuid[:60]} is no activity of {model}: it is left out")
        elif found := _standing(own or {}, teams, f"{name}: {known[uuid]}", notes):
            level, day, said = found
            said = "; ".join([said, *_evidence(evidence.get(uuid), options.team)])
            if not level:
                idle.append(known[uuid])
            else:
                levels[known[uuid]] = {"level": level, "evidence": said[:1000], **({"on": day} if day else {})}
    notes += [f"nobody has begun {', '.join(idle)}"] if idle and levels else []
    notes += [f"{options.evidence}: {uuid[:60]} is no activity of the model" for uuid in evidence if uuid not in known]
    if not levels:
        raise PlannerError(f"{name}: nothing of it is begun{': ' + '; '.join(notes[:3]) if notes else ''}")
    notes += of_model
    stem = re.sub(r"\.[^.]*$", "", name)
    document = {"organisation": Ids("organisation").of((), stem), "name": stem, "start": options.start.isoformat(),
                "levels": levels}  # fmt: skip
    return Imported(document, "organisation", tuple(notes))


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise PlannerError(f"{path} cannot be read: {error.strerror}") from None


def _table(content: bytes, key: str, name: str) -> dict[str, Any]:
    """What stands below a key of a document, by uuid."""
    own = [one[key] for one in documents(content, name) if isinstance(one, Mapping) and key in one]
    if not own or not isinstance(own[0], Mapping | None):
        raise PlannerError(f"{name} has no '{key}' with an entry for each activity")
    return {str(uuid): one for uuid, one in (own[0] or {}).items()}


def _ids(content: bytes, name: str, notes: list[str]) -> dict[str, str]:
    """The id of each activity in the journey, by uuid."""
    found = found_in(content, PurePath(name).name, notes)
    return {one.uuid: own for one, own in zip(found, own_ids(found, Ids("activity")), strict=True) if one.uuid}


def _all_teams(data: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(str(team) for own in data.values() if isinstance(own, Mapping) for team in own))


def _standing(own: Any, teams: list[str], where: str, notes: list[str]) -> tuple[int, str, str] | None:
    """(level, day, what is said of each team) of an activity; None: it is no such entry."""
    if not isinstance(own, Mapping):
        notes.append(f"{where} has no teams: it is left out")
        return None
    named = {str(team): states for team, states in own.items()}
    each = [_of_team(named.get(team) or {}, f"{where}, {team}", notes) for team in teams]
    said = "; ".join(f"{team}: {words}" for team, (_level, _day, words) in zip(teams, each, strict=True))
    level = min((level for level, _day, _words in each), default=0)
    days = [day for found, day, _words in each if found == level and day]
    return level, max(days, default=""), said


def _of_team(states: Any, where: str, notes: list[str]) -> tuple[int, str, str]:
    """(level, day it was reached, in words) of a team."""
    best, when, words = 0, "", "not begun"
    for state, day in states.items() if isinstance(states, Mapping) else ():
        level = STATES.get(str(state).strip().lower())
        if level is None:
            notes.append(f"{where}: the state '{str(state)[:40]}' is none of {', '.join(STATES)}: it is left out")
        elif level > best:
            known = day if isinstance(day, date) else read_date(str(day))
            best, words, when = level, str(state), known.isoformat()[:10] if known else ""
            if not known:
                notes.append(f"{where}: '{str(day)[:40]}' is no day")
    return best, when, f"{words} {when}".strip()


def _evidence(own: Any, team: str) -> Iterator[str]:
    """What is shown for an activity, of a team or of all."""
    for one in own if isinstance(own, list) else ():
        if not isinstance(one, Mapping) or (team and team not in (one.get("teams") or [team])):
            continue
        parts = [one.get("title"), one.get("description"), one.get("link") or one.get("url")]
        if words := " ".join(" ".join(str(part).split()) for part in parts if part):
            yield words


@hookimpl
def planner_importers() -> Iterable[Importer]:
    yield Importer("dsomm", (), read, "Progress and evidence of teams of OWASP DSOMM, as levels", Options)
