"""scorecards of a release to come."""
