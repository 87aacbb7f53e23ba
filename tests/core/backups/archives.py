"""Archives that somebody has changed, with hashes that hold or not."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

Change = Callable[[dict[str, bytes]], None]


def changed(archive: Path, into: Path, change: Change, *, manifest: Change | None = None) -> Path:
    """Write a copy in which ``change`` was applied to the parts and the manifest brought to agree with them.

    ``manifest`` is applied to the manifest alone, after that.
    """
    with zipfile.ZipFile(archive) as members:
        parts = {name: members.read(name) for name in members.namelist()}
    change(parts)
    facts = json.loads(parts.pop("manifest.json"))
    for name, data in parts.items():
        kind, _, rest = name.partition("/")
        digest = hashlib.sha256(data).hexdigest()
        if kind == "tables":
            table = rest.removesuffix(".jsonl")
            facts["tables"].setdefault(table, {"columns": []}).update(rows=data.count(b"\n"), sha256=digest)
        else:
            facts["files"][rest] = {"size": len(data), "sha256": digest, "named": True}
    if manifest:
        manifest(facts)
    with zipfile.ZipFile(into, "w") as members:
        for name, data in {**parts, "manifest.json": json.dumps(facts).encode()}.items():
            members.writestr(name, data)
    return into
