"""Other people's code, contained: a time limit, inputs that cannot be spoilt, no writing, no printing; faults in one
line."""
