"""Organisation documents: the checks of meaning that a schema cannot make, and the built model."""

from __future__ import annotations

from planner.documents.journey import load_journey
from planner.documents.journey_lookup import FindJourney
from planner.documents.organisation_builder import build_organisation, from_day, with_estimates
from planner.documents.organisation_meaning import check_organisation
from planner.documents.parts import date_in, year_start
from planner.documents.reader import Document
from planner.documents.schema import check
from planner.documents.units import check_units, levels_in, read_units, with_waves
from planner.domain.journey import Journey
from planner.domain.organisation import (
    Organisation,
)
from planner.errors import DocumentError, PlannerError

DEFAULT_JOURNEY = "social-native"


def organisation_from(
    document: Document, find: FindJourney, journey: Journey | None = None
) -> tuple[Organisation, Journey]:
    """Checks and builds an organisation together with its journey, the organisation's own estimates applied.

    ``journey``: the journey, where it is there already; default: the one that the document names.

    Raises:
        DocumentError: with every fault of the organisation, and of its journey if it has any.
    """
    if "capabilities" in document.data and "organisation" not in document.data:
        what, mend = "this is a journey, not an organisation", "see it with 'planner journey show'"
        document.refuse(("capabilities",), what, mend, at_key=True)
        document.raise_problems()
    if "portfolio" in document.data and "organisation" not in document.data:
        what, mend = (
            "this is a portfolio, not an organisation",
            "plan it with 'planner roadmap', name a member's file, or FILE:MEMBER",
        )
        document.refuse(("portfolio",), what, mend, at_key=True)
        document.raise_problems()
    data = check(document, "organisation")
    if "journey" in document.data and "journey" not in data:
        document.raise_problems()  # by another journey nothing else would be as it is meant
    reference = data.get("journey", DEFAULT_JOURNEY)
    try:
        journey = journey or load_journey(reference, find, document.folder)
    except DocumentError as error:
        raise DocumentError([*document.problems, *error.problems]) from None
    except PlannerError as error:
        document.refuse(("journey",), str(error))
        raise DocumentError(document.problems) from None
    check_units(document, data, journey)
    unread = any(problem.path.startswith(("units", "fiscal_year_starts", "levels")) for problem in document.problems)
    units = () if unread else read_units(data, year_start(data.get("fiscal_year_starts")), journey.language)
    journey, waves = with_waves(journey, units, levels_in(data))
    check_organisation(document, data, journey)
    document.raise_problems()
    organisation = from_day(build_organisation(data, journey, units, waves), date_in(data.get("as_of")))
    own = data.get("estimates") or {}
    return organisation, with_estimates(journey, own, organisation)
