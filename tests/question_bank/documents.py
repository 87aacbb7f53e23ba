"""A small guide file for tests of the format and of whatever loads guides."""

from typing import Any

from accounts.models import User
from question_bank.guide_format import GuideDocument, parse_guide
from question_bank.models import GuideVersion
from question_bank.services import publish_version, submit_version

SMALL = """\
format: 1
slug: baker
name: Baker
summary: Bread for {company}.
placeholders:
  company: Name of the company
job_description:
  title: Baker
  duties:
    - key: bake
      text: Bake bread
profile:
  competencies:
    - key: craft
      name: Craft
      meaning: Knows dough.
      serves: [bake]
  outcomes:
    - key: good-bread
      name: Good bread
      text: Bread that people come back for
criteria:
  - key: outcome-bread
    name: Good bread
    competency: craft
    outcome: good-bread
    levels:
      1: Will not
      2: Might
      3: Will
      4: Will surprise
stages:
  - key: screening
    kind: screen
    name: Screening
    minutes: {min: 20, max: 30}
    share: Welcome to {company}.
    questions:
      - key: why
        text: Why do you bake?
        type: background
        competencies: [craft]
        areas:
          - First loaf
          - Reasons
        follow_ups:
          - And then?
    criteria:
      - key: dough
        name: Dough
        competency: craft
        levels:
          1: Sticks
          2: Rises
          3: Holds
          4: Sings
      - outcome-bread
    recommendation: true
  - key: trial
    kind: work_sample
    name: Trial
    minutes: {min: 60, max: 90}
    criteria:
      - outcome-bread
    recommendation: true
  - key: debrief
    kind: debrief
    name: Debrief
    minutes: {min: 30, max: 30}
    questions:
      - key: next
        text: What is next?
        type: agenda
        guidance: Agree on one step.
"""


def small(*swaps: tuple[str, str]) -> GuideDocument:
    """The small guide as a document, edited first."""
    return parse_guide(edited(*swaps))


def edited(*swaps: tuple[str, str]) -> str:
    """The small guide's text with the first occurrence of each pair's first text, which must be there, replaced."""
    text = SMALL
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


# What the small guide lacks to be published without a question: time that is planned, and a second, better question.
READY = (
    "          - And then?\n",
    """          - And then?
      - key: failed-loaf
        text: When did a loaf fail, and what did you do?
        type: behavioural
        competencies: [craft]
        minutes: 10
        follow_ups:
          - What do you do since?
""",
)


def ready(*swaps: tuple[str, str]) -> GuideDocument:
    """The small guide as no check finds anything in it, edited first."""
    return small(READY, *swaps)


def through_review(version: GuideVersion, *, by: User, **given: Any) -> GuideVersion:
    """The draft, given to review and published."""
    submit_version(version=version, by=by)
    return publish_version(version=version, by=by, **({"note": "Asks better."} | given))
