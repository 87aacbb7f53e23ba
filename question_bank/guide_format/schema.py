"""The shape of a guide file as a JSON Schema (draft 2020-12), which editors of YAML complete and check by."""

import json

from .document import GuideDocument


def guide_schema() -> str:
    """Return the schema as text, the same for the same format.

    It says what the file may hold and where. What it cannot say, that keys which are pointed at exist or that a
    placeholder is declared, is told on import.
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **GuideDocument.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
