"""Scorecards: what panelists write and rate on their own, how it is sealed, and who may read it.

Owns the independence rule (``visibility``), the record of who read what, revisions and the reveal.
May import ``hiring``, ``question_bank``, ``accounts`` and ``core``; independent of ``references``.
"""
