from .glass import OPEN_FOR, BreakGlass
from .reading import Exposure, Reveal
from .revision import Revision
from .scorecard import Answer, Asked, Confidence, Independence, Rating, Scorecard

__all__ = [
    "OPEN_FOR",
    "Answer",
    "Asked",
    "BreakGlass",
    "Confidence",
    "Exposure",
    "Independence",
    "Rating",
    "Reveal",
    "Revision",
    "Scorecard",
]
