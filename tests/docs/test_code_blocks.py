"""The code blocks of README.md and docs/ run, page by page, in a folder that has the samples."""

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from estimator.cli import main
from tests.command import ROOT, SAMPLES

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
# The beginnings of lines that are not run here, and why.
NOT_RUN = {
    "python3 -m venv ": ".ci/run runs the README's test command, .ci/check_wheel an installation",
    ".venv/bin/pip install ": "needs the package index",
    "pip install ": "needs the package index",
    "pip-compile ": "needs the package index",
    "uv pip compile ": "needs the package index",
    "pipx install ": "would change the machine",
    "uv tool install ": "would change the machine",
    "pipx uninstall ": "would change the machine",
    "uv tool uninstall ": "would change the machine",
}
# The blocks above this header of docs/spark.md are run by tests/scale/test_spark.py.
WITHOUT_SPARK = "## Without Spark"
EXIT_CODE = re.compile(r"# .*exit code (\d+)$")


class Block(NamedTuple):
    """A fenced block: its language, its text, and the page's text before and after it."""

    language: str
    text: str
    before: str
    after: str

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if not line.startswith(tuple(NOT_RUN))]

    @property
    def file(self) -> str:
        """The name of the file that the reader is told to save the block as."""
        names: list[str] = re.findall(r"save this as\s+`([^`]+)`", self.before)
        return names[-1]


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield Block(found[1], found[2], text[: found.start()], text[found.end() :])


def in_spark(page: Path, block: Block) -> bool:
    return page.name == "spark.md" and WITHOUT_SPARK not in block.before


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_blocks_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SAMPLES, tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page):
        match block.language:
            case "sh":
                for line in block.lines:
                    run_line(line, monkeypatch)
            case "toml" | "csv":
                assert block.file == "estimator.toml" or f" {block.file}" in block.after
                Path(block.file).write_text(block.text, encoding="utf-8")
            case "python" if not in_spark(page, block):
                exec(block.text, names)  # noqa: S102 - our own page
            case "text":
                assert page.name == "commands.md", "a page made by docs/generate.py"
            case other:
                assert other == "python"


def run_line(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs a command of a page; its exit code is 0 unless a comment says otherwise."""
    program, *words = shlex.split(line, comments=True)
    assert program == "estimator"
    monkeypatch.setattr(sys, "argv", [program, *words])
    stated = EXIT_CODE.search(line)
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code or 0) == (int(stated[1]) if stated else 0), line


def test_every_line_that_is_not_run_is_on_a_page() -> None:
    shell = [block.text for page in PAGES for block in blocks(page) if block.language == "sh"]
    lines = "".join(shell).splitlines()
    assert [start for start in NOT_RUN if not any(line.startswith(start) for line in lines)] == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    for link in links:
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            headers = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w -]", "", header).lower().replace(" ", "-") for header in headers]
            assert anchor in slugs, link
