"""The process: roles with their stages and seats, candidates and candidacies, interviews and their panels.

Owns scheduling, the board, the gate between stages and candidates' documents. Knows that panelists owe scorecards,
never what stands in them: who may see whose scores is decided above, in ``scorecards.visibility``.
May import ``question_bank``, ``accounts`` and ``core``.
"""
