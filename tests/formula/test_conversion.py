"""A cost model in another currency: which columns it adds, and by which formulas."""

from pathlib import Path

import pytest

from estimator.basis.cost_model import load_cost_model
from estimator.formula.conversion import MixedError, amount_degree, translate_model
from estimator.formula.program import compile_model
from estimator.formula.syntax import parse_formula
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.money import Currency

EUROS, BOTH = Currency("EUR"), Currency("EUR", budgets="EUR")
HOUSE = """
[[assumption]]
name = "fee"
title = "Fee"
value = "25"
unit = "USD"
source = "x"

[[assumption]]
name = "tax_rate"
title = "Tax rate"
value = "0.2"
unit = "share"
source = "x"
"""


def column(name: str, formula: str, *, total: bool = True, unit: str = "USD") -> str:
    return (
        f'[[column]]\nname = "{name}"\ntitle = "{name}"\nunit = "{unit}"\ndescription = "x"\n'
        f"total = {str(total).lower()}\nformula = '{formula}'\n"
    )


def house(folder: Path, *columns: str) -> CostModel:
    path = folder / "house.toml"
    path.write_text(HOUSE + "\n".join(columns))
    found, problems = load_cost_model(path)
    assert found is not None, [one.message for one in problems]
    return found


def in_euros(model: CostModel, currency: Currency = EUROS) -> dict[str, ComputedColumn]:
    made, wrong = translate_model(model, compile_model(model)[0], currency)
    assert wrong == []
    return {one.name: one for one in made.columns}


@pytest.fixture
def shipped() -> CostModel:
    found, _ = load_cost_model()
    assert found is not None
    return found


def test_costs_are_times_the_rate_and_what_adds_them_up_is_added_up(shipped: CostModel) -> None:
    made = in_euros(shipped)
    formulas = {name: one.formula.replace(" ", "") for name, one in made.items()}
    assert formulas["training_cost_eur"] == "=ROUND(training_cost*fx_rate,2)"
    assert formulas["monthly_cost_eur"] == "=ROUND(monthly_cost*fx_rate,2)"
    assert formulas["annual_cost_eur"] == "=ROUND(12*monthly_cost_eur,2)"
    assert formulas["first_year_cost_eur"] == "=ROUND(training_cost_eur+annual_cost_eur,2)"


def test_columns_in_dollars_stay_as_they_are_and_totals_are_shown_in_euros(
    shipped: CostModel,
) -> None:
    made = in_euros(shipped)
    in_dollars = [one for one in shipped.columns if one.name in made and not one.per_unit]
    for one in in_dollars:
        if one.name != "budget_status":
            assert made[one.name].formula == one.formula
            assert made[one.name].unit == one.unit
    gone = {one.name for one in shipped.columns} - {*made}
    assert gone == {"fiscal_year_variance", *(one.name for one in shipped.columns if one.per_unit)}
    shown = {name for name, one in made.items() if one.total}
    assert shown == {f"{one.name}_eur" for one in shipped.totals}
    assert all(made[name].unit == "EUR" for name in shown)


def test_unit_costs_are_in_euros_alone_and_divided_by_the_same(shipped: CostModel) -> None:
    made = in_euros(shipped)
    for one in (each for each in shipped.columns if each.per_unit):
        twin = made[f"{one.name}_eur"]
        assert twin.unit == one.unit.replace("USD", "EUR")
        assert twin.title == f"{one.title} (EUR)"
    monthly = made["cost_per_1m_tokens_eur"].formula
    assert monthly.endswith("ROUND(monthly_cost_eur/monthly_million_tokens, 4))")


def test_budgets_in_dollars_are_converted_and_judged_in_euros(shipped: CostModel) -> None:
    made = in_euros(shipped)
    assert "annual_budget * fx_rate" in made["annual_budget_eur"].formula
    assert "fiscal_year_cost_eur>annual_budget_eur" in made["budget_status"].formula
    assert "annual_budget_eur-fiscal_year_cost_eur" in made["fiscal_year_variance_eur"].formula
    # The calendar is in euros alone.
    assert "fiscal_year_variance" not in made


