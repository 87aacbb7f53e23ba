"""What everybody is measured with: competencies, guides and their versions, questions, criteria and their levels.

Owns the guide file format and its loader. Knows nothing of roles or candidates: a published version never changes, and
whatever is built from it points down to it. May import ``accounts`` and ``core``.
"""
