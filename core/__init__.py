"""The technical floor: jobs, PDF, outbox, audit trail, packets, htmx answers, the base model.

Knows no domain and imports no other app. The user model is named by setting (``settings.AUTH_USER_MODEL``) only.
"""
