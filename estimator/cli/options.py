"""The options that several commands have, each declared once."""

import inspect
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from estimator.model.options import LIMITS, LOCALES, Options
from estimator.model.plan import YEAR


def _short(number: int) -> str:
    """``number`` as people type it: 4G, 100M, 16384."""
    for times, letter in ((10**9, "G"), (10**6, "M")):
        if number % times == 0:
            return f"{number // times}{letter}"
    return str(number)


LIMITS_HELP = ", ".join(f"{name}={_short(value)}" for name, value in asdict(LIMITS).items())


def _language(word: str) -> str:
    if word and word not in LOCALES:
        raise typer.BadParameter(f'"{word}" is none of {", ".join(LOCALES)}')
    return word


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help='Workbooks, CSV or Parquet files, or patterns such as "plans/*.xlsx".',
    ),
]
Sheet = Annotated[str, typer.Option(envvar="ESTIMATOR_SHEET", help="The sheet to read.")]
AllSheets = Annotated[
    bool,
    typer.Option(
        "--all-sheets", envvar="ESTIMATOR_ALL_SHEETS", help="Read every sheet with the headings."
    ),
]
HeaderRow = Annotated[
    int,
    typer.Option(min=0, metavar="ROW", envvar="ESTIMATOR_HEADER_ROW", help="The headings' row."),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HEADING=COLUMN", help='What a heading means; "HEADING=" for nothing; repeatable.'
    ),
]
Mapping = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", envvar="ESTIMATOR_MAPPING", help="TOML of such; --map goes over it."
    ),
]
Card = Annotated[
    str,
    typer.Option(
        envvar="ESTIMATOR_RATE_CARD",
        help='A shipped card, a JSON, CSV or .xlsx file, or "input": its Rates sheet.',
    ),
]
AsOf = Annotated[
    str, typer.Option(metavar="DATE", envvar="ESTIMATOR_AS_OF", help="The day whose prices hold.")
]
Model = Annotated[
    Path | None,
    typer.Option(metavar="FILE", envvar="ESTIMATOR_COST_MODEL", help="TOML that adds columns."),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=VALUE", help="What fills the blanks of a column; repeatable."),
]
Scenario = Annotated[
    str,
    typer.Option(
        metavar="NAME", envvar="ESTIMATOR_SCENARIO", help="Low, Base, High, Own or one of yours."
    ),
]
Currency = Annotated[
    str,
    typer.Option(
        metavar="CODE",
        envvar="ESTIMATOR_CURRENCY",
        help="The report's currency, such as EUR; goes with --fx and --fx-date.",
    ),
]
Fx = Annotated[
    str,
    typer.Option(
        metavar="RATE", envvar="ESTIMATOR_FX", help="How much of that currency one US dollar is."
    ),
]
FxDate = Annotated[
    str, typer.Option(metavar="DATE", envvar="ESTIMATOR_FX_DATE", help="The day of that rate.")
]
FxSource = Annotated[
    str,
    typer.Option(
        metavar="TEXT", envvar="ESTIMATOR_FX_SOURCE", help="Where that rate is from, to be shown."
    ),
]
Budgets = Annotated[
    str,
    typer.Option(
        metavar="FILE|SHEET",
        envvar="ESTIMATOR_BUDGETS",
        help="Budgets by cost center: a file, or a sheet of the INPUT.",
    ),
]
Locale = Annotated[
    str,
    typer.Option(
        metavar="LANGUAGE",
        envvar="ESTIMATOR_LOCALE",
        callback=_language,
        help="Whose decimal mark texts have: en, de, fr, ... Left out, the cells tell.",
    ),
]
Limit = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=NUMBER",
        help=f"What a file may ask of the machine; repeatable: {LIMITS_HELP}.",
    ),
]
FiscalYearStart = Annotated[
    str,
    typer.Option(
        metavar="YYYY-MM",
        envvar="ESTIMATOR_FISCAL_YEAR_START",
        help="The first month of the plan. Left out, the January after the prices' date.",
    ),
]
Months = Annotated[
    int, typer.Option(envvar="ESTIMATOR_MONTHS", help="The months of the plan, 12 to 60.")
]
OnError = Annotated[
    Literal["fail", "skip"],
    typer.Option(metavar="fail|skip", envvar="ESTIMATOR_ON_ERROR", help="Stop, or skip bad rows."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an output that is there.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]


def _reading(  # noqa: PLR0913 - one parameter an option
    sheet: Sheet = "",
    all_sheets: AllSheets = False,  # noqa: FBT002 - typer's way to declare a flag
    header_row: HeaderRow = 0,
    map: Map = None,  # noqa: A002 - the option's name
    mapping: Mapping = None,
    rate_card: Card = "",
    as_of: AsOf = "",
    cost_model: Model = None,
    assume: Assume = None,
    scenario: Scenario = "",
    currency: Currency = "",
    fx: Fx = "",
    fx_date: FxDate = "",
    fx_source: FxSource = "",
    budgets: Budgets = "",
    locale: Locale = "",
    limit: Limit = None,
    fiscal_year_start: FiscalYearStart = "",
    months: Months = YEAR,
) -> Options:
    return Options(
        sheet=sheet,
        all_sheets=all_sheets,
        header_row=header_row,
        map=tuple(map or ()),
        mapping=mapping,
        rate_card=rate_card,
        # A date in estimator.toml arrives as one.
        as_of=str(as_of),
        cost_model=cost_model,
        assume=tuple(assume or ()),
        scenario=scenario,
        currency=currency,
        # A number or a date in estimator.toml arrives as one.
        fx=str(fx),
        fx_date=str(fx_date),
        fx_source=fx_source,
        budgets=budgets,
        locale=locale,
        limit=tuple(limit or ()),
        fiscal_year_start=str(fiscal_year_start),
        months=months,
    )


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` with the options of everything that reads an input, as one value ``options``.

    typer makes a command's options from its signature; this one is the command's own parameters
    with those of ``_reading`` in place of ``options``.
    """
    own = inspect.signature(command).parameters
    shared = inspect.signature(_reading).parameters

    def run(**words: Any) -> None:  # noqa: ANN401 - as declared
        options = _reading(**{name: words.pop(name) for name in shared})
        command(**words, options=options)

    merged: list[inspect.Parameter] = []
    for name, parameter in own.items():
        merged += list(shared.values()) if name == "options" else [parameter]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    keyword = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in merged]
    # Functions take the attribute, as inspect documents; their type does not know it.
    run.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in merged}
    return run


# Every name that estimator.toml may set: those of the commands, and of what they share.
NAMES = frozenset(inspect.signature(_reading).parameters) | {
    "output",
    "on_error",
    "json",
    "force",
    "quiet",
}
