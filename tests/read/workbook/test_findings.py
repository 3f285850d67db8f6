"""Limits on what a scan takes in are kept to the last cell and named when they are exceeded."""

import pytest

from estimator.model.limits import Limits
from estimator.read.workbook.findings import (
    CharacterQuota,
    UnreadableError,
    UsedRange,
    address,
    within_together,
)


def test_a_used_range_grows_to_the_farthest_row_and_column() -> None:
    used = UsedRange(Limits(rows=10, columns=5, cells=50))
    for place in ((3, 1), (1, 4), (2, 2)):
        used.extend(place)
    assert (used.row, used.column) == (3, 4)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ((11, 1), r"the cell A11 has a value beyond row 10 \(limit rows\)"),
        ((1, 6), r"the cell F1 has a value beyond column E \(limit columns\)"),
        ((1, 3), r"the sheet reach to C10, more than 20 cells \(limit cells\)"),
    ],
)
def test_a_cell_beyond_a_limit_is_refused_and_not_taken_in(
    place: tuple[int, int], reason: str
) -> None:
    used = UsedRange(Limits(rows=10, columns=5, cells=20))
    used.extend((10, 2))
    assert used.allows((10, 2))
    assert not used.allows(place)
    with pytest.raises(UnreadableError, match=reason):
        used.extend(place)
    assert (used.row, used.column) == (10, 2)


def test_characters_are_counted_up_to_the_limit() -> None:
    quota = CharacterQuota(Limits(inflated_bytes=10))
    quota.take_characters(4)
    quota.take_characters(6)
    with pytest.raises(UnreadableError, match="more than 10 characters"):
        quota.take_characters(1)


def test_sheets_share_one_limit_of_cells() -> None:
    within_together(20, Limits(cells=20))
    with pytest.raises(UnreadableError, match="reach over 21 cells, more than 20"):
        within_together(21, Limits(cells=20))


def test_an_address_has_its_column_first() -> None:
    assert address((3, 28)) == "AB3"
