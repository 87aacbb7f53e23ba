"""The audit trail: who did, saw, downloaded or exported what. Rows are only added, and a chain of hashes seals them.

Services write with :func:`record` in their own transaction; pages read from :func:`readable_by`. The worker extends the
chain (``chain``), ``manage.py verify_audit`` walks it (``verification``).
"""

from .trail import hide, readable_by, record, record_each

__all__ = ["hide", "readable_by", "record", "record_each"]
