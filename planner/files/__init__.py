"""Effects on files: what comes with the planner, writing whole or not at all, archives whose bytes depend on their
content alone."""
