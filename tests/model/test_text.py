"""Text compared as people mean it, and printed safely."""

import pytest

from estimator.model.text import (
    count_phrase,
    count_units,
    did_you_mean,
    join_phrase,
    name_some,
    plain_words,
    printable,
    unused_name,
)


@pytest.mark.parametrize(
    "text", ["Cost Centre", "cost_centre", " COST-CENTRE ", "\uff23ost centre"]
)
def test_spellings_of_a_name_are_reduced_to_one(text: str) -> None:
    assert plain_words(text) == "costcentre"


def test_printed_text_has_no_control_characters_and_is_cut() -> None:
    assert printable("a\x1b[31mb\n") == "a\\x1b[31mb\\n"
    assert printable("x" * 60) == "x" * 60
    assert printable("x" * 61) == "x" * 59 + "…"


def test_units_are_counted_as_excel_does() -> None:
    assert (count_units("abc"), count_units("é"), count_units("😀")) == (3, 1, 2)


def test_phrases_join_count_and_shorten_lists() -> None:
    assert join_phrase(["a"]) == "a"
    assert join_phrase(["a", "b", "c"], "or") == "a, b or c"
    assert name_some(["a", "b", "c"]) == "a, b and c"
    assert name_some(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert name_some(["a"], of=1_001) == "a and 1,000 more"
    assert (count_phrase(1, "row"), count_phrase(2_000, "row")) == ("1 row", "2,000 rows")
    assert count_phrase(2, "entry", "entries") == "2 entries"


def test_only_a_likely_name_is_suggested() -> None:
    assert did_you_mean("gpt4o", ["claude", "gpt-4o"]) == ' Did you mean "gpt-4o"?'
    assert did_you_mean("zzz", ["gpt-4o"]) == ""


def test_an_unused_name_is_numbered_until_no_case_of_it_is_taken() -> None:
    assert unused_name("Owner", ["model"]) == "Owner"
    assert unused_name("Owner", ["owner", "OWNER (2)"]) == "Owner (3)"
