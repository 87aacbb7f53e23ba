"""Debriefs: the meeting, its agenda and notes, the decision, and the packets that keep them.

May import every app below it: ``scorecards``, ``references``, ``hiring``, ``question_bank``, ``accounts`` and ``core``.
"""
