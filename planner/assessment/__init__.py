"""Where an organisation stands, and how that is found out and written down: interviews, forms, marks, comparisons."""
