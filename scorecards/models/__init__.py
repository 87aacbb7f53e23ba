from .glass import OPEN_FOR, BreakGlass
from .guest import Guest
from .reading import Exposure, Reveal
from .revision import Revision
from .scorecard import MOST_SECONDS, Answer, Asked, Confidence, Independence, Rating, Scorecard

__all__ = [
    "MOST_SECONDS",
    "OPEN_FOR",
    "Answer",
    "Asked",
    "BreakGlass",
    "Confidence",
    "Exposure",
    "Guest",
    "Independence",
    "Rating",
    "Reveal",
    "Revision",
    "Scorecard",
]
