"""hiring of a release to come."""
