"""CONTRIBUTING.md names what exists, and its worked example works on a copy of the repository."""

import ast
import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "estimator"
EXAMPLE = "\n## Add an input, an assumption and a computed column\n"
GOLDEN = "\n## Golden files\n"
# A code block of a list item; the text above it says which file it goes to, and where.
BLOCK = re.compile(r"^   ```(?:json|toml)\n(.*?)^   ```$", re.DOTALL | re.MULTILINE)
WORKLOADS = """\
Workload ID,Model,Monitoring,Retry rate,Training tokens,Monthly input tokens,Monthly output tokens
typed,GPT-4o Mini,20%,0,0,100000000,50000000
blank,GPT-4o Mini,,0,0,100000000,50000000
"""


def test_the_modules_of_the_map_exist() -> None:
    paths = re.findall(r"`([\w/.]+\.(?:py|md|toml|json|csv))`", PAGE)
    assert len(paths) > 30
    missing = [path for path in paths if not any((at / path).is_file() for at in places())]
    assert missing == []


def places() -> tuple[Path, ...]:
    """The folders in which the page's paths begin; data files are also called by name alone."""
    return ROOT, PACKAGE, PACKAGE / "data"


def test_the_functions_of_the_map_exist() -> None:
    named = list(functions())
    assert len(named) > 40
    assert [(module, name) for module, name in named if name not in defined(module)] == []


def functions() -> Iterator[tuple[str, str]]:
    """Every function on the page, with the module named before it in its line or table row."""
    for line in PAGE.splitlines():
        module = ""
        for path, name in re.findall(r"`([\w/]+\.py)`|`([\w.]+)\(\)`", line):
            module = path or module
            if name:
                yield module, name


@cache
def defined(module: str) -> frozenset[str]:
    """The functions and methods, the latter with their class, of ``module`` or of all modules."""
    paths = [PACKAGE / module] if module else PACKAGE.rglob("*.py")
    found = set[str]()
    for path in paths:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.ClassDef):
                members = (each for each in node.body if isinstance(each, ast.FunctionDef))
                found |= {f"{node.name}.{member.name}" for member in members}
    return frozenset(found)


def test_every_folder_of_the_package_has_its_line() -> None:
    listed = re.findall(r"^\| `(estimator/[\w/]*)` \|", PAGE, re.MULTILINE)
    modules = [*PACKAGE.rglob("*.py"), *PACKAGE.glob("data/*.toml")]
    folders = {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in modules}
    assert sorted(listed) == sorted(folders)


def test_the_classes_of_the_map_exist() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    classes = set(re.findall(r"^class (\w+)", source, re.MULTILINE))
    named = set(re.findall(r"`([A-Z][a-z]\w+)`", PAGE)) - {"Decimal"}
    assert "Spool" in named
    assert named <= classes


