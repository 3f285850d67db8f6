"""Every option says what people are told of it, and which files a run reads."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from estimator.model.options import ANYWHERE, READING_COMMANDS, Options, list_options
from tests.command import SAMPLES

HOUSE_COSTS = SAMPLES / "house_costs.toml"
BUDGETS = SAMPLES / "budgets.csv"


def test_every_option_has_a_sentence_and_a_command() -> None:
    for option, details in list_options():
        assert details.help_text.endswith("."), option.name
        assert details.commands, option.name
        assert set(details.set_in) <= set(ANYWHERE), option.name


def test_a_default_is_a_choice_and_within_its_bounds() -> None:
    for option, details in list_options():
        if details.choices:
            assert option.default in {"", *details.choices}, option.name
        # 0 stands for a choice that is made later.
        if details.minimum is not None and option.default:
            number: Any = option.default
            assert details.minimum <= number <= (details.maximum or number)


def test_no_two_options_have_the_same_short_flag() -> None:
    flags = [details.short_flag for _, details in list_options() if details.short_flag]
    assert sorted(flags) == ["-o", "-q"]


def test_what_bears_on_the_result_is_taken_by_every_command_that_reads() -> None:
    shared = [option.name for option, d in list_options() if set(READING_COMMANDS) <= {*d.commands}]
    assert shared == [
        "sheet", "all_sheets", "header_row", "map", "mapping", "set", "budget_currency",
        "rate_card", "as_of", "cost_model", "assume", "scenario", "after_retirement", "currency",
        "fx", "fx_date", "fx_source", "budgets", "locale", "limit", "fiscal_year_start", "months",
    ]  # fmt: skip


def test_the_files_that_a_run_reads_are_those_that_its_options_name(tmp_path: Path) -> None:
    named = Options(cost_model=HOUSE_COSTS, budgets=str(BUDGETS), rate_card="guide-2026")
    assert named.files == (HOUSE_COSTS, BUDGETS)
    assert replace(named, budgets="Sheet of budgets", output=BUDGETS).files == (HOUSE_COSTS,)
    assert Options(mapping=(str(tmp_path / "none.toml"),), rate_card=str(tmp_path)).files == ()
