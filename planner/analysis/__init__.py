"""Questions asked of a finished plan: why, what if, how sure, what moved, what now."""
