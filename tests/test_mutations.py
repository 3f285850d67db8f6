"""Good files with something changed at random: a result or problems, never an exception."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from estimator.pipeline import check
from tests import binaries, hostile

SEED, MUTANTS = 20_261_122, 24

HEADED = (hostile.HEADINGS, hostile.GOOD)
ELEMENT = re.compile(rb"<[^<>]+>")
ATTRIBUTE = re.compile(rb'[\w:]+="([^"<>]*)"')
EXTREME = (
    b"",
    b"-1",
    b"0",
    b"1048577",
    b"4294967296",
    b"1e999",
    b"NaN",
    b"\xff\xfe",
    b"&#0;",
    b"A" * 40_000,
)
Change = Callable[[bytes, random.Random], bytes]


def _cells() -> list[list[tuple[int, bytes]]]:
    """The good table as records of an .xls, row by row."""
    return [
        [
            binaries.number(r, c, float(text)) if text.isdecimal() else binaries.label(r, c, text)
            for c, text in enumerate(row)
        ]
        for r, row in enumerate(HEADED)
    ]


def _xlsb() -> bytes:
    rows: list[tuple[int, bytes]] = []
    for r, row in enumerate(HEADED):
        rows += [binaries.row(r)]
        rows += [binaries.cell(0x06, c, binaries.wide(text)) for c, text in enumerate(row)]
    return binaries.xlsb({"Plan": rows})


def _ods() -> bytes:
    cells = (
        "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{text}</text:p></table:table-cell>"
            for text in row
        )
        for row in HEADED
    )
    return hostile.ods("".join(f"<table:table-row>{one}</table:table-row>" for one in cells))


def _csv() -> bytes:
    return "".join(",".join(row) + "\r\n" for row in HEADED).encode()


SEEDS: dict[str, Callable[[], bytes]] = {
    "plan.xlsx": hostile.workbook,
    "plan.ods": _ods,
    "plan.xls": lambda: binaries.xls({"Plan": [cell for row in _cells() for cell in row]}),
    "plan.xlsb": _xlsb,
    "plan.csv": _csv,
}


def flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.choice([1, 4, 300])) + data[at:]


def delete(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice([1, 4, 300]) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.choice([1, 20, 300])]
    return data[:at] + piece * chance.choice([2, 50]) + data[at:]


def _part_of(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> tuple[int, int]:
    found = list(pattern.finditer(data))
    if not found:
        return len(data), len(data)
    return chance.choice(found).span(pattern.groups)


def drop_element(data: bytes, chance: random.Random) -> bytes:
    start, end = _part_of(ELEMENT, data, chance)
    return data[:start] + data[end:]


def repeat_element(data: bytes, chance: random.Random) -> bytes:
    start, end = _part_of(ELEMENT, data, chance)
    return data[:end] + data[start:end] * chance.choice([1, 100]) + data[end:]


def extreme_attribute(data: bytes, chance: random.Random) -> bytes:
    start, end = _part_of(ATTRIBUTE, data, chance)
    return data[:start] + chance.choice(EXTREME) + data[end:]


CHANGES: tuple[Change, ...] = (
    flip,
    insert,
    delete,
    repeat,
    drop_element,
    repeat_element,
    extreme_attribute,
)


def mutant(seed: bytes, chance: random.Random) -> bytes:
    """``seed`` with one change; inside one of its parts, where it is packed."""
    change = chance.choice(CHANGES)
    if not seed.startswith(b"PK"):
        return change(seed, chance)
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    return hostile.packed({**parts, name: change(parts[name], chance)})


@pytest.mark.parametrize("name", SEEDS)
def test_what_is_changed_is_a_good_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(SEEDS[name]())
    assert check(tmp_path / name).exit_code == 0


@pytest.mark.parametrize("name", SEEDS)
def test_a_changed_file_is_judged(name: str, tmp_path: Path) -> None:
    chance = random.Random(f"{SEED} {name}")  # noqa: S311 - the same mutants every time
    endings = set()
    for number in range(MUTANTS):
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(mutant(SEEDS[name](), chance))
        found = check(path)
        assert found.exit_code in {0, 1, 4}, path
        assert (found.exit_code == 0) == (not found.errors), path
        assert all(problem.message for problem in found.problems), path
        endings.add(found.exit_code)
    assert len(endings) > 1
