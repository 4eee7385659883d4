"""The contract of plugins as a kit for their authors' tests::

    from planner.testing import check_scorer

    def test_my_scorer_keeps_the_contract():
        check_scorer("my-scorer")

Each ``check_...`` takes the name of an installed plugin or its record, tries it on every situation
(``situations()``: an empty plan, one step, hostile labels, right to left, a plan that cannot work, a large graph) and
raises AssertionError with everything it does wrong: answers that are no answers, other answers the second time or in
another process, inputs changed, files written, time, text from clients that becomes markup.

``planner.testing.strategies`` has Hypothesis strategies for journeys and organisations, ``planner.testing.fixtures``
pytest fixtures (``pytest_plugins = ["planner.testing.fixtures"]``). Both need
``pip install 'journey-planner[testing]'``.
"""

from planner.contract.analyses import with_analyses
from planner.contract.kit import (
    Result,
    check_check,
    check_command,
    check_exporter,
    check_importer,
    check_journey,
    check_language,
    check_plugin,
    check_renderer,
    check_runner,
    check_scorer,
    check_sequencer,
    check_stall_pattern,
    check_theme,
    check_view,
    results,
)
from planner.contract.situations import HOSTILE, SECRET_MARK, Situation, situation, situations

__all__ = [
    "HOSTILE",
    "SECRET_MARK",
    "Result",
    "Situation",
    "check_check",
    "check_command",
    "check_exporter",
    "check_importer",
    "check_journey",
    "check_language",
    "check_plugin",
    "check_renderer",
    "check_runner",
    "check_scorer",
    "check_sequencer",
    "check_stall_pattern",
    "check_theme",
    "check_view",
    "results",
    "situation",
    "situations",
    "with_analyses",
]
