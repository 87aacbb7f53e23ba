"""Who reads the question bank and who changes it."""

from typing import Any

import rules

from .models import VersionState


@rules.predicate
def is_admin(user: Any) -> bool:
    return user.is_authenticated and user.access_level == "admin"


@rules.predicate
def is_recruiter(user: Any) -> bool:
    return user.is_authenticated and user.access_level == "recruiter"


@rules.predicate
def is_draft(user: Any, version: Any) -> bool:
    return version is not None and version.state == VersionState.DRAFT


@rules.predicate
def is_published(user: Any, version: Any) -> bool:
    return version is not None and version.state == VersionState.PUBLISHED


rules.add_perm("question_bank.view_bank", is_admin | is_recruiter)
rules.add_perm("question_bank.import_guide", is_admin)
rules.add_perm("question_bank.manage_version", is_admin)
rules.add_perm("question_bank.publish_version", is_admin & is_draft)
rules.add_perm("question_bank.retire_version", is_admin & is_published)
