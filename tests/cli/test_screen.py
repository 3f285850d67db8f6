"""A command prints for people on stderr and for programs on stdout, and exits with its code."""

import json

import pytest
import typer

from estimator.cli.screen import print_lines, report_outcome, stop_on_errors, wrap_line
from estimator.model.estimate import Outcome
from estimator.model.findings import Findings
from estimator.model.options import Options
from estimator.model.problem import Problem

MISSING = Problem("no-such-file", wording="There is no file.")
UNREADABLE = Problem("unreadable-file", wording="It cannot be read.")
NOTICE = Problem("input-twice", wording="It is read once.")


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "dumb")


def ended(outcome: Outcome, options: Options) -> int:
    with pytest.raises(typer.Exit) as stopped:
        report_outcome(outcome, None, ["The last line."], options)
    return stopped.value.exit_code


def test_a_line_is_broken_between_words_and_goes_on_indented() -> None:
    assert wrap_line("  one two three four five six seven") == (
        "  one two three four five six\n      seven"
    )
    assert wrap_line("x" * 40) == "x" * 40


def test_lines_for_people_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    print_lines(["One [bold] line.", "Another."])
    assert capsys.readouterr() == ("", "One [bold] line.\nAnother.\n")


def test_errors_stop_with_the_highest_of_their_exit_codes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(typer.Exit) as stopped:
        stop_on_errors([MISSING, NOTICE, UNREADABLE])
    assert stopped.value.exit_code == 4
    assert capsys.readouterr().err == "There is no file.\nIt cannot be read.\n"


def test_notices_stop_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    stop_on_errors([NOTICE])
    assert capsys.readouterr().err == ""


def test_an_outcome_is_told_to_its_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(Outcome(Findings([MISSING, NOTICE])), Options()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(word in err for word in ("There is no file.", "It is read once.", "The last line."))


def test_quiet_leaves_the_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(Outcome(Findings([MISSING, NOTICE])), Options(quiet=True)) == 2
    err = capsys.readouterr().err
    assert "There is no file." in err
    assert "The last line." not in err


def test_json_is_all_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(Outcome(Findings([MISSING])), Options(json=True)) == 2
    out, err = capsys.readouterr()
    assert err == ""
    assert [problem["code"] for problem in json.loads(out)["problems"]] == ["no-such-file"]
