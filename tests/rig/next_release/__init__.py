"""What a release to come might bring: migrations that expand, each in a way that the rules allow, on long tables."""
