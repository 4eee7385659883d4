"""The questions of ``planner assess new``, on the terminal. Which one is next is decided in ``assessment.interview``;
every answer is written at once."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner import api
from planner.assessment.form import NO, YES, answer_of
from planner.assessment.interview import fitting_owner, is_about_ownership, offers, questions, to_ask
from planner.documents.editing import edited
from planner.documents.reader import DataPath, read_file
from planner.files.atomic import rewrite, write_all
from planner.files.lock import held
from planner.i18n.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.domain.journey import Capability
    from planner.domain.values import Text

HIGHEST = 5  # weight of a goal


class StoppedError(Exception):
    """Whoever answers has had enough for now."""


class Interview:
    """One sitting: asks, writes, and knows how far it is."""

    def __init__(self, file: Path, journey: str, by: str, on: date, language: str | None):
        self.file, self.by, self.on = file, by, on
        self.answered = self.left = 0
        self.skipped: set[str] = set()
        if not file.exists():
            self._begin(journey)
        self.loaded = api.load(file)
        self.language = language or self.loaded.organisation.language

    def hold(self) -> None:
        """Until nothing is left to ask, or somebody stops."""
        try:
            self._ask_everything()
        except (StoppedError, click.Abort):
            self._say(f"{self.file} has {self.answered} answers more; about {self.left} questions are left. "
                      f"Go on with: planner assess new {shlex.quote(str(self.file))}")  # fmt: skip
            return
        self._say(f"Nothing is left to ask. Next: planner assess {self.file}")

    def _ask_everything(self) -> None:
        while True:
            waiting = [c for c in self._waiting() if c.id not in self.skipped]
            self.left = len(waiting)
            without_goals = "goals" not in read_file(self.file).data
            if without_goals and (not waiting or is_about_ownership(self.loaded.journey, waiting[0])):
                self._ask_goals()
                continue
            if not waiting:
                return
            self._ask(waiting[0])

    def _waiting(self) -> tuple[Capability, ...]:
        return to_ask(self.loaded.journey, self._answered(), self.loaded.organisation)

    def _answered(self) -> dict[str, int]:
        """Levels that somebody has stated; a 0 that nobody stands for, such as 'planner init' writes, is no answer."""
        stated = self.loaded.organisation.levels.items()
        return {name: one.level for name, one in stated if one.level or one.evidence or one.by or one.on}

    def _ask(self, capability: Capability) -> None:
        area = self.loaded.journey.areas[capability.area].say(self.language)
        known = len(self._answered())
        self._say("")
        click.secho(clean(f"{capability.name.say(self.language)} ({area})"), bold=True, nl=False, err=True)
        click.secho(f"   {known} answered, about {self.left} to go", dim=True, err=True)
        level = 0
        for question in questions(self.loaded.journey, capability):
            answer = self._choice(question.say(self.language), capability)
            if answer == "s":
                self.skipped.add(capability.id)
                return
            if answer == "n":
                break
            level += 1
            self._state(capability, level)  # at once: who leaves here has said so much
        note = str(self._prompt("How is it known? (Enter: leave it out)", "")) if level else ""
        self._state(capability, level, note)
        self.answered += 1

    def _state(self, capability: Capability, level: int, note: str = "") -> None:
        """Writes a level with who says so and when, so that nobody takes it for one that was never asked."""
        said = {"evidence": note, "by": self.by, "on": self.on.isoformat()}
        value = {"level": level, **{key: words for key, words in said.items() if words}}
        self._write({("levels", capability.id): value})

    def _choice(self, question: str, capability: Capability) -> str:
        while True:
            said = str(self._prompt(clean(question) + " [y/n/s/?/q]", None)).strip().lower()
            answer = said[:1] if said[:1] in ("q", "s", "?") else {YES: "y", NO: "n"}.get(str(answer_of(said)), "")
            if answer == "q":
                raise StoppedError
            if answer == "?":
                self._say(f"  {clean(capability.outcome.say(self.language))} (y yes, n no, s skip for now, q stop)")
                if capability.proof:
                    self._say(f"  To show: {clean(capability.proof.say(self.language))}")
            elif answer in ("y", "n", "s"):
                return answer

    def _ask_goals(self) -> None:
        """Goals by how far along the organisation is: those near first, the others as the horizon."""
        journey = self.loaded.journey
        levels = {name: standing.level for name, standing in self.loaded.organisation.levels.items()}
        self._say("\nWhat should it bring the organisation? Give each goal a weight, 0 (not at all) to 5 (most).")
        weights: dict[str, int] = {}
        horizon = False
        for offer in offers(journey, levels):
            if not offer.near and not horizon:
                horizon = True
                self._say("Further along the curve, worth naming early because far goals change what comes first:")
            name = journey.goals[offer.goal].name.say(self.language)
            weights[offer.goal] = self._weight(clean(name))
        if not any(weights.values()):
            self._say("At least one goal needs a weight above 0.")
            return
        self._write({("goals",): weights})
        owner = fitting_owner(journey, weights)
        if owner is not None:
            role = clean(journey.roles[owner.role].say(self.language))
            self._say(f"With these goals, {role} would own most of what serves them ({owner.share:.0%} of the value). "
                      "Keep that in mind for the questions about ownership.")  # fmt: skip

    def _weight(self, name: str) -> int:
        while True:
            answer = str(self._prompt(f"  {name} [0-{HIGHEST}, q]", "0")).strip().lower()
            if answer == "q":
                raise StoppedError
            if re.fullmatch(f"[0-{HIGHEST}]", answer):
                return int(answer)

    def _begin(self, journey: str) -> None:
        """A new file with what every plan needs."""
        from planner.documents.yaml_text import as_lines
        from planner.domain.calendar import first_day, next_quarter, quarter_of

        found_journey = api.load_journey(journey)
        name = str(self._prompt("Name of the organisation", self.file.stem)).strip() or self.file.stem
        found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        start = first_day(next_quarter(quarter_of(self.on))).isoformat()
        units = self._prompt("Business units and markets that work on their own", "1")
        data: dict[str, Any] = {
            "organisation": found if found[:1].isalpha() else "organisation",
            "name": name,
            "journey": journey,
            "start": start,
            "units": int(units) if re.fullmatch("[1-9][0-9]{0,3}", str(units)) else 1,
        }
        regions = {key: region.name for key, region in found_journey.regions.items()}
        data |= {"regions": self._several("Where does it work? The law there brings dates into the plan", regions)}
        data |= {"traits": self._several("Which of these is true of it?", found_journey.traits)}
        data = {key: value for key, value in data.items() if value != []}
        head = "# Answers of 'planner assess new'; it goes on where it was stopped.\n"
        write_all([(self.file, (head + as_lines(data)).encode("utf-8"))])

    def _several(self, words: str, known: Mapping[str, Text]) -> list[str]:
        """Ids of what somebody chooses by number from a list."""
        ids = list(known)
        if not ids:
            return []
        self._say(f"\n{words}")
        for number, key in enumerate(ids, 1):
            self._say(f"  {number:>2} {clean(known[key].say())}")
        while True:
            answer = str(self._prompt("Numbers, with commas (Enter: none)", ""))
            numbers = [int(one) for one in re.findall(r"[0-9]{1,3}", answer)]
            if all(1 <= one <= len(ids) for one in numbers):
                return [ids[one - 1] for one in dict.fromkeys(numbers)]
            self._say(f"  There are numbers from 1 to {len(ids)}.")

    def _write(self, changes: dict[DataPath, Any]) -> None:
        with held(self.file):
            text = edited(read_file(self.file), changes)
            self.loaded = api.load_text(text, self.file)
            rewrite(self.file, text)

    def _prompt(self, words: str, default: str | None) -> Any:
        return click.prompt(words, default=default, show_default=bool(default), err=True, type=str)

    def _say(self, words: str) -> None:
        click.echo(words, err=True)
