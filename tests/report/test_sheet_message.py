"""Messages on sheets: no option of the command line is named, and nothing else is lost."""

import pytest

from estimator.model.options import list_options
from estimator.report.sheet_message import message_without_options


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("A was not read. Choose a sheet with --sheet, or use --all-sheets.", "A was not read."),
        ("Rename the header or use --map.", "Rename the header."),
        ("it is on no card; B has it: use --rate-card B", "it is on no card; B has it"),
        ("write 1234 or 1.2340, or say --locale", "write 1234 or 1.2340"),
        ("Prices are used (B).", "Prices are used (B)."),
        # A header of the user is no option.
        ('"Cost --net" is not read. It is copied.', '"Cost --net" is not read. It is copied.'),
        ('"a--map" is odd.', '"a--map" is odd.'),
        # Nothing else is said.
        ("Use --map.", "Use --map."),
    ],
)
def test_clauses_that_name_an_option_are_left_out(message: str, said: str) -> None:
    assert message_without_options(message) == said


def test_every_option_is_known() -> None:
    for option, _ in list_options():
        name = option.name.replace("_", "-")
        assert message_without_options(f"It is so. Add --{name}.") == "It is so."
