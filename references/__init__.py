"""Reference checks: referees, their answers to the guide's questions, ratings against the guide's criteria.

May import ``hiring``, ``question_bank``, ``accounts`` and ``core``; independent of ``scorecards``.
"""
