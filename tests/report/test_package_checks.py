"""The checks of a package see the faults that they are for."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from lxml import etree
from lxml.etree import _Element as Element

from tests.package_checks import (
    shared_reference_faults,
    shared_span_faults,
    space_faults,
    zip_faults,
)
from tests.workbooks import MAIN, Made, Package, made, varied

Check = Callable[[Package], Iterator[str]]


def _shared(root: Element) -> list[Element]:
    return [one for one in root.iter(f"{MAIN}f") if one.get("t") == "shared"]


def _says(text: str) -> Callable[[Element], None]:
    def change(root: Element) -> None:
        _shared(root)[0].text = text

    return change


def _lose_blanks(root: Element) -> None:
    for one in root.iter(f"{MAIN}t"):
        one.attrib.clear()


def _write_out_again(root: Element) -> None:
    first, *_, last = _shared(root)
    last.attrib.update({"ref": str(first.get("ref"))})
    last.text = first.text


def _unshare(root: Element) -> None:
    _shared(root)[-1].attrib.clear()


def _reach_further(root: Element) -> None:
    first = _shared(root)[0]
    first.set("ref", re.sub(r"\d+$", "900", str(first.get("ref"))))


BREAKS: Mapping[str, tuple[Check, Callable[[Element], None]]] = {
    "blanks are lost": (space_faults, _lose_blanks),
    "another sheet": (shared_reference_faults, _says("Rates!A1")),
    "another sheet in quotes": (shared_reference_faults, _says("MATCH(G7,'Rates'!$A:$A,0)")),
    "a table": (shared_reference_faults, _says("SUM(costs[Cost])")),
    "a union": (shared_reference_faults, _says("SUM((A7,B7))")),
    "an intersection": (shared_reference_faults, _says("SUM(A7 B7)")),
    "an array": (shared_reference_faults, _says("SUM({1,2})")),
    "an unknown name": (shared_reference_faults, _says("no_such_name")),
    "written out twice": (shared_span_faults, _write_out_again),
    "a gap": (shared_span_faults, _unshare),
    "a range too long": (shared_span_faults, _reach_further),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("sound"), varied())


@pytest.mark.parametrize("name", BREAKS)
def test_a_fault_in_the_package_is_noticed(sound: Made, name: str) -> None:
    check, change = BREAKS[name]
    found = Package.at(sound.path)
    part = found.sheets["Estimates"]
    root = found.xml(part)
    change(root)
    found.parts[part] = etree.tostring(root)
    assert list(check(found))


# Where in the archive a byte is changed, by what is then wrong: the fields of the first header.
BYTES = {
    "version": (4, 45),
    "flags": (6, 8),
    "day": (12, 0x22),
    "checksum": (14, None),
    "size": (22, None),
}


@pytest.mark.parametrize("name", BYTES)
def test_a_fault_in_the_archive_is_noticed(sound: Made, tmp_path: Path, name: str) -> None:
    content = bytearray(sound.path.read_bytes())
    at, value = BYTES[name]
    directory = content.index(b"PK\x01\x02")
    for place in (at, *([directory + 2 + at] if name == "day" else [])):
        content[place] = content[place] ^ 0xFF if value is None else value
    changed = tmp_path / "changed.xlsx"
    changed.write_bytes(content)
    assert list(zip_faults(changed))
