"""What every plugin must keep, tried out on made-up organisations: behind ``planner plugins check`` and
``planner.testing``."""
