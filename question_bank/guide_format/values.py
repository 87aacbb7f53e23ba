"""The values that a guide file holds: texts, keys, numbers, lists of them, and the texts of a criterion's levels."""

from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints, WithJsonSchema

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
PlaceholderKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Minutes = Annotated[int, Field(ge=0, le=2000)]
Weight = Annotated[float, Field(ge=0, le=999, multiple_of=0.001)]

LEVELS = (1, 2, 3, 4)
NOT_ENOUGH_INFORMATION = "Not enough information gathered to evaluate"

# To an editor the keys are words: "1" to "4" must be there, "0" may.
_LEVEL_TEXT = {"type": "string", "minLength": 1, "maxLength": 5000}
LevelTexts = Annotated[
    dict[int, Text],
    WithJsonSchema(
        {
            "type": "object",
            "properties": {str(level): _LEVEL_TEXT for level in (0, *LEVELS)},
            "required": [str(level) for level in LEVELS],
            "additionalProperties": False,
        }
    ),
]

Item = TypeVar("Item")
Many = Annotated[list[Item], Field(max_length=200)]
