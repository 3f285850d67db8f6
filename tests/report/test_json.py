"""The JSON document has the same keys whatever happened, and is written as it is made."""

import io
import json
from decimal import Decimal
from pathlib import Path

from estimator.model.estimate import Outcome
from estimator.model.findings import Findings
from estimator.model.problem import Problem, TableSource
from estimator.report.json import json_output, json_pieces, outcome_document, problem_as_json
from tests.sheets import outcome


def test_iterators_become_lists_and_the_rest_stays_as_it_is() -> None:
    document = {"none": iter(()), "rows": iter([{"a": 1}, {"é": None}]), "of": {"x": ["1.00"]}}
    text = "".join(json_pieces(document))
    assert json.loads(text) == {"none": [], "rows": [{"a": 1}, {"é": None}], "of": {"x": ["1.00"]}}
    assert text.startswith('{\n  "none": [],\n  "rows": [\n    {\n      "a": 1\n    },\n')


def test_the_cells_of_an_error_are_all_listed_below_one_message(tmp_path: Path) -> None:
    rows = [{"Epochs": text} for text in ("one", "two", "1", "three", "four", "five")]
    text = "".join(json_pieces(outcome_document(outcome(tmp_path, *rows))))
    (error,) = [one for one in json.loads(text)["problems"] if one["severity"] == "error"]
    assert (error["place"], error["found"], error["count"]) == ("plan!F2", "one", 5)
    assert error["message"].endswith('also F3 ("two"), F5 ("three"), F6 ("four") and 1 more.')
    assert [cell["place"] for cell in error["cells"]] == [f"plan!F{row}" for row in (2, 3, 5, 6, 7)]
    assert error["cells"][1] == {"place": "plan!F3", "row": 3, "found": "two"}
    assert '        {"place": "plan!F3", "row": 3, "found": "two"},\n' in text


def test_a_problem_has_null_where_a_field_does_not_apply() -> None:
    found = problem_as_json(Problem("card-caution", wording="Prices are old."))
    assert {name for name, value in found.items() if value is not None} == {
        "code", "severity", "message",
    }  # fmt: skip
    placed = Problem("not-a-number", "x", place="Plan!C4", row=4, source=TableSource("a.csv", "P"))
    assert {"file": "a.csv", "sheet": "P", "row": 4, "found": "x"}.items() <= (
        problem_as_json(placed).items()
    )


def test_the_keys_do_not_depend_on_an_estimate(tmp_path: Path) -> None:
    stopped = outcome_document(Outcome(Findings([Problem("no-usage")]), rows=3, good=2))
    assert (stopped["rows_estimated"], stopped["rows_rejected"]) == (0, 1)
    assert (stopped["totals"], stopped["plan"], stopped["by_model"]) == (None, None, [])
    assert list(outcome_document(outcome(tmp_path, {}))) == list(stopped)


def test_the_output_holds_every_workload_and_amounts_as_text(tmp_path: Path) -> None:
    made, stream = outcome(tmp_path, {}, {"Monthly input tokens": "2000000"}), io.BytesIO()
    assert made.estimate is not None
    assert json_output(made, made.estimate, "budget.json")(stream) == []
    document = json.loads(stream.getvalue())
    ids = [row["workload_id"] for row in document["workloads"]]
    assert (document["output"], ids) == ("budget.json", ["W-1", "W-2"])
    costs = [Decimal(row["first_year_cost"]) for row in document["workloads"]]
    assert document["totals"]["first_year_cost"] == f"{sum(costs):.2f}"
    assert costs[0] < costs[1]
    [model] = document["by_model"]
    assert (model["model"], model["rows"]) == ("gpt-4o", 2)
