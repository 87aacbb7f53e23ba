"""Who reads the question bank and who changes it."""

from typing import Any

import rules

from core.policy import allow

from .models import VersionState


@rules.predicate
def is_admin(user: Any) -> bool:
    """Is an admin."""
    return user.is_authenticated and user.access_level == "admin"


@rules.predicate
def is_recruiter(user: Any) -> bool:
    """Is a recruiter by access level."""
    return user.is_authenticated and user.access_level == "recruiter"


@rules.predicate
def is_draft(user: Any, version: Any) -> bool:
    """While the version is a draft."""
    return version is not None and version.state == VersionState.DRAFT


@rules.predicate
def is_in_review(user: Any, version: Any) -> bool:
    """While the version is in review."""
    return version is not None and version.state == VersionState.IN_REVIEW


@rules.predicate
def is_published(user: Any, version: Any) -> bool:
    """While the version is published."""
    return version is not None and version.state == VersionState.PUBLISHED


allow("question_bank.view_bank", "Read the guides, their versions and questions", is_admin | is_recruiter)
allow("question_bank.import_guide", "Import a guide from a file, as a draft", is_admin)
allow("question_bank.manage_questions", "Write, change, import and retire questions of the bank", is_admin)
allow("question_bank.manage_words", "Add to the words that guides are looked through for", is_admin)
allow("question_bank.manage_version", "Manage the versions of a guide", is_admin)
allow("question_bank.edit_version", "Edit a draft, and give it to review", is_admin & is_draft)
allow(
    "question_bank.review_version",
    "Publish a version, which never changes after that, or give it back",
    is_admin & is_in_review,
)
allow("question_bank.retire_version", "Retire a version, so that no new role takes it", is_admin & is_published)
