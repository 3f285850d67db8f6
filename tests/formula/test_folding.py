"""A model with its workings folded computes the same amounts; only workings are gone."""

from estimator.basis.cost_model import load_cost_model
from estimator.formula.folding import fold_workings
from estimator.formula.program import compile_model
from estimator.formula.syntax import names_in, parse_formula


def test_what_one_other_reads_is_part_of_that_and_every_model_keeps_its_columns() -> None:
    whole, _ = load_cost_model()
    assert whole is not None
    folded = fold_workings(whole)
    assert compile_model(folded)[1] == ()
    gone = {one.name for one in whole.columns} - {one.name for one in folded.columns}
    assert {"monthly_hosting_cost", "monthly_standing_cost", "validation_tokens"} < gone
    assert all(one.optional and not one.total for one in whole.columns if one.name in gone)
    named = {name for one in folded.columns for name in names_in(parse_formula(one.formula))}
    assert not named & gone
    # One is read by two others; the other divides, which only a name does.
    assert folded.column("fiscal_year_units") == whole.column("fiscal_year_units")
    assert folded.column("batch_input_tokens") == whole.column("batch_input_tokens")


def test_a_chain_of_workings_is_folded_to_its_end() -> None:
    whole, _ = load_cost_model()
    assert whole is not None
    monthly = fold_workings(whole).column("monthly_cost")
    assert monthly is not None
    assert "hosting_price" in names_in(parse_formula(monthly.formula))
