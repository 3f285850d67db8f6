"""LibreOffice, recalculating the whole workbook, comes to every result that is stored in it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from estimator.model.estimate import STATUSES
from estimator.model.options import Options
from estimator.model.output_columns import COMPUTED, PRICE
from tests.workbooks import (
    EUROS,
    SAMPLES,
    Made,
    Record,
    Results,
    all_recalculated,
    by_center,
    by_period,
    differences,
    ending,
    falsified,
    house,
    in_euros,
    made,
    needs_libreoffice,
    results,
    varied,
)

CASES = (
    "guide", "portfolio", "varied", "high", "one_row", "house", "euros", "centers", "rated",
    "ends", "ends_by_center", "published", "hosted",
    "periods", "periods-euros",
)  # fmt: skip


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("libreoffice")
    return {
        "guide": made(folder, SAMPLES / "guide_scenarios.csv", name="guide"),
        "portfolio": made(folder, SAMPLES / "portfolio.xlsx", name="portfolio"),
        "varied": made(folder, varied(), name="varied"),
        "high": made(folder, varied(), Options(scenario="high"), name="high"),
        "one_row": made(folder, varied(1), name="one_row"),
        "house": made(folder, varied(20), house(folder), name="house"),
        "euros": made(folder, in_euros(), EUROS, name="euros"),
        "centers": made(folder, *by_center(folder), name="centers"),
        "rated": made(folder, varied(20), _house_in_euros(folder), name="rated"),
        "ends": made(folder, varied(), ending(folder), name="ends"),
        "ends_by_center": made(folder, *_ends_by_center(folder), name="ends_by_center"),
        "published": made(
            folder,
            SAMPLES / "guide_scenarios.csv",
            Options(rate_card="openai-2026-11"),
            name="published",
        ),
        # Names of models that are longer than their column on Summary.
        "hosted": made(
            folder,
            SAMPLES / "providers.csv",
            Options(rate_card="azure-2026-08", map=("Model on Azure=model",)),
            name="hosted",
        ),
        "periods": made(folder, *by_period(folder), name="periods"),
        "periods-euros": made(folder, *by_period(folder, 60, EUROS), name="periods-euros"),
    }


def _house_in_euros(folder: Path) -> Options:
    return replace(EUROS, cost_model=house(folder).cost_model)


def _ends_by_center(folder: Path) -> tuple[list[Record], Options]:
    """Models that end, budgets by cost center, and a report in euros."""
    records, options = by_center(folder)
    ends = ending(folder)
    return records, replace(options, rate_card=ends.rate_card, months=18)


@pytest.fixture(scope="session")
def recalculations(workbooks: dict[str, Made]) -> dict[str, Results]:
    """Every workbook recalculated, and one whose stored results are all wrong."""
    paths = {name: one.path for name, one in workbooks.items()}
    first = paths["varied"]
    paths["falsified"] = falsified(first, first.with_name("falsified.xlsx"))
    found = all_recalculated(list(paths.values()))
    return {name: results(path) for name, path in zip(paths, found, strict=True)}


@needs_libreoffice
@pytest.mark.parametrize("case", CASES)
def test_every_formula_cell_is_recalculated_to_its_stored_result(
    workbooks: dict[str, Made], recalculations: dict[str, Results], case: str
) -> None:
    stored = results(workbooks[case].path)
    assert differences(stored, recalculations[case]) == []


@pytest.mark.parametrize("case", CASES)
def test_every_price_and_computed_column_is_a_formula_in_every_row(
    workbooks: dict[str, Made], case: str
) -> None:
    one = workbooks[case]
    stored = results(one.path)
    names = [column.name for column in one.grid.columns if column.role in {PRICE, COMPUTED}]
    rows = range(one.grid.last_row - one.estimate.totals.rows + 1, one.grid.last_row + 1)
    wanted = {("Estimates", one.grid.relative_address(name, row)) for name in names for row in rows}
    assert wanted <= stored.keys()


def test_the_varied_input_moves_every_formula_column(workbooks: dict[str, Made]) -> None:
    frame = workbooks["varied"].estimate.frame
    columns = workbooks["varied"].grid.columns
    names = [column.name for column in columns if column.role in {PRICE, COMPUTED}]
    assert [name for name in names if frame[name].n_unique() == 1] == []
    assert set(frame["budget_status"]) == set(STATUSES)


@needs_libreoffice
def test_wrong_stored_results_do_not_survive_the_recalculation(
    workbooks: dict[str, Made], recalculations: dict[str, Results]
) -> None:
    true = results(workbooks["varied"].path)
    wrong = results(workbooks["varied"].path.with_name("falsified.xlsx"))
    assert len(differences(true, wrong)) == len(true)
    assert differences(true, recalculations["falsified"]) == []


@needs_libreoffice
def test_a_single_wrong_stored_result_is_noticed(
    workbooks: dict[str, Made], recalculations: dict[str, Results], tmp_path: Path
) -> None:
    last = max(address for sheet, address in recalculations["guide"] if sheet == "Estimates")
    wrong = falsified(workbooks["guide"].path, tmp_path / "wrong.xlsx", ("Estimates", last))
    found = differences(results(wrong), recalculations["guide"])
    assert len(found) == 1
    assert found[0].startswith(f"Estimates!{last} ")


@needs_libreoffice
@pytest.mark.parametrize("case", CASES)
def test_all_checks_hold_when_recalculated(recalculations: dict[str, Results], case: str) -> None:
    checks = [cell for cell in recalculations[case].values() if cell.sheet == "Checks"]
    verdicts = {cell.value for cell in checks if cell.address.startswith("F")}
    scenario = "not Base" if case == "high" else "Base"
    assert verdicts == {"OK", "unchanged", "in order", scenario}
