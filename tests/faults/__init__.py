"""Faults: what is killed, full, slow or gone, with real processes, and what must be true after each."""
