"""Ids are compared without case and blanks, and rows without one are numbered."""

from pathlib import Path

import polars as pl

from estimator.model.cells import TEXT
from estimator.model.problem import TABLE
from estimator.pipeline import estimate
from estimator.validate.ids import IdKeys, check_id_column, fill_row_ids, id_keys, repeated_ids
from tests.sheets import GOOD, sheet
from tests.tables import part_of, table_of

HEADERS = ("Workload ID", "Model")


def duplicates(*ids: str | None) -> list[tuple[int | None, str]]:
    """The rows of the problems of ``ids``, and what is said, where they come in two parts."""
    table = table_of(HEADERS, *((one, "gpt-4o") for one in ids))
    frame = pl.DataFrame({"row": table.rows, "workload_id": ids}).with_columns(
        pl.lit(0, dtype=pl.UInt32).alias(TABLE)
    )
    keys = IdKeys()
    for part in (frame.head(2), frame.slice(2)):
        keys.add(part)
    return [(one.row, one.message) for one in keys.find_duplicates([table])]


def test_an_id_used_again_is_one_problem_at_its_second_row_that_names_all() -> None:
    [(row, message)] = duplicates("Straße", "B", " STRASSE ", "straße")
    assert row == 4
    assert "at A2, A4 and A5; expected a unique id" in message


def test_ids_that_differ_and_blank_ones_are_no_duplicates() -> None:
    assert duplicates("A", "AB", None, None) == []


def test_rows_without_a_column_of_ids_have_their_numbers_and_a_notice() -> None:
    table = table_of(("Model", "Training tokens"), ("gpt-4o", 5), ("gpt-4o", 6))
    filled = fill_row_ids(pl.DataFrame({"row": table.rows}), table)
    assert filled["workload_id"].to_list() == ["2", "3"]
    assert [one.code for one in check_id_column(table)] == ["numbered-rows"]
    assert check_id_column(table_of(HEADERS, ("A", "gpt-4o"))) == []


def test_keys_are_folded_and_blank_where_there_is_no_id() -> None:
    texts = pl.Series([" Straße ", "STRASSE", None])
    keys = id_keys(texts, pl.Series([TEXT] * 3, dtype=pl.UInt8))
    assert keys.to_list() == ["strasse", "strasse", None]


def test_counted_uses_of_an_id_are_said_at_each_row() -> None:
    part = part_of(HEADERS, ("A", "gpt-4o"), ("B", "gpt-4o"), ("a", "gpt-4o"))
    found = list(repeated_ids(part, pl.Series([2, 1, 2_000])))
    assert [one.row for one in found] == [2, 4]
    assert found[1].sentence == 'found "a" in 2,000 rows; expected a unique id for each.'


def test_the_places_of_an_id_in_two_files_all_name_their_sheets(tmp_path: Path) -> None:
    plans = [sheet(tmp_path / f"{name}.csv", GOOD) for name in ("a", "b")]
    [problem] = [one for one in estimate(plans).errors if one.code == "duplicate-id"]
    assert "at '[a.csv]a'!A2 and '[b.csv]b'!A2" in problem.message
