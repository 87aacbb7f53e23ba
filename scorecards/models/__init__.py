from .reading import Exposure, Reveal
from .revision import Revision
from .scorecard import Answer, Asked, Independence, Rating, Scorecard

__all__ = [
    "Answer",
    "Asked",
    "Exposure",
    "Independence",
    "Rating",
    "Reveal",
    "Revision",
    "Scorecard",
]
