"""`make bench`: how fast pages and saves are, and how that grows with the data.

Absolute figures belong to a machine and an hour. What is compared is one run with itself: pages against two floors on
the same server, a size against a tenth of it.
"""
