"""Writes the pages, and parts of pages, that are made from the schema, the data and the help.

    python docs/generate.py

A test fails if a committed page differs from the one that this script writes.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from msgspec.structs import replace
from typer.core import TyperGroup
from typer.main import get_group

from estimator.basis.cost_model import load_cost_model
from estimator.cli.commands import app
from estimator.model import shipped
from estimator.model.cells import TEXT
from estimator.model.column import Column
from estimator.model.estimate import EXIT_CODES
from estimator.model.limits import Limits
from estimator.model.money import grouped_number
from estimator.model.options import declared_fields
from estimator.model.output_columns import COMPUTED, OutputColumn, output_layout, year_columns
from estimator.model.plan import REPLACE
from estimator.model.problem import problem_catalog
from estimator.model.schema import workloads_schema
from estimator.validate.numbers import parse_numbers

ROOT = Path(__file__).parent.parent
SHOWN_WORDS = ("quantity", "measure", "period", "amount", "scale", "percent", "other")
FORMS_IN = ("training_tokens", "validation_share", "annual_budget")
FORMS = (
    "5000000", "5,000,000", "5 000 000", "5'000'000", "5M", "250k", "1.5bn", "5 Mio", "2T",
    "0.1", "10%", "10", "1", "$1,000.50", "1000 USD", "€ 1,000", "(1,000)", "-5", "\u22125",
    "-", "1.2345", "1e6", "12,34", "\uff11\uff12", "\u0665\u0660", "5\u00b2", "\u00bd", "$ -",
    "1.2M USD", "C$ 1,000", "n/a", "NaN", "TRUE", "5 tokens", "about 5",
)  # fmt: skip


def pages() -> dict[Path, str]:
    """The text of every generated page, by its path."""
    inputs = (ROOT / "docs" / "inputs.md").read_text(encoding="utf-8")
    inputs = _filled(inputs, "limits", "\n".join(_limits()))
    inputs = _filled(inputs, "cells", "\n".join(_cells()))
    return {
        ROOT / "docs" / "inputs.md": inputs,
        ROOT / "docs" / "columns.md": "\n".join(_columns()) + "\n",
        ROOT / "docs" / "problems.md": "\n".join(_problems()) + "\n",
        ROOT / "docs" / "commands.md": "\n".join(_commands()) + "\n",
    }


def _filled(text: str, name: str, block: str) -> str:
    """``text`` with ``block`` between the two comments that enclose the part ``name``."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, _, rest = text.partition(start)
    _, _, tail = rest.partition(end)
    return f"{head}{start}\n{block}\n{end}{tail}"


def _help(*words: str) -> Iterator[str]:
    """The output of the command line for ``words`` in a terminal of 80 columns."""
    environment = {**os.environ, "COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"}
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "estimator", *words],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**environment, "PYTHONIOENCODING": "utf-8"},
    )
    lines = [line.rstrip() for line in told.stdout.strip("\n").splitlines()]
    yield "```text"
    yield from lines[1:] if not lines[0] else lines
    yield "```"


def _input_sections() -> Iterator[str]:
    for column in workloads_schema().columns.values():
        yield f"### {column.title} (`{column.name}`)"
        yield ""
        yield f"{column.description} Expected: {column.expected}."
        yield ""
        if column.header_words:
            words = ", or ".join(f"`{one}`" for one in column.header_words)
            yield f"Words of its headers: {words}."
            yield ""
        if column.aliases:
            yield f"Other headers: {', '.join(column.aliases)}."
            yield ""


def _header_words() -> Iterator[str]:
    yield "## Words of headers"
    yield ""
    yield "[How a spreadsheet is read](inputs.md#headers) has the rules. A star stands for other"
    yield "endings. German words may be joined, as in `Trainingstoken`. In the words of a column,"
    yield "those in brackets may be missing, and one of those with a bar between them is enough."
    yield ""
    yield "| Word | Written as |"
    yield "| --- | --- |"
    for group in SHOWN_WORDS:
        for kind, words in shipped.load_toml("header_words.toml")[group].items():
            written = ", ".join(words).replace("|", "\\|")
            yield f"| {kind.replace('/', 'per ').replace('_', ' ')} | {written} |"
    yield ""


def _input_table() -> Iterator[str]:
    yield "| Header | Unit | Description | If left blank |"
    yield "| --- | --- | --- | --- |"
    model, _ = load_cost_model()
    if model is None:
        raise SystemExit("the shipped cost model does not load")
    values = {one.fills: one.value for one in model.assumptions}
    for column in workloads_schema().columns.values():
        blank = "a problem" if column.required else ""
        if column.default:
            blank = f"default: {grouped_number(values[column.name])}"
        yield f"| {column.title} | {column.unit} | {column.description} | {blank} |"


