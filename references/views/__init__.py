"""Pages of referees and of reference checks."""
