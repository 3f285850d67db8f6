"""A rate card that is written is the same card when it is read again."""

from pathlib import Path

import pytest

from estimator.basis.rate_card import load_rate_card, shipped_cards
from estimator.model.rate_card import RateCard
from estimator.outputs import save_rate_card
from estimator.report.card_files import card_csv, card_json, card_workbook


def read_card(path: Path) -> RateCard:
    found, problems = load_rate_card(str(path))
    assert problems == []
    assert found is not None
    return found


@pytest.mark.parametrize("name", shipped_cards())
def test_reading_undoes_writing(name: str, tmp_path: Path) -> None:
    card = read_card(shipped_cards()[name])
    (tmp_path / "card.json").write_text(card_json(card), encoding="utf-8")
    (tmp_path / "card.csv").write_text(card_csv(card), encoding="utf-8")
    (tmp_path / "card.xlsx").write_bytes(card_workbook(card))
    for ending in ("json", "csv", "xlsx"):
        assert read_card(tmp_path / f"card.{ending}") == card


def test_a_price_of_zero_is_not_one_that_is_absent(tmp_path: Path) -> None:
    path = tmp_path / "free.csv"
    path.write_text(
        "Model,Training price,Input price,Cached input price,Output price,Date checked\n"
        "free,3,0,0,0,2026-11-22\n"
    )
    card, _ = load_rate_card(str(path))
    assert card is not None
    path.write_text(card_csv(card))
    assert load_rate_card(str(path))[0] == card


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_card_of_ones_own_starts_with_the_prices_and_names_of_another(
    ending: str, tmp_path: Path
) -> None:
    target = tmp_path / f"ours.{ending}"
    assert save_rate_card(target, "guide-2026", force=False) == []
    shipped, own = read_card(shipped_cards()["guide-2026"]), read_card(target)
    assert own.rates == shipped.rates
    assert (own.name, own.title, own.caution, own.compare_with) == ("ours", "", "", "")
    assert (own.source, own.date_checked) == (shipped.source, shipped.date_checked)


def test_a_card_is_not_written_over_a_file_or_over_itself(tmp_path: Path) -> None:
    target = tmp_path / "ours.csv"
    save_rate_card(target, "guide-2026", force=False)
    before = target.read_bytes()
    for force, source in ((False, "openai-2026-11"), (True, str(target))):
        (problem,) = save_rate_card(target, source, force=force)
        assert problem.code == "bad-output"
    (problem,) = save_rate_card(tmp_path / "ours.pdf", "guide-2026", force=True)
    assert problem.code == "bad-output"
    assert target.read_bytes() == before
