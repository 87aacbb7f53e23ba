"""Words that judge without telling what was seen, and words that tell nothing at all."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


QUALITY = _set(
    """
    acceptable adequate amazing average awesome bad basic best better brilliant competent decent deep disappointing
    excellent exceptional expert fair fantastic fine firm flawless full good great high ideal impressive inadequate
    insufficient lacking limited little low mediocre minimal moderate modest more most nice okay outstanding partial
    perfect poor proficient satisfactory significant smart solid some sound strong stronger sufficient super superb
    terrible thorough top unacceptable unsatisfactory useless very weak well wonderful worse worst
    """
)
FILLERS = _set(
    """
    a ability all almost also an and answer answers any as at be but by candidate clearly completely extremely fairly
    for has have his her highly in is it its job knowledge level levels much no none not of on only or overall
    performance pretty quality quite rather really result results shows skill skills so somewhat such that the their
    them they this to too understanding was were with work
    """
)
NEGATIONS = _set("cannot hardly neither never no nobody none nor not nothing rarely without")
# They end like adverbs and are none.
NO_ADVERBS = _set("anomaly apply assembly comply early family imply multiply rely reply supply")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")


def words_of(text: str) -> set[str]:
    """Return the words and numbers of ``text``, in small letters."""
    return set(WORD.findall(text.casefold().replace("\u2019", "'")))


def telling(text: str) -> set[str]:
    """Return the words of ``text`` that tell something: no praise, no blame, no adverbs, no fillers."""
    return {word for word in words_of(text) - QUALITY - FILLERS if not _is_adverb(word)}


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and len(word) > 4 and word not in NO_ADVERBS


def denies(text: str) -> bool:
    """Whether ``text`` says that somebody does not do something."""
    words = words_of(text)
    return bool(words & NEGATIONS) or any(word.endswith("n't") for word in words)
