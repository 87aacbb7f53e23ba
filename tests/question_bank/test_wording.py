from question_bank.wording import say


def test_values_and_the_candidate_take_their_places():
    said = say("How did {candidate} help {company}?", values={"company": "Lumen"}, candidate="Amara Nwosu")
    assert said == "How did Amara Nwosu help Lumen?"


def test_what_has_no_value_stays_visible():
    assert say("Between {pay_range}.", values={"pay_range": ""}) == "Between [pay range]."


def test_a_value_is_not_looked_through_again():
    said = say("{company} and {candidate}", values={"company": "{candidate}", "candidate": "no"}, candidate="{company}")
    assert said == "{candidate} and {company}"


def test_template_syntax_stays_as_it_is():
    assert say("{{ secret }} {% now %} {candidate}", values={}, candidate="{{ x }}").endswith("{{ x }}")
