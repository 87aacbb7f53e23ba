"""Pages of hiring: each view fetches, permits, fills a form, calls one service, answers."""
