"""Makes the pages that could drift from what they are made of, and the README's help block.

    python docs/generate.py

A test fails where what is committed is not what this makes.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from estimator.model.layout import COMPUTED, layout
from estimator.model.money import grouped
from estimator.model.outcome import EXIT_CODES
from estimator.model.problem import catalogue
from estimator.model.schema import workloads
from estimator.pipeline import cost_model

ROOT = Path(__file__).parent.parent
COMMANDS = ("estimate", "check", "template", "explain", "rates")


def pages() -> dict[Path, str]:
    """Every generated text by the file that holds it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = _filled(readme, "help", "\n".join(_help("--help")))
    readme = _filled(readme, "columns", "\n".join(_input_table()))
    readme = _filled(readme, "exit codes", "\n".join(_exit_codes()))
    return {
        ROOT / "README.md": readme,
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
    for column in workloads().columns.values():
        blank = "a problem" if column.required else ""
        if column.default:
            blank = f"assumed: {grouped(values[column.name])}"
        yield f"| {column.title} | {column.unit} | {column.description} | {blank} |"


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
    for column in workloads().columns.values():
        yield f"### {column.title} (`{column.name}`)"
        yield ""
        yield f"{column.description} Expected: {column.expected}."
        yield ""
        yield f"Also read under the headings: {', '.join(column.aliases)}."
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
                yield f"{kind.meaning} {kind.mend}"


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
