"""What a plugin author needs: records, hooks, and what a plugin's functions are given and return.

A plugin is a module with one or more functions marked ``@hookimpl``. Each returns records; a record has a
unique name and the function that does the work. The smallest scorer::

    from planner.plugins import Scorer, hookimpl

    def cheap_first(step, scope):
        return 1 / (1 + step.cost)

    @hookimpl
    def planner_scorers():
        yield Scorer.each("cheap-first", cheap_first, "Least outside spend first")

and in its pyproject.toml::

    [project.entry-points."planner.scorers"]
    cheap-first = "my_package.my_module"

The entry point's name is the record's name, so that a plugin nobody asks for is never imported.

Functions get their arguments by name, those that they name, in any order: ``def cheap_first(step, scope)``. ``options``
is among them where the record says what its options are. A module may say which versions of this API it was written
for::

    planner_api = ">=1,<2"

Views, renderers and exporters draw with ``planner.pictures``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.lazy import lazy

if TYPE_CHECKING:
    from planner.domain.calendar import Calendar as Calendar
    from planner.domain.findings import Finding as Finding
    from planner.domain.findings import Stall as Stall
    from planner.domain.journey import Capability as Capability
    from planner.domain.journey import Journey as Journey
    from planner.domain.maturity import Diagnosis as Diagnosis
    from planner.domain.organisation import Organisation as Organisation
    from planner.domain.step import Step as Step
    from planner.files import templates as templates
    from planner.files.archive import repacked as repacked
    from planner.files.delimited import read_date as read_date
    from planner.files.delimited import read_table as read_table
    from planner.files.yaml_values import load_yaml as load_yaml
    from planner.i18n import phrases as phrases
    from planner.i18n.text import as_cell as as_cell
    from planner.i18n.text import clean as clean
    from planner.i18n.translation import N_ as N_
    from planner.i18n.translation import _ as _
    from planner.i18n.translation import bundled_catalogue as bundled_catalogue
    from planner.i18n.translation import day as day
    from planner.i18n.translation import decimal as decimal
    from planner.i18n.translation import fixed as fixed
    from planner.i18n.translation import grouped as grouped
    from planner.i18n.translation import is_rtl_language as is_rtl_language
    from planner.i18n.translation import ngettext as ngettext
    from planner.i18n.translation import speaking as speaking
    from planner.plugins.hooks import Hooks as Hooks
    from planner.plugins.hooks import hookimpl as hookimpl
    from planner.plugins.kinds import API_VERSION as API_VERSION
    from planner.plugins.kinds import KINDS as KINDS
    from planner.plugins.options import option as option
    from planner.plugins.records import Check as Check
    from planner.plugins.records import Command as Command
    from planner.plugins.records import Exporter as Exporter
    from planner.plugins.records import Importer as Importer
    from planner.plugins.records import JourneyFile as JourneyFile
    from planner.plugins.records import LanguageFile as LanguageFile
    from planner.plugins.records import Renderer as Renderer
    from planner.plugins.records import Runner as Runner
    from planner.plugins.records import Scorer as Scorer
    from planner.plugins.records import Sequencer as Sequencer
    from planner.plugins.records import StallPattern as StallPattern
    from planner.plugins.records import ThemeFile as ThemeFile
    from planner.plugins.records import View as View
    from planner.plugins.values import Imported as Imported
    from planner.plugins.values import Scope as Scope
    from planner.roadmap import kpi_words as kpi_words
    from planner.roadmap import narrative as narrative
    from planner.roadmap import overload as overload
    from planner.roadmap import unit_words as unit_words
    from planner.roadmap.alternatives import Alternative as Alternative
    from planner.roadmap.alternatives import Move as Move
    from planner.roadmap.business_case import BusinessCase as BusinessCase
    from planner.roadmap.business_case import CaseQuarter as CaseQuarter
    from planner.roadmap.business_case import Range as Range
    from planner.roadmap.comparison import Comparison as Comparison
    from planner.roadmap.comparison import Moved as Moved
    from planner.roadmap.comparison import headline as headline
    from planner.roadmap.decisions import Concern as Concern
    from planner.roadmap.decisions import Decision as Decision
    from planner.roadmap.decisions import decisions as decisions
    from planner.roadmap.decisions import money_by_year as money_by_year
    from planner.roadmap.decisions import money_in as money_in
    from planner.roadmap.decisions import peaks_of as peaks_of
    from planner.roadmap.decisions import risks_of as risks_of
    from planner.roadmap.kpis import KpiTrack as KpiTrack
    from planner.roadmap.quarters import quarter_name as quarter_name
    from planner.roadmap.records import CapabilityState as CapabilityState
    from planner.roadmap.records import FinishedStep as FinishedStep
    from planner.roadmap.records import LeftOut as LeftOut
    from planner.roadmap.records import Milestone as Milestone
    from planner.roadmap.records import Placement as Placement
    from planner.roadmap.records import Spend as Spend
    from planner.roadmap.records import StageInfo as StageInfo
    from planner.roadmap.records import Use as Use
    from planner.roadmap.risk import ODDS as ODDS
    from planner.roadmap.risk import Driver as Driver
    from planner.roadmap.risk import Risk as Risk
    from planner.roadmap.risk import Spread as Spread
    from planner.roadmap.risk import StageRisk as StageRisk
    from planner.roadmap.roadmap import Roadmap as Roadmap
    from planner.roadmap.robustness import Robustness as Robustness
    from planner.roadmap.robustness import StepOrder as StepOrder
    from planner.roadmap.scores import Part as Part
    from planner.roadmap.scores import Score as Score
    from planner.roadmap.serialization import roadmap_data as roadmap_data
    from planner.roadmap.status import Light as Light
    from planner.roadmap.status import StageForecast as StageForecast
    from planner.roadmap.status import Status as Status
    from planner.roadmap.status import Work as Work
    from planner.roadmap.units import UnitArea as UnitArea
    from planner.roadmap.units import UnitState as UnitState
    from planner.roadmap.units import together as together
    from planner.scheduling.activity import Activity as Activity
    from planner.scheduling.activity import Extra as Extra
    from planner.scheduling.activity import Quota as Quota
    from planner.scheduling.feasibility import superfluous as superfluous
    from planner.scheduling.feasibility import violations as violations
    from planner.scheduling.ledger import Ledger as Ledger
    from planner.scheduling.problem import AIMS as AIMS
    from planner.scheduling.problem import FINISH as FINISH
    from planner.scheduling.problem import LATE as LATE
    from planner.scheduling.problem import LEFT_OUT as LEFT_OUT
    from planner.scheduling.problem import VALUE as VALUE
    from planner.scheduling.problem import WISHED as WISHED
    from planner.scheduling.problem import Project as Project
    from planner.scheduling.problem import gap as gap
    from planner.scheduling.problem import leaves_out as leaves_out
    from planner.scheduling.sequence import Limits as Limits
    from planner.scheduling.sequence import Prices as Prices
    from planner.scheduling.sequence import Sequence as Sequence

_HOMES = {
    "planner.domain.calendar": ("Calendar",),
    "planner.domain.findings": (
        "Finding",
        "Stall",
    ),
    "planner.domain.journey": (
        "Capability",
        "Journey",
    ),
    "planner.domain.maturity": ("Diagnosis",),
    "planner.domain.organisation": ("Organisation",),
    "planner.domain.step": ("Step",),
    "planner.files.archive": ("repacked",),
    "planner.files.templates": ("templates",),
    "planner.files.delimited": ("read_date", "read_table"),
    "planner.files.yaml_values": ("load_yaml",),
    "planner.i18n.phrases": ("phrases",),
    "planner.i18n.text": (
        "as_cell",
        "clean",
    ),
    "planner.i18n.translation": (
        "N_",
        "_",
        "bundled_catalogue",
        "day",
        "decimal",
        "fixed",
        "grouped",
        "is_rtl_language",
        "ngettext",
        "speaking",
    ),
    "planner.plugins.hooks": (
        "Hooks",
        "hookimpl",
    ),
    "planner.plugins.kinds": ("API_VERSION", "KINDS"),
    "planner.plugins.options": ("option",),
    "planner.plugins.records": (
        "Check",
        "Command",
        "Exporter",
        "Importer",
        "JourneyFile",
        "LanguageFile",
        "Renderer",
        "Scorer",
        "Runner",
        "Sequencer",
        "StallPattern",
        "ThemeFile",
        "View",
    ),
    "planner.plugins.values": ("Imported", "Scope"),
    "planner.roadmap.comparison": (
        "Comparison",
        "Moved",
        "headline",
    ),
    "planner.roadmap.kpi_words": ("kpi_words",),
    "planner.roadmap.unit_words": ("unit_words",),
    "planner.roadmap.narrative": ("narrative",),
    "planner.roadmap.overload": ("overload",),
    "planner.roadmap.quarters": ("quarter_name",),
    "planner.roadmap.records": (
        "CapabilityState",
        "FinishedStep",
        "LeftOut",
        "Placement",
        "Spend",
        "Milestone",
        "StageInfo",
        "Use",
    ),
    "planner.roadmap.roadmap": ("Roadmap",),
    "planner.roadmap.decisions": (
        "Concern",
        "Decision",
        "decisions",
        "money_by_year",
        "money_in",
        "peaks_of",
        "risks_of",
    ),
    "planner.roadmap.business_case": ("BusinessCase", "CaseQuarter", "Range"),
    "planner.roadmap.risk": ("ODDS", "Driver", "Risk", "Spread", "StageRisk"),
    "planner.roadmap.alternatives": ("Alternative", "Move"),
    "planner.roadmap.robustness": (
        "Robustness",
        "StepOrder",
    ),
    "planner.roadmap.scores": (
        "Part",
        "Score",
    ),
    "planner.roadmap.kpis": ("KpiTrack",),
    "planner.roadmap.units": ("UnitArea", "UnitState", "together"),
    "planner.roadmap.status": ("Light", "StageForecast", "Status", "Work"),
    "planner.roadmap.serialization": ("roadmap_data",),
    "planner.scheduling.ledger": ("Ledger",),
    "planner.scheduling.activity": ("Activity", "Extra", "Quota"),
    "planner.scheduling.problem": (
        "AIMS",
        "FINISH",
        "LATE",
        "LEFT_OUT",
        "VALUE",
        "WISHED",
        "Project",
        "gap",
        "leaves_out",
    ),
    "planner.scheduling.sequence": (
        "Limits",
        "Prices",
        "Sequence",
    ),
    "planner.scheduling.feasibility": ("superfluous", "violations"),
}

__getattr__, __dir__ = lazy(__name__, _HOMES)

__all__ = sorted(name for names in _HOMES.values() for name in names)
