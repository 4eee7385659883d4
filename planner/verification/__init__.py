"""A second opinion on every plan, counted again from the journey and the organisation alone.

Nothing here uses the code that made the plan: no scheduling problem, no ledger, no capability graph, no calendar rules.
Everything is counted week by week from the documents' own numbers, the slow and obvious way, so that a mistake there
cannot hide here. An import contract keeps it so.
"""
