"""From a journey and an organisation to a roadmap: one pure function for each stage of the work, one module each."""
