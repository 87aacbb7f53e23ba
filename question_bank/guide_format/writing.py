"""From a document to the text of a guide file that reads like one written by hand."""

from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString

from .document import GuideDocument

LINE = 110
SHORT_LISTS = {"competencies", "serves", "tags"}


def write_guide(document: GuideDocument) -> str:
    """Return the YAML text of the guide; reading it again gives a guide that says the same."""
    data = document.model_dump(exclude_none=True, exclude_defaults=True)
    yaml = YAML()
    yaml.width = LINE
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(_styled(data), stream)
    return stream.getvalue()


def _styled(part: Any, name: str = "") -> Any:
    if isinstance(part, dict):
        mapping = CommentedMap((key, _styled(value, str(key))) for key, value in part.items())
        if name == "minutes":
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(part, list):
        items = CommentedSeq(_styled(item) for item in part)
        if name in SHORT_LISTS and all(isinstance(item, str) for item in part):
            items.fa.set_flow_style()
        return items
    if isinstance(part, float) and part.is_integer():
        return int(part)
    if isinstance(part, str) and "\n" in part:
        return LiteralScalarString(part)
    if isinstance(part, str) and len(part) > LINE - 30:
        return FoldedScalarString(part)
    return part
