"""What the made-up people write: sentences put together beforehand, so that a row only has to choose one."""

from itertools import product
from random import Random

_FIRST_NAMES = """
    Ada Ahmed Aisha Alba Amir Ana Anders Anjali Arjun Astrid Ayumi Beatriz Bilal Bram Camila Carmen Chen
    Chiara Daan Dariusz Diego Dina Efua Elif Elena Emeka Emil Fatima Femi Freya Gita Goran Hana Hugo Ibrahim
    Ingrid Isla Ivan Jamal Jin Joana Kaito Karim Kofi Lale Lars Leila Lin Luca Maja Malik Mei Milan Nadira
    Niko Noor Olga Omar Paulo Pia Rania Ravi Rosa Sami Sana Siri Tariq Tess Uma Viktor Wanjiru Yara Yusuf Zoe
"""
FIRST_NAMES = _FIRST_NAMES.split()
_LAST_NAMES = """
    Abara Adeyemi Ahmadi Alves Amadi Andersen Bakker Banerjee Barros Bauer Bergman Bianchi Castillo Chandra
    Chowdhury Costa Dahl Demir Diallo Dubois Eriksen Farah Fernandes Fischer Fontaine Garcia Greco Haddad
    Hansen Hashimoto Hughes Ibarra Iyer Jansen Jovanovic Kamau Kapoor Kaya Keller Khalil Kimura Kowalski Kumar
    Larsen Lehmann Lindqvist Lopes Mahlangu Mansour Marino Mbeki Mendes Moreau Mori Nakamura Ndiaye Novak Obi
    Okafor Olsen Osman Pereira Petrov Popescu Quispe Rahman Rao Reyes Romano Saito Sato Schmidt Sharma Silva
    Sousa Suzuki Tanaka Torres Tran Varga Vargas Verma Vogel Weber Yamada Yilmaz Zhou Zimmer
"""
LAST_NAMES = _LAST_NAMES.split()
COMPANIES = [
    "Alder",
    "Brightwell",
    "Cobalt",
    "Dune",
    "Ember",
    "Fjord",
    "Granite",
    "Juniper",
    "Kestrel",
    "Lumen",
    "Meadow",
]

OPENINGS = {
    0: ["We ran out of time before this came up", "The question was dropped after a late start"],
    1: [
        "Could not give an example of own work",
        "Repeated a definition and stopped there when asked what follows from it",
        "Took each hint for a new question and did not come back to the first one",
        "Said that a colleague had done this part and could not tell how",
    ],
    2: [
        "Gave the right idea and lost the thread when I asked for numbers",
        "Knew the usual answer but not when it stops being true",
        "Needed two prompts to get from the method to what it was for",
        "Described the plan well; what came of it stayed open",
    ],
    3: [
        "Drew the trade-off on one axis and placed three of their own projects on it",
        "Began with the decision that the model serves and only then named a method",
        "Checked the assumption first, found it wrong and said what to do instead",
        "Compared two ways by cost, by risk and by who has to maintain them",
    ],
    4: [
        "Went from the principle to a case of their own and back without being asked",
        "Found the flaw in my example and proposed a test that would have shown it",
        "Gave the figures before and after, how they were measured and why they can be trusted",
        "Explained it once for an engineer and once for a planner, and both would have understood",
    ],
}
DETAILS = [
    "the example was a forecast for fresh goods in forty shops",
    "it was about returns of an online shop over two winters",
    "they named the week in which it went wrong and what the log said",
    "the sketch they shared had the data on the left and the decision on the right",
    "I asked for the cost of a false alarm and they had it ready",
    "a simple baseline was part of the answer this time",
    "the follow-up on drift was answered with a story from last year",
    "they asked two questions back before they began",
]
SECOND = [
    "",
    "",
    " My own question about the smallest useful version got a short and clear answer.",
    " What they would do with another week was concrete: one more data source and a cheaper check.",
    " Asked who had to agree, they named three people and what each of them wanted.",
    " The time was enough; nothing was rushed.",
]
NOTED = [
    "Physics first, then four years of forecasting at a grocer.",
    "Nightly batch, 240 shops, waste down by a tenth.",
    "Checks the ranges of the input first, then the labels.",
    "Told the planners on the same day, with a picture.",
    "Would ask for the latency budget before drawing anything.",
    "Rolling folds, error per size of shop, an interval around the headline figure.",
    "Quote: 'the validation set is not a toy'.",
    "Paired with the analyst on Fridays until the contract between the teams held.",
    "Disagreed about the metric, ran both for two weeks, lost, wrote up why.",
    "Knows what happens when the endpoint runs out of memory; it did, twice.",
    "Began with a linear model and kept it for the smallest shops.",
    "Seeds, snapshot ids of the data, a locked environment, one command.",
    "Rolled back in six minutes, then added the check that would have caught it.",
    "Hesitated at the question about fairness, then gave a careful answer about who is missing in the data.",
    "Asked how forecasts are overridden and by whom.",
    "Prefers to be told in writing, answers the same day.",
    "The team was five people, two of them part time; planned in halves of a week.",
    "Says what is known, what is guessed and how to find out.",
]
SUMMARIES = [
    "Clear on fundamentals, honest about the edges. I would like to see more of how they work with others.",
    "Good stories, thin on numbers. The next interview should ask for how results were measured.",
    "Strong in what we need most this year, and learns in public. No doubts that matter.",
    "Knows the tools well; the reasons behind them came only after hints.",
    "Would do well with somebody senior beside them for the first half year.",
]
PASSED = [
    "Both scorecards give enough evidence for the next stage.",
    "Answers were specific and their own; open points are for the next interview.",
    "The weaker criterion is covered again later; the others are clear.",
]
CLOSED = [
    "The evidence on the two criteria that matter most lies below what the role needs.",
    "Not enough experience of running what was built; feedback was given by phone.",
    "Good conversation, but the work has been of another kind than ours.",
]
WITHDREW = ["Accepted another offer.", "Stays where they are after all.", "The move would have been too far."]
PAUSED = ["Waits until the budget of the next quarter is settled.", "The candidate asked for two weeks."]
HIRED = "Strong and even evidence across the panel; the open question on production was answered in the last interview."
NOT_HIRED = "The panel agrees on the evidence: the role needs more depth in two criteria than was shown."
DEPARTED = "The number leaves out what the role needs most, which the panel looked at one by one in the meeting."
AGENDA = [
    "Agreed that the evidence is first-hand. The spread came from two different questions, not two opinions.",
    "Went through the two lowest ratings; one was about time that ran out, the other stands.",
    "Nothing new beyond the scorecards. The strongest point is how risks are told to others.",
]
REVISED = "In the meeting I heard evidence on production work that my own questions had not reached."
SAID = [
    "We worked together for two years. Careful, fast when it counts, asks before promising.",
    "Led the move to the new pipeline. It took longer than planned and has held since.",
    "Gets quiet when a discussion becomes loud, then sends a page that settles it.",
    "I would work with them again, best on problems that are not yet well put.",
]
RELATIONS = [("manager", "Led the team"), ("colleague", "Same team"), ("report", "Worked for them")]


class Words:
    """Pools of texts that a generator draws from; the same for the same ``seed``."""

    def __init__(self, seed: int) -> None:
        chance = Random(f"words {seed}")  # noqa: S311
        self.evidence = {
            level: [f"{opening}; {detail}.{more}" for opening, detail, more in product(openings, DETAILS, SECOND)]
            for level, openings in OPENINGS.items()
        }
        self.notes = [" ".join(chance.sample(NOTED, chance.choice([2, 3, 3, 4, 5]))) for _ in range(400)]
