"""An option means the same on the command line, in the environment and in estimator.toml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from msgspec.structs import FieldInfo
from typer.core import TyperGroup
from typer.main import get_group
from typer.testing import CliRunner

from estimator.cli.commands import app
from estimator.cli.options import take_options
from estimator.model.options import OptionDetails, Options, list_options
from estimator.read.settings import read_settings

DECLARED = {option.name: (option, details) for option, details in list_options()}
SETTABLE = [name for name, (_, details) in DECLARED.items() if "settings" in details.set_in]
VARIABLES = [
    name
    for name, (option, details) in DECLARED.items()
    if "environment" in details.set_in and not isinstance(option.default, tuple)
]


def made(
    name: str,
    *words: str,
    settings: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Options:
    """The options that a command which takes ``name`` is given."""
    seen: list[Options] = []
    small = typer.Typer()

    @small.command()
    @take_options(DECLARED[name][1].commands[0])
    def keep_options(options: Options) -> None:
        seen.append(options)

    ended = CliRunner().invoke(small, words, env=environment, default_map=settings)
    assert ended.exit_code == 0, ended.output
    return seen[0]


def sample(option: FieldInfo, details: OptionDetails) -> tuple[str, Any]:
    """A word for the option, and the value that it stands for."""
    if details.choices:
        return details.choices[-1], details.choices[-1]
    if isinstance(option.default, tuple):
        return "a=b", ("a=b",)
    if isinstance(option.default, bool):
        return "true", True
    if isinstance(option.default, int):
        return "13", 13
    return ("x.toml", Path("x.toml")) if option.default is None else ("some text", "some text")


def test_nothing_given_is_every_default() -> None:
    assert made("sheet") == made("annotate") == made("row") == Options()


@pytest.mark.parametrize("name", DECLARED)
def test_an_option_is_set_on_the_command_line(name: str) -> None:
    word, value = sample(*DECLARED[name])
    flag = f"--{name.replace('_', '-')}"
    words = [flag] if value is True else [flag, word]
    assert made(name, *words) == Options(**{name: value})


@pytest.mark.parametrize("name", VARIABLES)
def test_an_option_is_set_in_the_environment(name: str) -> None:
    word, value = sample(*DECLARED[name])
    found = made(name, environment={f"ESTIMATOR_{name.upper()}": word})
    assert found == Options(**{name: value})


@pytest.mark.parametrize("name", SETTABLE)
def test_an_option_is_set_in_the_settings(name: str, tmp_path: Path) -> None:
    word, value = sample(*DECLARED[name])
    written = word if word in {"true", "13"} else f'["{word}"]' if "=" in word else f'"{word}"'
    (tmp_path / "estimator.toml").write_text(f"{name.replace('_', '-')} = {written}\n")
    settings, problems = read_settings(tmp_path)
    assert problems == []
    assert made(name, settings=settings) == Options(**{name: value})


def test_a_table_a_number_and_a_date_in_the_settings_are_the_words_for_them(tmp_path: Path) -> None:
    lines = ("fx = 0.92", "fx_date = 2026-11-20", "[assume]", "epochs = 2")
    (tmp_path / "estimator.toml").write_text("\n".join(lines))
    settings, _ = read_settings(tmp_path)
    wanted = Options(fx="0.92", fx_date="2026-11-20", assume=("epochs=2",))
    assert made("fx", settings=settings) == wanted


@pytest.mark.parametrize("name", [name for name in DECLARED if name not in SETTABLE])
def test_what_holds_for_one_run_is_no_setting(name: str, tmp_path: Path) -> None:
    (tmp_path / "estimator.toml").write_text(f'{name} = "x"\n')
    settings, problems = read_settings(tmp_path)
    assert settings == {}
    assert [problem.code for problem in problems] == ["bad-settings"]


def test_repeated_options_keep_their_order() -> None:
    words = ("--assume", "epochs=2", "--assume", "retry_rate=0")
    assert made("assume", *words).assume == ("epochs=2", "retry_rate=0")


def test_a_command_takes_the_options_that_name_it_and_no_other() -> None:
    group = get_group(app)
    rates = group.commands["rates"]
    assert isinstance(rates, TyperGroup)
    of_rates = {f"rates {name}": rates.commands[name] for name in ("show", "check", "new")}
    commands: dict[str, Any] = {**group.commands, **of_rates}
    own = {"template": {"output"}, "rates new": {"source"}}
    for command in ("estimate", "check", "explain", "template", *of_rates):
        found = {one.name for one in commands[command].params if one.param_type_name == "option"}
        wanted = {name for name, (_, details) in DECLARED.items() if command in details.commands}
        assert found - {"help"} == wanted | own.get(command, set())


def test_a_value_that_is_no_choice_is_wrong_usage() -> None:
    small = typer.Typer()

    @small.command()
    @take_options("check")
    def keep_options(options: Options) -> None:
        raise AssertionError(options)

    ended = CliRunner().invoke(small, ["--locale", "xx"])
    assert ended.exit_code == 2
    assert '"xx" is not one of' in " ".join(ended.output.replace("│", " ").split())
    assert CliRunner().invoke(small, ["--on-error", "stop"]).exit_code == 2
