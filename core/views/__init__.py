"""Pages that know no domain: errors, health, packets."""
