"""What is looked for in guides: the product's list and what the workspace added."""

from ..models import WatchedWord
from ..words import WatchList, shipped


def watch_list() -> WatchList:
    """Return the words and harmless phrases to look for. One query."""
    own = list(WatchedWord.objects.order_by("pk").values_list("text", "harmless"))
    return shipped().watch_list.with_more(
        words=[text for text, harmless in own if not harmless], harmless=[text for text, harmless in own if harmless]
    )
