"""Inputs in estimator.toml: a table each, with the options that hold for that file alone."""

from pathlib import Path

import pytest

from estimator.model.input_file import InputFile
from estimator.read.settings import read_settings


def inputs_in(folder: Path, *lines: str) -> tuple[InputFile, ...]:
    (folder / "estimator.toml").write_text("\n".join(lines), encoding="utf-8")
    settings, problems = read_settings(folder)
    assert problems == []
    found: tuple[InputFile, ...] = settings["inputs"]
    return found


def test_an_input_has_its_file_and_its_own_options(tmp_path: Path) -> None:
    found = inputs_in(
        tmp_path,
        "[[input]]",
        'file = "sales.xlsx"',
        'sheet = "Asks"',
        "header-row = 4",
        'locale = "de"',
        'mapping = "sales.toml"',
        'set = { department = "Sales", owner = "A. Meyer" }',
        "[[input]]",
        'file = "ops-*.csv"',
        'map = { "CC" = "cost_center" }',
    )
    assert found == (
        InputFile(
            str(tmp_path / "sales.xlsx"),
            {
                "sheet": "Asks",
                "header_row": 4,
                "locale": "de",
                "mapping": (str(tmp_path / "sales.toml"),),
                "set": ("department=Sales", "owner=A. Meyer"),
            },
        ),
        InputFile(str(tmp_path / "ops-*.csv"), {"map": ("CC=cost_center",)}),
    )


def test_settings_without_inputs_describe_none(tmp_path: Path) -> None:
    assert inputs_in(tmp_path, "months = 24") == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["[input]", 'file = "a.csv"'], "a table of its own"),
        (["[[input]]", 'sheet = "Plan"'], "[[input]] 1 needs the name of its file"),
        (["[[input]]", 'file = "a.csv"', 'department = "Sales"'], "set = { department = ... }"),
        (["[[input]]", 'file = "a.csv"', 'rate_card = "x"'], 'no "rate_card"'),
        (["[[input]]", 'file = "a.csv"', 'header_row = "4"'], "header_row is a whole number"),
        (["[[input]]", 'file = "a.csv"', "header_row = -1"], "header_row is 0 or more"),
        (["[[input]]", 'file = "a.csv"', "all_sheets = 1"], "all_sheets is true or false"),
        (["[[input]]", 'file = "a.csv"', 'locale = "xx"'], "locale is one of en, de"),
        (["[[inputs]]", 'file = "a.csv"'], 'Did you mean "input"'),
    ],
)
def test_a_mistake_in_an_input_is_placed(lines: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "estimator.toml").write_text("\n".join(lines), encoding="utf-8")
    settings, problems = read_settings(tmp_path)
    assert settings == {}
    assert [one.code for one in problems] == ["bad-settings"]
    assert said in problems[0].message
