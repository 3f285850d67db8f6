"""A cost-model file is judged when it is loaded: every mistake has its sentence."""

from pathlib import Path

import pytest

from estimator.terms import cost_model

COLUMN = """
[[column]]
name = "{name}"
title = "{title}"
unit = "USD"
formula = "{formula}"
description = "x"
"""


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "house.toml"
    path.write_text(text)
    _, told = cost_model(path)
    return [problem.message for problem in told]


@pytest.mark.parametrize(
    ("name", "title", "formula", "said"),
    [
        ("support", "Support", "=ROUND(anual_cost * 2, 2)", 'Did you mean "annual_cost"'),
        ("tax1", "Tax", "=annual_cost", "reads as a cell"),
        ("r1c1", "Tax", "=annual_cost", "reads as a cell"),
        ("round", "Tax", "=annual_cost", "reads as a cell or a function"),
        ("training_cost", "Tax", "=annual_cost", 'the name "training_cost" is taken'),
        ("support", "Epochs", "=annual_cost", 'the title "Epochs" is taken'),
        ("support", "Support", "=annual_cost / 2", "outside ROUND"),
        ("support", "Support", "=annual_budget + 1", "can be blank"),
        ("support", "Support", "annual_cost", 'starts with \\"=\\"'),
        ("Support", "Support", "=annual_cost", "does not match"),
    ],
)
def test_a_mistake_is_said_at_load(
    name: str, title: str, formula: str, said: str, tmp_path: Path
) -> None:
    told = problems(tmp_path, COLUMN.format(name=name, title=title, formula=formula))
    assert any(said.replace('\\"', '"') in message for message in told), told


def test_a_column_after_a_wrong_one_is_not_blamed_for_it(tmp_path: Path) -> None:
    text = COLUMN.format(name="first", title="First", formula="=nothing") + COLUMN.format(
        name="second", title="Second", formula="=first"
    )
    assert len(problems(tmp_path, text)) == 1


def test_no_toml_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read" in problems(tmp_path, "column = [")[0]


def test_the_shipped_model_has_no_problem() -> None:
    program, told = cost_model()
    assert program is not None
    assert told == []
