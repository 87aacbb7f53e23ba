from .guides import LoadResult, NotDraft, NotPublished, NotReady, load_guide, publish_version, retire_version

__all__ = [
    "LoadResult",
    "NotDraft",
    "NotPublished",
    "NotReady",
    "load_guide",
    "publish_version",
    "retire_version",
]
