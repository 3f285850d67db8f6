"""House costs that count: where they stand, what they may read, and what a sum consists of."""

from decimal import Decimal

import pytest

from estimator.basis.cost_model import load_cost_model, load_house_document
from estimator.formula.house_costs import count_house_costs, order_by_names
from estimator.formula.syntax import names_in, parse_formula
from estimator.formula.unused import leave_out_unused
from estimator.model.cost_model import CostModel
from tests.house_costs import COUNT_ENTRY, Entry, house_document, messages
from tests.rates import rate_of

ONE = Decimal(1)


def loaded(*columns: Entry) -> CostModel:
    model, problems = load_house_document("house.toml", house_document(*columns))
    assert problems == []
    assert model is not None
    return model


def named(name: str, formula: str, **fields: object) -> Entry:
    return COUNT_ENTRY | {"name": name, "title": f"The {name}", "formula": formula} | fields


SETUP = named("setup_cost", "=ROUND(120 * vat_rate, 2)", frequency="one-time")


def formula_of(model: CostModel, name: str) -> str:
    column = model.column(name)
    assert column is not None
    return column.formula


def test_a_cost_is_a_term_of_the_sum_of_its_frequency() -> None:
    model, (shipped, _) = loaded(COUNT_ENTRY, SETUP), load_cost_model()
    assert shipped is not None
    assert formula_of(model, "monthly_cost") == (
        "=ROUND(monthly_cost_before_house_costs + monthly_vat, 2)"
    )
    assert formula_of(model, "training_cost") == (
        "=ROUND(training_cost_before_house_costs + setup_cost, 2)"
    )
    for name in ("training_cost", "monthly_cost"):
        assert formula_of(model, f"{name}_before_house_costs") == formula_of(shipped, name)


def test_a_sum_without_house_costs_stays_as_it_was() -> None:
    model, (shipped, _) = loaded(COUNT_ENTRY), load_cost_model()
    assert shipped is not None
    assert model.column("training_cost") == shipped.column("training_cost")
    assert model.column("training_cost_before_house_costs") is None
    informed = loaded(COUNT_ENTRY | {"counts": False, "formula": "=ROUND(annual_cost * 2, 2)"})
    assert informed.columns[:-1] == shipped.columns


def test_what_a_cost_is_without_house_costs_can_be_read_where_there_are_none() -> None:
    told = COUNT_ENTRY | {"counts": False, "formula": "=training_cost_before_house_costs"}
    model = loaded(told)
    assert formula_of(model, "training_cost") == "=ROUND(training_cost_before_house_costs, 2)"
    used = leave_out_unused(model, [rate_of("m", ONE, ONE, ONE)], ())
    assert formula_of(used, "training_cost") == "=ROUND(training_cost_before_house_costs, 2)"


def test_every_column_comes_after_those_it_names() -> None:
    fee = named("fee", "=ROUND(monthly_inference_cost * vat_rate, 2)", frequency="one-time")
    share = named("share_of_training", "=ROUND(training_cost / 36, 2)")
    model = loaded(fee, share, named("report", "=ROUND(annual_cost * 2, 2)", counts=False))
    seen: set[str] = set()
    own = {one.name for one in model.columns}
    for column in model.columns:
        assert {*names_in(parse_formula(column.formula))} & own <= seen, column.name
        seen.add(column.name)
    assert model.columns[-1].name == "report"


def test_the_shipped_columns_are_in_order_already() -> None:
    shipped, _ = load_cost_model()
    assert shipped is not None
    assert order_by_names(shipped.columns) == shipped.columns
    assert count_house_costs(shipped.columns, ()) == shipped.columns


def test_a_sum_has_its_parts_beside_it_where_these_have_totals() -> None:
    before = "monthly_cost_before_house_costs"
    for total in (True, False):
        column = loaded(COUNT_ENTRY | {"total": total}).column(before)
        assert column is not None
        assert column.total is total
        assert (column.title, column.frequency) == ("Monthly cost before house costs", "monthly")


