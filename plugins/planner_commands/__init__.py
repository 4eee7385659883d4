"""Bundled commands beyond the planner's own."""
