"""Shipped files are found in a wheel and in a checkout."""

from pathlib import Path

import pytest

from estimator.model import shipped


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "estimator"
    monkeypatch.setattr(shipped, "files", lambda _: folder)
    return folder


def test_a_file_in_the_package_goes_before_one_beside_it(package: Path) -> None:
    inside, beside = package / "schemas" / "a.json", package.parent / "schemas" / "a.json"
    assert shipped.shipped_path("schemas", "a.json") == beside
    inside.parent.mkdir(parents=True)
    inside.touch()
    assert shipped.shipped_path("schemas", "a.json") == inside


def test_data_files_are_parsed(package: Path) -> None:
    (package / "data").mkdir(parents=True)
    (package / "data" / "x.toml").write_text('sign = "€"\n', encoding="utf-8")
    assert shipped.load_toml("x.toml") == {"sign": "€"}
