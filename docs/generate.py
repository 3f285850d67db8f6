"""Makes the pages that could drift from what they are made of, and the README's help block.

    python docs/generate.py

A test fails where what is committed is not what this makes.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import polars as pl

from estimator.basis.basis import cost_model
from estimator.model.cells import TEXT
from estimator.model.column import Column
from estimator.model.estimate import EXIT_CODES
from estimator.model.money import grouped
from estimator.model.options import LIMITS
from estimator.model.output_columns import COMPUTED, layout, plan_columns
from estimator.model.problem import catalogue
from estimator.model.schema import workloads_schema
from estimator.validate.numbers import parsed

ROOT = Path(__file__).parent.parent
FORMS_IN = ("training_tokens", "validation_share", "annual_budget")
FORMS = (
    "5000000", "5,000,000", "5 000 000", "5'000'000", "5M", "250k", "1.5bn", "5 Mio", "2T",
    "0.1", "10%", "10", "1", "$1,000.50", "1000 USD", "€ 1,000", "(1,000)", "-5", "\u22125",
    "-", "1.2345", "1e6", "12,34", "\uff11\uff12", "n/a", "NaN", "TRUE", "5 tokens", "about 5",
)  # fmt: skip
COMMANDS = ("estimate", "check", "template", "explain", "rates")


def pages() -> dict[Path, str]:
    """Every generated text by the file that holds it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = _filled(readme, "help", "\n".join(_help("--help")))
    readme = _filled(readme, "columns", "\n".join(_input_table()))
    readme = _filled(readme, "exit codes", "\n".join(_exit_codes()))
    inputs = (ROOT / "docs" / "inputs.md").read_text(encoding="utf-8")
    inputs = _filled(inputs, "limits", "\n".join(_limits()))
    inputs = _filled(inputs, "cells", "\n".join(_cells()))
    return {
        ROOT / "README.md": readme,
        ROOT / "docs" / "inputs.md": inputs,
        ROOT / "docs" / "columns.md": "\n".join(_columns()) + "\n",
        ROOT / "docs" / "problems.md": "\n".join(_problems()) + "\n",
        ROOT / "docs" / "commands.md": "\n".join(_commands()) + "\n",
    }


def _filled(text: str, name: str, block: str) -> str:
    """``text`` with what stands between the marks of ``name`` replaced by ``block``."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, _, rest = text.partition(start)
    _, _, tail = rest.partition(end)
    return f"{head}{start}\n{block}\n{end}{tail}"


def _help(*words: str) -> Iterator[str]:
    """What the command line prints for ``words`` in a terminal of 80 columns."""
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


def _input_table() -> Iterator[str]:
    yield "| Heading | Unit | What it is | Left blank |"
    yield "| --- | --- | --- | --- |"
    model, _ = cost_model()
    if model is None:
        raise SystemExit("the shipped cost model does not load")
    values = {one.fills: one.value for one in model[0].assumptions}
    for column in workloads_schema().columns.values():
        blank = "a problem" if column.required else ""
        if column.default:
            blank = f"assumed: {grouped(values[column.name])}"
        yield f"| {column.title} | {column.unit} | {column.description} | {blank} |"


def _limits() -> Iterator[str]:
    yield "| Limit | Default | Of what |"
    yield "| --- | --- | --- |"
    for one in fields(LIMITS):
        yield f"| `{one.name}` | {one.default:,} | {one.metadata['of']} |"


def _cells() -> Iterator[str]:
    """What becomes of each form of a cell, by the rules themselves."""
    columns = [workloads_schema().columns[name] for name in FORMS_IN]
    yield f"| Cell | {' | '.join(column.title for column in columns)} |"
    yield "| --- |" + " --- |" * len(columns)
    for form in FORMS:
        yield f"| `{form}` | {' | '.join(_became(form, column) for column in columns)} |"


def _became(form: str, column: Column) -> str:
    cell = pl.DataFrame({"text": [form], "kind": [TEXT]})
    value, code = parsed(column, cell).select("value", "code").row(0)
    if value is not None and not (column.minimum or 0) <= value <= (column.maximum or value):
        code, value = ("negative" if value < 0 else "too-large"), None
    if value is None:
        return f"[`{code}`](problems.md)"
    return grouped(value) + (f", notice `{code}`" if code else "")


def _exit_codes() -> Iterator[str]:
    yield "| Exit code | Meaning |"
    yield "| --- | --- |"
    for code, meaning in EXIT_CODES.items():
        yield f"| {code} | {meaning} |"


def _columns() -> Iterator[str]:
    yield "# Columns"
    yield ""
    yield "Made from the schema and the cost model. `estimator explain COLUMN` says the same."
    yield ""
    yield "## Inputs"
    yield ""
    for column in workloads_schema().columns.values():
        yield f"### {column.title} (`{column.name}`)"
        yield ""
        yield f"{column.description} Expected: {column.expected}."
        yield ""
        yield f"Also read under the headings: {', '.join(column.aliases)}."
        yield ""
    yield "## In the calendar"
    yield ""
    for one in plan_columns():
        yield f"### {one.title} (`{one.name}`, {one.unit}, {one.frequency})"
        yield ""
        yield one.description
        yield ""
    yield "## Computed"
    yield ""
    model, _ = cost_model()
    if model is None:
        raise SystemExit("the shipped cost model does not load")
    for one in layout(model[0]):
        if one.role == COMPUTED:
            unit = ", ".join(part for part in (one.unit, one.frequency) if part)
            yield f"### {one.title} (`{one.name}`, {unit})"
            yield ""
            yield one.description
            yield ""
            yield f"`{one.formula}`"
            yield ""
    yield "## Scenarios"
    yield ""
    yield "All quantities of tokens and all prices are multiplied by the factors of the scenario."
    yield ""
    yield "| Scenario | Volume factor | Price factor | Source |"
    yield "| --- | --- | --- | --- |"
    for each in model[0].scenarios:
        factors = " | ".join(grouped(value) for value in each.factors.values())
        yield f"| {each.name} | {factors} | {each.source} |"


def _problems() -> Iterator[str]:
    yield "# Problems"
    yield ""
    yield "Every code that a problem can have. An error stops the estimate; a notice does not."
    yield "`estimator explain CODE` says the same."
    for severity in ("error", "notice"):
        yield ""
        yield f"## {severity.capitalize()}s"
        for kind in catalogue().values():
            if kind.severity == severity:
                yield ""
                yield f"### `{kind.code}`: {kind.title}"
                yield ""
                yield f"{kind.meaning} {kind.fix}"


def _commands() -> Iterator[str]:
    yield "# Commands"
    for command in COMMANDS:
        yield ""
        yield f"## {command}"
        yield ""
        yield from _help(command, "--help")


def main() -> None:
    """Writes every page that has changed."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
