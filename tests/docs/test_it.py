"""docs/it.md names the packages that an installation brings, with their licenses."""

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageMetadata, metadata, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.command import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SHORT = {"MIT License": "MIT", "BSD License": "BSD", "ISC License (ISCL)": "ISC"}


@pytest.mark.skipif(sys.platform != "linux", reason="some systems need other packages")
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the page lists those of Python 3.11")
def test_the_page_lists_what_is_installed_and_its_licenses() -> None:
    page = (ROOT / "docs" / "it.md").read_text(encoding="utf-8")
    section = page.split("## What is installed")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w[\w, .-]*) \| [^|]+ \| ([\w.-]+) \|$", section, re.MULTILINE)
    listed = {
        canonicalize_name(name): license_name
        for names, license_name in rows
        for name in names.split(", ")
    }
    assert listed.pop(canonicalize_name("Package")) == "License"
    assert listed == {name: license_of(metadata(name)) for name in installed()}


def test_the_pages_call_the_distribution_by_its_name() -> None:
    for page in ("README.md", "docs/it.md"):
        assert f"`{PROJECT['name']}`" in (ROOT / page).read_text(encoding="utf-8")


def installed() -> set[str]:
    """The packages that an installation brings, directly or not, on this system."""
    found: set[str] = set()
    to_visit = needed(PROJECT["dependencies"])
    while to_visit:
        found |= to_visit
        to_visit = {name for one in to_visit for name in needed(requires(one) or ())} - found
    return found


def needed(lines: Iterable[str]) -> set[str]:
    """The packages that the requirements ``lines`` name, without those of extras."""
    requirements = [Requirement(line) for line in lines]
    return {
        canonicalize_name(one.name)
        for one in requirements
        if one.marker is None or one.marker.evaluate({"extra": ""})
    }


def license_of(about: PackageMetadata) -> str:
    """The license as an SPDX expression, or as the classifier says it."""
    if "License-Expression" in about:
        return about["License-Expression"]
    start = "License :: OSI Approved :: "
    (said,) = (line for line in about.get_all("Classifier") or () if line.startswith(start))
    return SHORT[said.removeprefix(start)]
