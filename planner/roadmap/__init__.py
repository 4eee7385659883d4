"""The result: a roadmap as plain values in one language, its answers and comparisons, and the same as data."""
