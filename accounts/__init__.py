"""People: the user, sign-in, invitations, access levels, time zone and preferences, and the page of the audit trail.

May import ``core`` only.
"""