def test_the_command_for_golden_files_runs_every_test_that_has_some() -> None:
    (listed,) = commands(GOLDEN)
    paths = [word for word in listed if word.startswith("tests/")]
    users = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search("^from tests.approved import", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert paths == sorted(users)


def test_the_tests_of_the_commands_exist() -> None:
    paths = re.findall(r"\btests/[\w/.]+", PAGE)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def commands(section: str) -> Iterator[list[str]]:
    """The words of each command of a section."""
    block = re.search(r"^```sh\n(.*?)^```$", PAGE.split(section)[1], re.DOTALL | re.MULTILINE)
    assert block is not None
    for line in block[1].splitlines():
        yield shlex.split(line, comments=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the example needs, with its edits made and its generators run."""
    folder = tmp_path_factory.mktemp("clone")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("estimator", "schemas", "templates", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path, place, text in edits():
        change(folder / path, place, text)
    for program, *words in commands(EXAMPLE):
        if program != "UPDATE_GOLDEN=1":
            executable = {".venv/bin/python": [], ".venv/bin/estimator": ["-m", "estimator"]}
            run(folder, *executable[program], *words)
    return folder


def edits() -> Iterator[tuple[str, str, str]]:
    """The edits of the example: a file, the sentence that says where, and the text to add."""
    example = PAGE.split(EXAMPLE)[1]
    for block in BLOCK.finditer(example):
        above = example[: block.start()]
        path = re.findall(r"`([\w/.]+\.(?:json|toml))`", above)[-1]
        place = above.rstrip().rsplit(". ", 1)[-1]
        yield path, place, re.sub("^   ", "", block[1], flags=re.MULTILINE)


def test_the_example_edits_three_files() -> None:
    files = dict.fromkeys(Path(path).name for path, _, _ in edits())
    assert list(files) == ["workloads.schema.json", "assumptions.toml", "cost_model.toml"]


def change(path: Path, place: str, text: str) -> None:
    """Makes the edit of the file ``path`` that the sentence ``place`` describes."""
    content = path.read_text(encoding="utf-8")
    names = re.findall("`([^`]+)`", place)
    if place.startswith("Append this"):
        changed = f"{content}\n{text}"
    elif "insert this before" in place:
        start = "    {}" if path.suffix == ".json" else '[[column]]\nname = "{}"\n'
        head, line, tail = content.partition(start.format(names[-1]))
        changed = f"{head}{text}{line}{tail}" if line else content
    else:
        assert "change the formula of" in place
        head, line, tail = content.partition(f'\nname = "{names[-1]}"\n')
        changed = head + line + re.sub("^formula = .*\n", text, tail, count=1, flags=re.MULTILINE)
    assert changed != content, place
    path.write_text(changed, encoding="utf-8")


def run(folder: Path, *words: str) -> str:
    """The output of Python in ``folder``, with the packages of that folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_example_prices_its_column(clone: Path) -> None:
    (clone / "workloads.csv").write_text(WORKLOADS, encoding="utf-8")
    words = ("estimate", "workloads.csv", "--assume", "monitoring_rate=0.1", "-o", "costs.csv")
    totals = json.loads(run(clone, "-m", "estimator", *words, "--json"))["totals"]
    with (clone / "costs.csv").open(encoding="utf-8", newline="") as costs:
        rows = {row["workload_id"]: row for row in csv.DictReader(costs)}
    # 100 million input tokens at USD 0.15 and 50 million output tokens at 0.60 per million.
    assert rows["typed"]["monthly_inference_cost"] == "45"
    assert rows["typed"]["monthly_monitoring_cost"] == "9"
    assert rows["typed"]["monthly_cost"] == "54"
    assert rows["blank"]["monitoring_rate_applied"] == "0.1"
    assert rows["blank"]["monthly_monitoring_cost"] == "4.5"
    assert rows["blank"]["monthly_cost"] == "49.5"
    assert totals["monthly_cost"] == "103.50"
    assert totals["annual_cost"] == "1242.00"


def test_the_example_is_explained(clone: Path) -> None:
    told = run(clone, "-m", "estimator", "explain", "monthly_monitoring_cost")
    assert "=ROUND(monthly_inference_cost * monitoring_rate_applied, 2)" in told
    told = run(clone, "-m", "estimator", "explain", "monitoring_rate_applied")
    assert "default_monitoring_rate" in told


def test_the_example_is_in_the_generated_files(clone: Path) -> None:
    columns = (clone / "docs" / "columns.md").read_text(encoding="utf-8")
    assert "### Monitoring rate (`monitoring_rate`)" in columns
    assert "### Monthly monitoring cost (`monthly_monitoring_cost`, USD, monthly)" in columns
    template = (clone / "templates" / "workloads.csv").read_text(encoding="utf-8-sig")
    assert "Monitoring rate" in template
    sheet = load_workbook(clone / "templates" / "workloads.xlsx").worksheets[0]
    assert "Monitoring rate" in {cell.value for row in sheet.iter_rows(max_row=10) for cell in row}
