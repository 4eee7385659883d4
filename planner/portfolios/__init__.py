"""Portfolios: organisations that are planned together, because they share people."""
