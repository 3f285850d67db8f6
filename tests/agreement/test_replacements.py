"""What follows a model that retires, on its named replacement: by hand, and recalculated.

The three cases of the guide on the published prices; the amounts were added up on paper.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from estimator.basis.rate_card import shipped_cards
from estimator.model.options import Options
from estimator.model.own_workbook import RETIREMENT_LABEL
from estimator.pipeline import estimate
from estimator.report.json import outcome_document
from tests.agreement.test_model_ends import GUIDE, PRODUCTION, amounts, by_id, column_of, priced
from tests.workbooks import (
    EUROS,
    LAST_DAYS,
    Made,
    by_period,
    differences,
    ending,
    in_euros,
    made,
    needs_libreoffice,
    recalculated,
    results,
    varied,
)

LUNA = "gpt-6-luna"
Fields = Mapping[str, Mapping[str, object]]
REPLACED = {"Startup": "5.28", "Production": "2640.00", "Enterprise": "26400.00"}


def card_of(folder: Path, shipped: str, fields: Fields, *others: dict[str, Any]) -> str:
    """A shipped card with other ``fields`` of some models, and with ``others`` on it."""
    card = json.loads(shipped_cards()[shipped].read_text(encoding="utf-8"))
    rates = [{**rate, **fields.get(rate["model"], {})} for rate in card["rates"]]
    path = folder / "card.json"
    text = json.dumps(card | {"name": "replaced", "rates": [*rates, *others]})
    path.write_text(text, encoding="utf-8")
    return str(path)


def published(after_retirement: str = "replace") -> Options:
    """The published prices, on which the replacement of all models in use has no training price."""
    return Options(
        rate_card="openai-2026-11", fiscal_year_start="2027-01", after_retirement=after_retirement
    )


def with_luna(folder: Path, **luna: object) -> Options:
    """The published prices with other fields of the replacement."""
    return replace(published(), rate_card=card_of(folder, "openai-2026-11", {LUNA: luna}))


def test_the_cases_of_the_guide_go_on_with_the_replacement(tmp_path: Path) -> None:
    found = priced(tmp_path, *GUIDE, options=published())
    assert by_id(found, "replacement_cost") == amounts(REPLACED)
    assert by_id(found, "uncovered_cost") == dict.fromkeys(REPLACED, Decimal(0))
    totals = found.totals.calendar.portfolio_amounts
    assert totals["replacement_cost"] == Decimal("29045.28")
    assert totals["fiscal_year_cost"] == Decimal("102884.75")
    assert totals["replaced 2027-02"] == totals["replaced 2027-12"] == Decimal("2640.48")
    assert not totals["replaced 2027-01"]


def test_a_replacement_that_can_be_trained_is_trained_in_its_first_month(tmp_path: Path) -> None:
    options = with_luna(tmp_path, training_price=2, training_ends_on="2027-02-02")
    found = priced(tmp_path, PRODUCTION, options=options)
    # 1M tokens at 2.00 in February, and 11 months at 240.00.
    assert by_id(found, "replacement_cost") == {"Production": Decimal("2642.00")}
    options = with_luna(tmp_path, training_price=2, training_ends_on="2027-02-01")
    found = priced(tmp_path, PRODUCTION, options=options)
    assert by_id(found, "replacement_cost") == {"Production": Decimal("2640.00")}


def test_a_replacement_is_followed_once(tmp_path: Path) -> None:
    options = with_luna(tmp_path, retires_on="2027-05-01", replacement="gpt-4o")
    found = priced(tmp_path, PRODUCTION, options=options)
    # February to April on the replacement, and eight months at its price that nothing covers.
    assert by_id(found, "replacement_cost") == {"Production": Decimal("720.00")}
    assert by_id(found, "uncovered_cost") == {"Production": Decimal("1920.00")}
    (notice,) = (one.message for one in found.problems)
    assert notice.endswith(
        "cost what they do on gpt-6-luna until 2027-04; later months are not covered."
    )


def test_without_a_replacement_the_plan_stops_and_says_so(tmp_path: Path) -> None:
    card = json.loads(shipped_cards()["openai-2026-11"].read_text(encoding="utf-8"))
    none = {rate["model"]: {"replacement": ""} for rate in card["rates"]}
    options = replace(published(), rate_card=card_of(tmp_path, "openai-2026-11", none))
    found = priced(tmp_path, *GUIDE, options=options)
    assert "no-replacement" in {one.code for one in found.problems}
    assert "replacement_cost" not in found.frame.columns
    assert found.totals.calendar.portfolio_amounts["uncovered_cost"] == Decimal("810822.87")


def test_nothing_of_it_is_there_under_stop(tmp_path: Path) -> None:
    options = published("stop")
    found = priced(tmp_path, *GUIDE, options=options)
    assert not any("replace" in name for name in found.frame.columns)
    assert not any("replace" in name for name in found.totals.calendar.portfolio_amounts)


def test_the_json_has_it_in_totals_groups_and_months(tmp_path: Path) -> None:
    options = published()
    priced(tmp_path, *GUIDE, options=options)
    document = outcome_document(estimate(tmp_path / "workloads.csv", options))
    assert document["totals"]["replacement_cost"] == "29045.28"
    by_model = {one["model"]: one["replacement_cost"] for one in document["by_model"]}
    assert by_model == {"gpt-4o": "26400.00", "gpt-4o-mini": "2645.28"}
    months = [one["replacement_cost"] for one in document["plan"]["by_month"]]
    assert months == ["0.00"] + ["2640.48"] * 11


def test_a_scenario_moves_what_replacements_cost_and_what_is_not_covered(tmp_path: Path) -> None:
    options = with_luna(tmp_path, retires_on="2027-05-01")
    base = priced(tmp_path, *GUIDE, options=options).totals.by_scenario
    for name in ("High", "Low"):
        alone = priced(tmp_path, *GUIDE, options=replace(options, scenario=name)).totals
        for cost in ("fiscal_year_cost", "replacement_cost", "uncovered_cost"):
            assert base[name][cost] == alone.calendar.portfolio_amounts[cost]
            assert base[name][cost] != base["Base"][cost]


def test_a_replacement_must_be_another_model_of_the_card(tmp_path: Path) -> None:
    for wrong in ("gpt-7", "gpt-4o"):
        card = card_of(tmp_path, "openai-2026-11", {"gpt-4o": {"replacement": wrong}})
        (tmp_path / "none.csv").write_text("ID,Model\nA,gpt-4o\n", encoding="utf-8")
        outcome = estimate(tmp_path / "none.csv", Options(rate_card=card))
        assert "bad-rate-card" in {one.code for one in outcome.problems}, wrong


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("replaced"), GUIDE, published())


def test_a_workbook_that_is_sent_in_again_keeps_the_choice_and_the_figures(workbook: Made) -> None:
    again = estimate(workbook.path, Options())
    assert again.estimate is not None
    assert again.estimate.basis.model.after_retirement == "replace"
    totals = again.estimate.totals.calendar.portfolio_amounts
    assert totals["fiscal_year_cost"] == Decimal("102884.75")


def chosen(workbook: Made, folder: Path, word: str) -> Path:
    """A copy of the workbook in which ``word`` is typed for what follows a retired model."""
    book = load_workbook(workbook.path)
    page = book["Assumptions"]
    row = next(row for row in page.iter_rows() if row[0].value == RETIREMENT_LABEL)
    row[1].value = word
    path = folder / f"{word}.xlsx"
    book.save(path)
    return path


def test_the_choice_of_replacements_in_a_workbook_without_is_used_by_a_new_run(
    tmp_path: Path,
) -> None:
    before = made(tmp_path, GUIDE, published("stop"))
    found = estimate(chosen(before, tmp_path, "Replace"), Options()).estimate
    assert found is not None
    assert found.totals.calendar.portfolio_amounts["fiscal_year_cost"] == Decimal("102884.75")
    refused = estimate(chosen(before, tmp_path, "wait"), Options())
    assert [one.code for one in refused.errors] == ["bad-assumption"]


@needs_libreoffice
def test_every_figure_follows_the_choice(workbook: Made, tmp_path: Path) -> None:
    again = results(recalculated(chosen(workbook, tmp_path, "stop")))
    assert again["Checks", "B3"].value == "OK"
    sums = {
        name: sum(column_of(again, workbook, name))
        for name in ("fiscal_year_cost", "replacement_cost", "uncovered_cost")
    }
    expected = {"fiscal_year_cost": 73839.47, "replacement_cost": 0, "uncovered_cost": 810822.87}
    assert sums == pytest.approx(expected)


@needs_libreoffice
def test_the_workbook_recalculated_has_the_same_figures(workbook: Made) -> None:
    again = results(recalculated(workbook.path))
    assert differences(results(workbook.path), again) == []
    assert again["Checks", "B3"].value == "OK"


@needs_libreoffice
@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_varied_workloads_recalculate_to_the_same_figures(tmp_path: Path, currency: str) -> None:
    names = {"gpt-4-turbo": "gpt-4o-mini"}
    fields = {
        model: days | {"replacement": names.get(model, LUNA)} for model, days in LAST_DAYS.items()
    }
    luna = {"model": LUNA, "training_price": 3, "hosting_price": 0.3}
    prices = {"input_price": 0.10, "cached_input_price": 0.01, "output_price": 0.50}
    card = card_of(tmp_path, "guide-2026", fields, luna | prices)
    euros = currency == "EUR"
    options = replace(
        EUROS if euros else Options(),
        rate_card=card,
        fiscal_year_start="2027-01",
        months=24,
        after_retirement="replace",
        scenario="high" if euros else "",
    )
    done = made(tmp_path, in_euros() if euros else varied(), options)
    again = results(recalculated(done.path))
    assert differences(results(done.path), again) == []
    assert again["Checks", "B3"].value == "OK"


@needs_libreoffice
@pytest.mark.parametrize("after", ["stop", "replace"])
def test_budgets_by_period_are_held_against_what_is_paid(tmp_path: Path, after: str) -> None:
    luna = {"model": LUNA, "training_price": 3, "input_price": 0.1, "output_price": 0.5}
    options = replace(ending(tmp_path, luna), after_retirement=after)
    done = made(tmp_path, *by_period(tmp_path, 60, options))
    again = results(recalculated(done.path))
    assert differences(results(done.path), again) == []
    assert again["Checks", "B3"].value == "OK"
