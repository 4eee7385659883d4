"""What things are: the journey, the organisation, the calendar, the graph of capabilities and where one stands in it.
Immutable values and pure functions; no files, no solver, no pictures."""
