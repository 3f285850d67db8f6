"""What holds for one input: of two words for one thing, the one about fewer files is taken."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from estimator.basis.file_options import SetColumn, options_of_file, parse_set_columns
from estimator.model.cells import Book
from estimator.model.input_file import InputFile
from estimator.model.options import Options
from estimator.model.schema import workloads_schema
from estimator.pipeline import estimate
from tests.sheets import GOOD, codes, sheet


def set_columns(*words: str, own: Sequence[str] = ()) -> tuple[Mapping[str, str], list[str]]:
    book = Book("sales.csv", (), words=frozenset({"in/sales.csv"}), own_options={"set": own})
    found, problems = options_of_file(book, Options(set=words), workloads_schema())
    return found.set_columns, [one.message for one in problems]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("department=Sales", SetColumn("", "department", "Sales")),
        ("Cost center = 4100 ", SetColumn("", "cost_center", "4100")),
        ("sales.xlsx:owner=A. Meyer", SetColumn("sales.xlsx", "owner", "A. Meyer")),
        (r"C:\in\sales.xlsx:project=P", SetColumn(r"C:\in\sales.xlsx", "project", "P")),
        ("a=b.csv:department=Sales", SetColumn("a=b.csv", "department", "Sales")),
        ("department=R&D: owner=all", SetColumn("", "department", "R&D: owner=all")),
        ("ops.xlsx#Plan:department=Ops", SetColumn("ops.xlsx#Plan", "department", "Ops")),
    ],
)
def test_a_column_is_set_for_a_file_or_for_all(word: str, expected: SetColumn) -> None:
    assert parse_set_columns([word]) == ([expected], [])


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("department", "not of the form"),
        ("department=", "not of the form"),
        ("sales.csv:departement=Sales", 'Did you mean "Department"'),
        ("model=gpt-4o", "for none of the columns Workload name, Cost center"),
        ("epochs=3", "for none of the columns"),
        (f"department={'x' * 256}", "at most 255 characters"),
    ],
)
def test_what_cannot_be_set_is_said(word: str, said: str) -> None:
    found, problems = parse_set_columns([word])
    assert found == []
    assert [(one.code, one.exit_code) for one in problems] == [("bad-set", 2)]
    assert said in problems[0].message


def test_of_two_words_the_one_about_fewer_files_holds() -> None:
    assert set_columns("department=All", own=["department=Own"]) == ({"department": "Own"}, [])
    named = "sales.csv:department=Named"
    assert set_columns(named, own=["department=Own"]) == ({"department": "Named"}, [])
    assert set_columns("in/sales.csv:owner=A", "other.csv:owner=B")[0] == {"owner": "A"}


def test_two_texts_for_one_column_of_a_file_are_a_problem() -> None:
    _, problems = set_columns("department=A", "department=B")
    assert problems == ['--set: Department is both "A" and "B" for "sales.csv".']


def test_a_file_that_is_no_input_is_a_problem_said_once(tmp_path: Path) -> None:
    plans = [sheet(tmp_path / f"{n}.csv", GOOD | {"Workload ID": n}) for n in "ab"]
    found = estimate(plans, Options(set=("c.csv:department=C", "x=y")))
    assert codes(found) == ["bad-set", "bad-set"]
    assert 'there is no input "c.csv"' in " ".join(one.message for one in found.errors)
    assert found.exit_code == 2


def test_three_departments_are_one_portfolio(tmp_path: Path) -> None:
    """Each file is read as it is described: its sheet row, headers, locale and department."""
    german = {
        "Kennung": "K1",
        "Modell": "gpt-4o",
        "Trainingstoken": "1.500",
        "Ein": "2",
        "Aus": "3",
    }
    sheet(tmp_path / "service.csv", german | {"Ein": "2", "Aus": "3"})
    sheet(tmp_path / "sales.csv", GOOD | {"Training tokens": "1.5", "Workload ID": "S1"})
    (tmp_path / "ops.csv").write_text(
        "Plan of operations\nWorkload ID,Model,Training tokens,Monthly input tokens,"
        "Monthly output tokens,Department\nO1,gpt-4o,1,1,1,\n"
    )
    mapped = ("Ein=monthly_input_tokens", "Aus=monthly_output_tokens")
    described = (
        InputFile(str(tmp_path / "service.csv"), {"locale": "de", "map": mapped}),
        InputFile(str(tmp_path / "sales.csv"), {"set": ("department=Sales",)}),
        InputFile(str(tmp_path / "ops.csv"), {"header_row": 2, "set": ("department=Operations",)}),
    )
    found = estimate((), Options(inputs=described, set=("service.csv:department=Service",)))
    assert found.estimate is not None, [one.message for one in found.errors]
    frame = found.estimate.frame
    assert frame.select("workload_id", "department").rows() == [
        ("K1", "Service"),
        ("S1", "Sales"),
        ("O1", "Operations"),
    ]
    # 1.500 is fifteen hundred to the file in German alone.
    assert [float(each) for each in frame["training_tokens"]] == [1500, 1.5, 1]


def test_two_mapping_files_hold_together_and_may_not_contradict(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"CC": "1", "Dept": "2", "Who": "3"})
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text('[columns]\nCC = "project"\nDept = "department"\n')
    other.write_text('[columns]\nWho = "owner"\nDept = "department"\n')
    files = (str(one), str(other))
    found = estimate(plan, Options(mapping=files))
    assert found.estimate is not None
    named = found.estimate.frame.select("project", "department", "owner")
    assert named.rows() == [("1", "2", "3")]
    other.write_text('[columns]\n"C.C." = "cost_center"\n')
    found = estimate(plan, Options(mapping=files))
    assert "bad-mapping" in codes(found)
    said = found.errors[0].message
    assert 'to "Cost center", and another mapping file to "Project"' in said


def test_a_name_that_two_inputs_have_sets_nothing_for_either(tmp_path: Path) -> None:
    plans = []
    for name in ("east", "west"):
        (tmp_path / name).mkdir()
        plans.append(sheet(tmp_path / name / "plan.csv", GOOD | {"Workload ID": name}))
    found = estimate(plans, Options(set=("plan.csv:department=East",)))
    assert codes(found) == ["bad-set"]
    found = estimate(plans, Options(set=(f"{plans[0]}:department=East",)))
    assert found.estimate is not None
    assert found.estimate.frame["department"].to_list() == ["East", None]


def budgets_of(*words: str, own: Sequence[str] = ()) -> str:
    book = Book("sales.csv", (), words=frozenset({"in/sales.csv"}))
    book = replace(book, own_options={"budget_currency": own})
    found, problems = options_of_file(book, Options(budget_currency=words), workloads_schema())
    assert problems == []
    return found.budgets


def test_the_currency_of_budgets_is_said_of_a_file_or_of_all() -> None:
    assert budgets_of() == ""
    assert budgets_of("usd") == "USD"
    assert budgets_of("other.csv:EUR") == ""
    assert budgets_of("USD", own=["EUR"]) == "EUR"
    assert budgets_of("in/sales.csv:CAD", own=["EUR"]) == "CAD"


def test_a_header_that_names_a_currency_decides(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Annual budget (USD)": "5"})
    found = estimate(plan, Options(budget_currency=("EUR",)))
    assert found.estimate is not None
    plan = sheet(tmp_path / "plan.csv", GOOD | {"Annual budget": "5"})
    assert codes(estimate(plan, Options(budget_currency=("EUR",)))) == ["unit-in-heading"]


@pytest.mark.parametrize(("word", "said"), [("plan.csv:EURO", "EUR"), ("x.csv:EUR", "x.csv")])
def test_a_currency_of_budgets_that_says_nothing_is_a_problem(
    word: str, said: str, tmp_path: Path
) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD)
    found = estimate(plan, Options(budget_currency=(word,)))
    assert codes(found) == ["bad-currency"]
    assert said in found.errors[0].message


def test_a_header_mapped_for_one_input_is_missed_in_that_input(tmp_path: Path) -> None:
    plan = sheet(tmp_path / "plan.csv", GOOD)
    [problem] = estimate(InputFile(str(plan), {"map": ("Modell=model",)})).errors
    said = 'map of the input "plan.csv" in estimator.toml: there is no header "Modell".'
    assert said in problem.message
