"""Each criterion is on a scorecard, and its levels can be told apart by what somebody does."""

from collections.abc import Iterator
from itertools import combinations

from ..document import LEVELS, GuideDocument, WrittenCriterion
from ..normal import placement
from .finding import Finding
from .vocabulary import denies, telling

# Of the words of two levels that tell something, the part that both have. From here on they say the same.
ALIKE = 0.75


def findings(document: GuideDocument) -> Iterator[Finding]:
    """Yield what is wrong with the guide's criteria."""
    places = placed(document)
    for path, criterion in document.written_criteria():
        at = (path, f"criterion-{criterion.key}")
        if criterion.key not in places:
            yield Finding.error("criterion-placed", *at, f"The criterion “{criterion.name}” is on no scorecard.")
        if not is_anchored(criterion):
            yield Finding.error("criterion-levels", *at, f"The criterion “{criterion.name}” has a level without text.")
        if alike := most_alike(criterion):
            yield Finding.warning("levels-alike", *at, f"“{criterion.name}”: {alike}")
        if bare := bare_levels(criterion):
            quoted = "; ".join(f"level {level} says only “{criterion.levels[level]}”" for level in bare)
            says = f"“{criterion.name}”: {quoted}. What does somebody at this level do or say?"
            yield Finding.warning("level-bare", *at, says)


def placed(document: GuideDocument) -> set[str]:
    """Return the keys of the criteria that stand on a scorecard."""
    return {placement(entry)[0] for stage in document.stages for entry in stage.criteria}


def is_anchored(criterion: WrittenCriterion) -> bool:
    """Whether each of the levels 1-4 has a text."""
    return all(criterion.levels.get(level, "").strip() for level in LEVELS)


def most_alike(criterion: WrittenCriterion) -> str:
    """Return in words which two levels differ least, if too little; praise and blame alone do not tell levels apart."""
    pairs = [
        (overlap(criterion.levels[low], criterion.levels[high]), low, high) for low, high in combinations(LEVELS, 2)
    ]
    share, low, high = max(pairs, key=lambda pair: pair[0])
    if share < ALIKE:
        return ""
    if share == 1:
        return f"levels {low} and {high} differ in no word that tells what somebody does."
    return f"levels {low} and {high} have {share:.0%} of their words in common. What does only level {high} do?"


def overlap(one: str, other: str) -> float:
    """Return the part of the telling words of two texts that both have; none if one denies what the other says."""
    if one.strip().casefold() == other.strip().casefold():
        return 1.0
    if denies(one) != denies(other):
        return 0.0
    first, second = telling(one), telling(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def bare_levels(criterion: WrittenCriterion) -> list[int]:
    """Return the levels that only praise or blame, and name nothing that could be seen or heard."""
    return [level for level in LEVELS if criterion.levels[level].strip() and not telling(criterion.levels[level])]