def _limits() -> Iterator[str]:
    yield "| Limit | Default | Applies to |"
    yield "| --- | --- | --- |"
    for one, of in declared_fields(Limits):
        yield f"| `{one.name}` | {one.default:,} | {of} |"


def _cells() -> Iterator[str]:
    """Each form of a cell with the value that the rules of validation read from it."""
    columns = [workloads_schema().columns[name] for name in FORMS_IN]
    yield f"| Cell | {' | '.join(column.title for column in columns)} |"
    yield "| --- |" + " --- |" * len(columns)
    for form in FORMS:
        yield f"| `{form}` | {' | '.join(_became(form, column) for column in columns)} |"


def _became(form: str, column: Column) -> str:
    cell = pl.DataFrame({"text": [form], "kind": [TEXT]})
    value, code = parse_numbers(column, cell).select("value", "code").row(0)
    if value is not None and not (column.minimum or 0) <= value <= (column.maximum or value):
        code, value = ("negative" if value < 0 else "too-large"), None
    if value is None:
        return f"[`{code}`](problems.md)"
    return grouped_number(value) + (f", notice `{code}`" if code else "")


def _exit_codes() -> Iterator[str]:
    yield "| Exit code | Meaning |"
    yield "| --- | --- |"
    for code, meaning in EXIT_CODES.items():
        yield f"| {code} | {meaning} |"


def _columns() -> Iterator[str]:
    yield "# Columns"
    yield ""
    yield "This page is generated from the schema and the cost model. `estimator explain COLUMN`"
    yield "shows the same information for one column."
    yield ""
    yield "## Inputs"
    yield ""
    yield "The input has one row per workload. Give training as tokens, or as examples and tokens"
    yield "per example. Give usage per month, per day, or as requests per day with tokens per"
    yield "request."
    yield ""
    yield from _input_table()
    yield ""
    yield from _input_sections()
    yield from _header_words()
    yield "## Calendar columns"
    yield ""
    model, _ = load_cost_model()
    if model is None:
        raise SystemExit("the shipped cost model does not load")
    yield "The fiscal-year cost is always there. What is not covered is there where the rate card"
    yield "says when the use of a model, or its training, ends, and the replacement cost with"
    yield "`--after-retirement replace`. [Rate cards](rate-cards.md#when-a-model-ends) has the"
    yield "rules."
    yield ""
    for one in year_columns(replace(model, after_retirement=REPLACE)):
        yield from _column_section(one)
    yield "## Computed columns"
    yield ""
    for one in output_layout(model):
        if one.role == COMPUTED:
            yield from _column_section(one)
            yield f"`{one.formula}`"
            yield ""
    yield "## Scenarios"
    yield ""
    yield "The volume factor multiplies all token quantities, the price factor all prices."
    yield ""
    yield "| Scenario | Volume factor | Price factor | Source |"
    yield "| --- | --- | --- | --- |"
    for each in model.scenarios:
        factors = " | ".join(grouped_number(value) for value in each.factors.values())
        yield f"| {each.name} | {factors} | {each.source} |"


def _column_section(one: OutputColumn) -> Iterator[str]:
    unit = ", ".join(part for part in (one.unit, one.frequency) if part)
    yield f"### {one.title} (`{one.name}`, {unit})"
    yield ""
    yield one.description
    yield ""


def _problems() -> Iterator[str]:
    yield "# Problems"
    yield ""
    yield "This page lists every problem code, what it means and how to fix it. An error stops the"
    yield "estimate; a notice does not. `estimator explain CODE` shows the same information."
    for severity in ("error", "notice"):
        yield ""
        yield f"## {severity.capitalize()}s"
        for kind in problem_catalog().values():
            if kind.severity == severity:
                yield ""
                yield f"### `{kind.code}`: {kind.title}"
                yield ""
                yield kind.meaning
                yield ""
                yield f"**Fix:** {kind.fix}"


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "This page shows the help of each command. [options.md](options.md) explains the options"
    yield "that most people need."
    yield ""
    yield from _help("--help")
    for name, command in get_group(app).commands.items():
        below = command.commands if isinstance(command, TyperGroup) else ()
        for words in ((name,), *((name, one) for one in below)):
            yield ""
            yield f"## {' '.join(words)}"
            yield ""
            yield from _help(*words, "--help")
    yield ""
    yield "## Exit codes"
    yield ""
    yield from _exit_codes()


def main() -> None:
    """Writes the pages that have changed."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
