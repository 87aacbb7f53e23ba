"""Whether a draft is still a guide after an edit."""

from pydantic import ValidationError

from core.errors import Refused

from ..document import GuideDocument
from ..draft import Draft, from_draft
from ..references import reference_faults
from ..wording import in_words


class NotPossible(Refused):
    """The edit would leave something that is no guide; says what."""


def check(draft: Draft) -> GuideDocument:
    """Return what ``draft`` says. Raises ``NotPossible`` with the first thing that is wrong with it."""
    try:
        document = from_draft(draft)
    except ValidationError as error:
        raise NotPossible(_sentence(in_words(error.errors(include_url=False)[0], []))) from None
    for _, reason in reference_faults(document):
        raise NotPossible(_sentence(reason))
    return document


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
