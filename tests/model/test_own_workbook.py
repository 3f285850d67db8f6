"""Sheets of a workbook made by estimator, as its data file declares them."""

from estimator.model import own_workbook
from estimator.model.own_workbook import own_sheets


def test_every_sheet_that_the_code_names_is_declared_once_and_no_other() -> None:
    named = (
        own_workbook.SUMMARY, own_workbook.BREAKDOWN, own_workbook.PLAN, own_workbook.BUDGETS,
        own_workbook.ESTIMATES, own_workbook.RATES, own_workbook.ASSUMPTIONS, own_workbook.GROUPS,
        own_workbook.COST_MODEL, own_workbook.CHECKS, own_workbook.ABOUT, own_workbook.REJECTED,
        own_workbook.UNIT_COSTS,
    )  # fmt: skip
    assert sorted(own_sheets()) == sorted(named)
    assert next(iter(own_sheets())) == own_workbook.SUMMARY


def test_every_sheet_is_described_and_printed_in_a_known_way() -> None:
    for sheet in own_sheets().values():
        assert sheet.purpose
        assert sheet.editable
        assert sheet.printed in {"all", "own"}
