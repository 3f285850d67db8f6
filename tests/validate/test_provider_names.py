"""Providers narrow what a name of a model means; what they do not tell is asked about."""

from decimal import Decimal
from pathlib import Path

import pytest

from estimator.model.options import Options
from estimator.model.providers import is_same_provider
from tests.sheets import codes, outcome

SELLERS = Options(rate_card=("openai-2026-11", "azure-2026-08"))
UNTRAINED = {"Training tokens": "0"}


def models(folder: Path, *rows: dict[str, str], options: Options = SELLERS) -> list[str]:
    found = outcome(folder, *rows, options=options)
    assert found.estimate is not None, [one.message for one in found.errors]
    return found.estimate.frame["model"].to_list()


@pytest.mark.parametrize("provider", ["OpenAI", " openai ", "Open AI", "OpenAI API"])
def test_a_provider_tells_which_entry_is_meant(tmp_path: Path, provider: str) -> None:
    rows = {"Model": "gpt-4.1-mini", "Provider": provider}, {"Model": "gpt-4.1-mini-global"}
    assert models(tmp_path, *rows) == ["openai/gpt-4.1-mini", "gpt-4.1-mini-global"]


@pytest.mark.parametrize("header", ["Vendor", "Cloud", "Anbieter", "Hersteller", "Fournisseur"])
def test_the_column_has_other_names(tmp_path: Path, header: str) -> None:
    assert models(tmp_path, {"Model": "GPT-4o", header: "OpenAI"}) == ["openai/gpt-4o"]


def test_a_provider_can_be_set_for_a_file(tmp_path: Path) -> None:
    options = Options(rate_card=SELLERS.rate_card, set=("provider=OpenAI",))
    found = outcome(tmp_path, {"Model": "gpt-4o"}, options=options).estimate
    assert found is not None
    assert found.frame.select("model", "provider").row(0) == ("openai/gpt-4o", "OpenAI")


def test_the_provider_is_written_as_on_the_card(tmp_path: Path) -> None:
    row = {"Model": "gpt-4o-global", "Provider": "microsoft azure"}
    found = outcome(tmp_path, row, options=SELLERS).estimate
    assert found is not None
    assert found.frame["provider"].to_list() == ["Azure"]


def test_what_is_sold_by_several_is_asked_about(tmp_path: Path) -> None:
    (problem,) = outcome(tmp_path, {"Model": "gpt-4o"}, options=SELLERS).errors
    assert problem.code == "ambiguous-model"
    assert problem.message == (
        'plan!B2 (Model): found "gpt-4o"; expected "openai/gpt-4o", "gpt-4o-global", '
        '"gpt-4o-data-zone" or "gpt-4o-regional-us"; or "OpenAI" or "Azure" in a column "Provider".'
    )


def test_what_a_provider_sells_in_tiers_is_asked_about(tmp_path: Path) -> None:
    row = {"Model": "gpt-4o", "Provider": "Azure"}
    (problem,) = outcome(tmp_path, row, options=SELLERS).errors
    assert problem.code == "ambiguous-model"
    assert problem.expected == '"gpt-4o-global", "gpt-4o-data-zone" or "gpt-4o-regional-us"'


def test_one_that_does_not_sell_the_model_is_told_who_does(tmp_path: Path) -> None:
    rows = (
        {"Model": "gpt-6-luna", "Provider": "Azure"},
        {"Model": "gpt-4o-global", "Provider": "OpenAI"},
        {"Model": "gpt-9", "Provider": "OpenAI"},
    )
    found = outcome(tmp_path, *(row | UNTRAINED for row in rows), options=SELLERS)
    assert [(one.place, one.code) for one in found.errors] == [
        ("plan!B2", "model-not-sold"),
        ("plan!B3", "model-not-sold"),
        ("plan!B4", "unknown-model"),
    ]
    assert "; OpenAI sells this one." in found.errors[0].message
    assert "; Azure sells this one." in found.errors[1].message


def test_one_that_nobody_knows_is_told_the_others(tmp_path: Path) -> None:
    row = {"Model": "gpt-4o-global", "Provider": "Acme"}
    (problem,) = outcome(tmp_path, row, options=SELLERS).errors
    assert (problem.code, problem.place) == ("unknown-provider", "plan!F2")
    assert problem.sentence == 'found "Acme"; expected "OpenAI" or "Azure".'


def test_a_card_that_names_no_provider_says_that_the_column_changes_nothing(
    tmp_path: Path,
) -> None:
    rows = [{"Provider": name} for name in ("OpenAI", "", "Anyone")]
    found = outcome(tmp_path, *rows)
    (notice,) = (one for one in found.problems if one.code == "input-not-used")
    assert notice.count == 2
    assert notice.place == "plan!F2"
    assert found.estimate is not None
    assert found.estimate.frame["provider"].to_list() == ["OpenAI", None, "Anyone"]


def test_without_the_column_it_is_left_out(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"Model": "gpt-4o-global"}, options=SELLERS).estimate
    assert found is not None
    assert "provider" in found.basis.model.left_out


@pytest.mark.parametrize("card", SELLERS.rate_card)
def test_a_row_costs_what_it_does_on_its_card_alone(tmp_path: Path, card: str) -> None:
    model, provider = {"openai-2026-11": ("gpt-4o", "OpenAI")}.get(card, ("gpt-4o-global", "Azure"))
    row = {"Model": model, "Provider": provider, "Start month": "2027-01"}
    years = []
    for options in (SELLERS, Options(rate_card=card)):
        found = outcome(tmp_path, row, options=options).estimate
        assert found is not None
        years.append(Decimal(found.frame["fiscal_year_cost"].item()))
    assert years[0] == years[1] > 0


def test_each_card_has_its_own_notices(tmp_path: Path) -> None:
    cards = ("azure-2026-08", "fireworks-2026-10")
    found = outcome(tmp_path, {"Model": "gpt-4o-global"}, options=Options(rate_card=cards))
    said = [one.message for one in found.problems if one.code == "card-caution"]
    assert [one.partition(":")[0] for one in said] == list(cards)
    assert "stale-card" in codes(found)


def test_names_of_a_company() -> None:
    assert is_same_provider("Microsoft Azure", "azure")
    assert is_same_provider("AWS", "Amazon Bedrock")
    assert is_same_provider("Acme, Inc.", "acme inc")
    assert not is_same_provider("OpenAI", "Azure OpenAI")
