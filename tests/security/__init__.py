"""One file per security class: what an attacker tries, and that it leads nowhere."""
