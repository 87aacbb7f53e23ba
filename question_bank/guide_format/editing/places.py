"""Where a path leads in a draft, and what the format allows there."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from core.errors import Refused

from ..document import GuideDocument, PlacedCriterion, Stage
from ..draft import Draft
from ..wording import in_words
from .check import NotPossible

# PostgreSQL stores every character but this one.
NOTHING = "\x00"
# Names by which parts refer to each other stay as they were given; "use" is changed by removing and adding.
FIXED = {"key", "slug", "format", "use", "id"}


class NotThere(Refused):
    """The path leads nowhere: the part was removed meanwhile, or never was."""

    message = "This part is not in the draft any more."


@dataclass(frozen=True)
class Place:
    """What stands at a path: its type as pydantic knows it, and whether the guide needs it."""

    type: Any
    required: bool

    @property
    def model(self) -> type[BaseModel] | None:
        """The part that stands here, or of which the items of the list here are."""
        bare = _bare(self.type)
        if get_origin(bare) is list:
            bare = _bare(get_args(bare)[0])
        return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None

    @property
    def bare(self) -> Any:
        """The type without ``None`` and limits."""
        return _bare(self.type)

    @property
    def is_list(self) -> bool:
        """Whether a list of parts stands here."""
        return get_origin(_bare(self.type)) is list and self.model is not None

    def clean(self, value: Any, name: str) -> Any:
        """Return ``value`` as the format takes it; ``None`` for nothing. Raises ``NotPossible``."""
        if isinstance(value, list):
            value = [item.strip() if isinstance(item, str) else item for item in value]
            value = [item for item in value if item != ""]
        elif isinstance(value, str):
            value = value.strip()
        if value in ("", [], None):
            return None
        if any(NOTHING in text for text in _strings(value)):
            raise NotPossible("This text has a character that cannot be stored. Type it anew instead of pasting it.")
        try:
            return TypeAdapter(self.type).dump_python(TypeAdapter(self.type).validate_python(value), mode="json")
        except ValidationError as error:
            details = error.errors(include_url=False)[0]
            raise NotPossible(in_words({**details, "loc": details["loc"] or (name.replace("_", " "),)}, [])) from None


def place_at(path: str) -> Place:
    """Return what the format allows at ``path``; raises ``NotThere`` where it knows nothing that can be edited."""
    here = Place(GuideDocument, required=True)
    for step in path.split("."):
        here = _below(here, step)
    return here


def _below(here: Place, step: str) -> Place:
    bare = _bare(here.type)
    if get_origin(bare) is dict:
        if step not in {"0", "1", "2", "3", "4"}:
            raise NotThere
        return Place(get_args(bare)[1], required=step != "0")
    if here.model is None:
        raise NotThere
    if step.isdigit() and here.is_list:
        return Place(here.model, required=True)
    field = here.model.model_fields.get(step)
    if field is None or step in FIXED:
        raise NotThere
    if here.model is Stage and step == "criteria":
        return Place(list[PlacedCriterion], required=False)
    whole: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return Place(whole, field.is_required())


def value_at(draft: Draft, path: str) -> Any:
    """Return what stands at ``path``, ``None`` if nothing does."""
    here: Any = draft
    for step in path.split(".") if path else []:
        here = _child(here, step)
    return here


def items_at(draft: Draft, path: str) -> list[Any]:
    """Return the list at ``path``, made if the draft has none yet; raises ``NotThere``."""
    if not place_at(path).is_list:
        raise NotThere
    holder, _, name = path.rpartition(".")
    items: list[Any] = part_at(draft, holder).setdefault(name, [])
    return items


def part_at(draft: Draft, path: str) -> dict[str, Any]:
    """Return the part at ``path``; one that the format has and the draft has not is begun. Raises ``NotThere``."""
    here: Any = draft
    so_far = ""
    for step in path.split(".") if path else []:
        so_far = f"{so_far}.{step}" if so_far else step
        below = _child(here, step)
        if below is None and isinstance(here, dict):
            model = place_at(so_far).model
            if model is None or place_at(so_far).is_list:
                raise NotThere
            below = here[step] = blank(model)
        if not isinstance(below, dict | list):
            raise NotThere
        here = below
    if not isinstance(here, dict):
        raise NotThere
    return here


def blank(model: type[BaseModel]) -> dict[str, Any]:
    """Return a part of ``model`` with all that it needs, and no text written yet."""
    needed = {name: field for name, field in model.model_fields.items() if field.is_required()}
    return {name: _blank(field.annotation) for name, field in needed.items() if name not in FIXED}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _strings([name, part])
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _blank(annotation: Any) -> Any:
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return blank(bare)
    if get_origin(bare) is Literal:
        return get_args(bare)[0]
    if get_origin(bare) is dict:
        return {str(level): "" for level in (1, 2, 3, 4)}
    if get_origin(bare) is list:
        return [""]
    return 30 if bare is int else ""


def _bare(annotation: Any) -> Any:
    """The type without ``None`` and what ``Annotated`` adds."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not NoneType)
        else:
            return annotation


def _child(here: Any, step: str) -> Any:
    if isinstance(here, list):
        return next((item for item in here if isinstance(item, dict) and item["id"] == step), None)
    return here.get(step) if isinstance(here, dict) else None