def test_budgets_in_euros_are_compared_with_euros_alone(shipped: CostModel) -> None:
    made = in_euros(shipped, BOTH)
    assert "annual_budget_eur" not in made
    assert "fiscal_year_variance" not in made
    assert "annual_budget-fiscal_year_cost_eur" in made["fiscal_year_variance_eur"].formula
    status = made["budget_status"].formula
    assert "fiscal_year_cost_eur>annual_budget" in status
    assert "fiscal_year_cost>" not in status


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=ROUND(first_year_cost * tax_rate, 2)", "=ROUND(first_year_cost_eur*tax_rate, 2)"),
        ("=ROUND(annual_cost / 12, 2)", "=ROUND(annual_cost_eur/12, 2)"),
        ("=MAX(annual_cost, training_cost)", "=MAX(annual_cost_eur, training_cost_eur)"),
        ("=IF(annual_cost > training_cost, annual_cost, 0)",
         "=IF(annual_cost_eur>training_cost_eur, annual_cost_eur, 0)"),
        # Dollars of its own: a fee, a threshold, a price, a cost that is not shown.
        ("=ROUND(annual_cost + fee, 2)", "=ROUND(own * fx_rate, 2)"),
        ("=ROUND(annual_cost + 25, 2)", "=ROUND(own * fx_rate, 2)"),
        ("=IF(annual_cost > 1000, annual_cost, 0)", "=ROUND(own * fx_rate, 2)"),
        ("=ROUND(training_tokens_applied * output_price / 1000000, 2)", "=ROUND(own * fx_rate, 2)"),
        ("=ROUND(12 * monthly_output_cost, 2)", "=ROUND(own * fx_rate, 2)"),
        # What may be blank stays so.
        ('=IF(training_examples = "", "", ROUND(annual_cost + fee, 2))',
         '=IF(own = "", "", ROUND(own * fx_rate, 2))'),
    ],
)  # fmt: skip
def test_a_house_total_has_the_same_formula_where_it_holds_in_any_currency(
    formula: str, expected: str, tmp_path: Path
) -> None:
    model = house(tmp_path, column("own", formula))
    assert in_euros(model)["own_eur"].formula == expected


def test_a_house_column_without_a_total_is_left_in_dollars(tmp_path: Path) -> None:
    model = house(tmp_path, column("own", "=ROUND(annual_cost * 2, 2)", total=False))
    assert "own_eur" not in in_euros(model)


def test_a_house_column_of_budgets_moves_with_them(tmp_path: Path) -> None:
    formula = '=IF(annual_budget = "", "", ROUND(annual_budget - annual_cost, 2))'
    words = '=IF(budget_status = "over", "stop", "go")'
    model = house(
        tmp_path,
        column("room", formula, total=False),
        column("word", words, total=False, unit="text"),
    )
    made = in_euros(model, BOTH)
    assert "room" not in made
    assert made["room_eur"].formula == (
        '=IF(annual_budget="", "", ROUND(annual_budget-annual_cost_eur, 2))'
    )
    assert list(made).index("word") > list(made).index("budget_status")


def test_a_house_column_of_the_budget_status_may_name_dollars(tmp_path: Path) -> None:
    words = '=IF(AND(budget_status = "over", annual_cost > 1000), "stop", "go")'
    model = house(tmp_path, column("word", words, total=False, unit="text"))
    for currency in (EUROS, BOTH):
        made = in_euros(model, currency)
        assert made["word"].formula == words
        assert list(made).index("word") > list(made).index("budget_status")


def test_a_house_column_of_the_fiscal_year_is_in_euros(tmp_path: Path) -> None:
    model = house(tmp_path, column("own", "=ROUND(fiscal_year_cost * 0.05, 2)"))
    made = in_euros(model)
    assert "own" not in made
    assert made["own_eur"].formula == "=ROUND(fiscal_year_cost_eur*0.05, 2)"


def test_budgets_in_euros_mixed_with_dollars_are_refused(tmp_path: Path) -> None:
    formula = '=IF(annual_budget = "", 0, IF(annual_budget > 100, fee, 0))'
    model = house(tmp_path, column("own", formula))
    _, wrong = translate_model(model, compile_model(model)[0], BOTH)
    assert len(wrong) == 1
    assert "own mixes budgets, unit costs or the fiscal-year cost, in EUR, with dollars" in wrong[0]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=a", 1), ("=x", 0), ("=a * x", 1), ("=a * b", 2), ("=a / 7", 1), ("=-a", 1),
        ("=a + b", 1), ("=a + 0", 1), ("=0", None), ("=5", 0), ('=""', None), ("=MIN(a, b)", 1),
        ("=ABS(a)", 1), ("=ROUND(a * x, 2)", 1), ('=IF(a > b, a, "")', 1), ("=IF(x > 1, a, b)", 1),
        ('=IF(AND(a = "", NOT(x > 1)), "", a)', 1), ("=IF(a > b, x, 1)", 0),
        ("=ROUND(a / b, 4)", 0), ('=IF(x = 0, "", ROUND(a / x, 4))', 1), ("=ROUND(x / a, 4)", -1),
    ],
)  # fmt: skip
def test_the_degree_of_a_formula(formula: str, expected: int | None) -> None:
    assert amount_degree(parse_formula(formula), {"a": 1, "b": 1}) == expected


@pytest.mark.parametrize(
    "formula",
    ["=a + x", "=a + 1", "=IF(a > 1, a, b)", "=IF(a > b, a, x)", "=MAX(a, x)", "=MIN(a, a * b)",
     "=IF(OR(a > x, x > 1), a, b)", "=a + ROUND(a / b, 4)"],
)  # fmt: skip
def test_amounts_and_plain_numbers_are_not_added_or_compared(formula: str) -> None:
    with pytest.raises(MixedError):
        amount_degree(parse_formula(formula), {"a": 1, "b": 1})
