"""From a file's text to a checked document."""

from pydantic import ValidationError

from .document import GuideDocument
from .normal import without_default_levels
from .problems import GuideFileError, Problem
from .reading import Source, read
from .references import reference_faults
from .wording import in_words, names_at


def parse_guide(document: str | bytes, *, name: str = "guide.yaml") -> GuideDocument:
    """Return the guide that ``document`` (the text of a file called ``name``) holds.

    Raises ``GuideFileError`` with every problem found, each with its line and the reason in plain words.
    """
    source = read(document, name=name)
    try:
        guide = GuideDocument.model_validate(source.data)
    except ValidationError as error:
        raise GuideFileError(name, _problems(error, source)) from None
    problems = [Problem(source.line_of(path), reason) for path, reason in reference_faults(guide)]
    if problems:
        raise GuideFileError(name, problems)
    return without_default_levels(guide)


def _problems(error: ValidationError, source: Source) -> list[Problem]:
    problems = []
    for details in error.errors(include_url=False):
        path = _path_in(source, details["loc"])
        problems.append(Problem(source.line_of(path), in_words(details, names_at(GuideDocument, details["loc"]))))
    return problems


def _path_in(source: Source, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return Pydantic's location without the steps that only Pydantic knows (the tag of a union)."""
    path: tuple[str | int, ...] = ()
    for step in loc:
        if (*path, step) in source.lines:
            path = (*path, step)
    return path
