"""Tables below each other on a sheet of a workbook made by estimator are read one by one."""

from estimator.model.cells import Book
from estimator.model.schema import parse_schema
from estimator.read.cells import Value
from estimator.read.exported import read_labeled_cell, read_own_table
from tests.tables import sheet_of

PROPERTIES = {"name": {"type": "string"}, "count": {"type": "integer"}}
SCHEMA = parse_schema({"properties": PROPERTIES})
ROWS: tuple[tuple[Value | None, ...], ...] = (
    ("Plan of", "2027"),
    ("name", "count"),
    ("a", 1),
    ("Others", None),
    ("name", "count"),
    ("b", 2),
    ("c", 3),
    ("Notes", None),
    ("name", "count"),
    ("d", 4),
)
TITLES = ("Others", "Notes")


def book(*, made_by_estimator: bool = True) -> Book:
    return Book("a.xlsx", (sheet_of(*ROWS, name="Plan"),), made_by_estimator=made_by_estimator)


def test_each_table_ends_before_the_next_title_and_keeps_its_row_numbers() -> None:
    found = {
        title: read_own_table(book(), "Plan", title, TITLES, SCHEMA) for title in ("", *TITLES)
    }
    rows = {
        title: (part.rows.to_list(), part.texts["c1"].to_list())
        for title, (part, _) in found.items()
        if part is not None
    }
    assert rows == {"": ([3], ["a"]), "Others": ([6, 7], ["b", "c"]), "Notes": ([10], ["d"])}
    assert all(problems == [] for _, problems in found.values())


def test_nothing_is_read_of_other_workbooks_sheets_and_titles() -> None:
    assert read_own_table(book(made_by_estimator=False), "Plan", "", TITLES, SCHEMA) == (None, [])
    assert read_own_table(book(), "Rates", "", TITLES, SCHEMA) == (None, [])
    assert read_own_table(book(), "Plan", "Gone", (*TITLES, "Gone"), SCHEMA) == (None, [])
    assert read_own_table(None, "Plan", "", TITLES, SCHEMA) == (None, [])


def test_a_cell_is_read_by_the_label_on_its_left() -> None:
    assert read_labeled_cell(book(), "Plan", "Plan of") == "2027"
    assert read_labeled_cell(book(), "Plan", "Others") == ""
    assert read_labeled_cell(book(made_by_estimator=False), "Plan", "Plan of") == ""
