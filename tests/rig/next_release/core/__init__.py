"""core of a release to come."""