READS = "Read monthly_cost_before_house_costs instead, and house costs above it by their names."
COUNTS = "it has counts = true, "
BELOW = (
    "but it can be below 0; take MAX of 0 and it, or give the inputs and assumptions in it a "
    "minimum of 0. A discount on prices belongs on the rate card."
)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"formula": "=ROUND(monthly_cost * vat_rate, 2)"},
         f"it counts in monthly_cost, so it cannot read monthly_cost. {READS}"),
        ({"formula": "=ROUND(annual_cost * vat_rate, 2)"},
         "it counts in monthly_cost, so it cannot read annual_cost, which contains monthly_cost. "
         + READS),
        ({"formula": "=ROUND(fiscal_year_cost * vat_rate, 2)"},
         ("it counts in monthly_cost, so it cannot read fiscal_year_cost, which contains "
         f"monthly_cost. {READS}")),
        ({"formula": '=IF(budget_status = "over", 5, 0)'},
         "it counts in monthly_cost, so it cannot read budget_status, which contains monthly_cost. "
         + READS),
        ({"formula": "=ROUND(monthly_vat * vat_rate, 2)"},
         "its formula reads the column itself; it can only read columns above it in the file."),
        ({"frequency": "annual"},
         COUNTS + 'so its frequency must be "one-time" or "monthly"; found "annual".'),
        ({"unit": "hours"}, COUNTS + 'so its unit must be "USD"; found "hours".'),
        ({"formula": "=ROUND(monthly_input_cost * vat_rate, 4)"},
         COUNTS + "so its formula must return whole cents; round it to 2 places."),
        ({"formula": "=ROUND(monthly_input_cost - monthly_output_cost, 2)"}, COUNTS + BELOW),
        ({"formula": "=-ROUND(monthly_inference_cost * vat_rate, 2)"}, COUNTS + BELOW),
        ({"formula": '=IF(annual_budget = "", "", 5)'},
         COUNTS + 'so its formula cannot return ""; return 0 instead.'),
        ({"formula": '=IF(monthly_input_cost > 5, "much", "little")'},
         COUNTS + "but its formula returns text; it must return an amount."),
        ({"formula": "=ROUND(monthly_cost_before_huose_costs * vat_rate, 2)"},
         ('there is no "monthly_cost_before_huose_costs" before this column. Did you mean '
         '"monthly_cost_before_house_costs", "monthly_storage_cost" or "monthly_inference_cost"?')),
        ({"formula": "=ROUND(monthly_input_cost * 20%, 2)"},
         '"%, 2)" is not part of the formula language; write 20% as 0.2.'),
        ({"formula": "=ROUND(monthly_input_cost * vat_rate; 2)"},
         '"; 2)" is not part of the formula language; put commas between arguments.'),
    ],
)  # fmt: skip
def test_a_cost_that_cannot_count_is_said_with_the_way_out(fields: Entry, said: str) -> None:
    assert messages(house_document(COUNT_ENTRY | fields)) == [f"column monthly_vat: {said}"]


@pytest.mark.parametrize(
    "formula",
    [
        "=ROUND(monthly_inference_cost * vat_rate, 2)",
        "=MAX(0, ROUND(monthly_input_cost - monthly_output_cost, 2))",
        "=MIN(50, monthly_retry_allowance)",
        '=IF(annual_budget = "", 0, ROUND(annual_budget * vat_rate / 12, 2))',
    ],
)
def test_a_cost_that_cannot_be_below_0_counts(formula: str) -> None:
    assert messages(house_document(COUNT_ENTRY | {"formula": formula})) == []


def test_a_cost_without_a_frequency_cannot_count() -> None:
    entry = {name: value for name, value in COUNT_ENTRY.items() if name != "frequency"}
    (said,) = messages(house_document(entry))
    assert said.endswith('its frequency must be "one-time" or "monthly"; it has none.')


def test_a_column_reads_those_above_it() -> None:
    first = named("first_cost", "=ROUND(second_cost * vat_rate, 2)")
    second = named("second_cost", "=ROUND(monthly_input_cost * vat_rate, 2)")
    (said,) = messages(house_document(first, second))
    assert said == (
        'column first_cost: its formula reads "second_cost", which is below it in the file; '
        'move the column "second_cost" above it.'
    )
    assert messages(house_document(second, first)) == []


def test_two_costs_cannot_each_contain_the_other_by_way_of_the_sums() -> None:
    once = named("once", "=ROUND(monthly_cost * vat_rate, 2)", frequency="one-time")
    again = named("again", "=ROUND(training_cost * vat_rate, 2)")
    told = messages(house_document(once, again))
    assert [one.split(":")[0] for one in told] == ["column once", "column again"]
    assert "cannot read monthly_cost, which contains training_cost" in told[0]
    assert messages(house_document(once)) == messages(house_document(again)) == []


def test_what_only_follows_from_a_mistake_is_not_said() -> None:
    wrong = COUNT_ENTRY | {"formula": "=ROUND(nothing * vat_rate, 2)"}
    follows = named("follows", "=ROUND(monthly_vat * vat_rate, 2)")
    (said,) = messages(house_document(wrong, follows))
    assert said.startswith("column monthly_vat: ")


def test_a_cost_that_makes_the_sums_too_large_is_said_with_the_way_out() -> None:
    big: Entry = {"name": "big", "title": "Big", "value": "1", "unit": "units", "source": "x"}
    column = COUNT_ENTRY | {"formula": "=ROUND(monthly_cost_before_house_costs * big, 2)"}
    document = house_document(column, assumptions=[big])
    assert all("26 digits" in one for one in messages(document))
    assert messages(house_document(column, assumptions=[big | {"maximum": 10}])) == []
