"""Spooled frames and workloads come back as they were added."""

import gc

import polars as pl
from polars.testing import assert_frame_equal

from estimator.model.problem import TABLE
from estimator.model.spool import Spool, TempFolder, TypedPart, TypedWorkloads, detach_frame


def part(table: int, *numbers: int, passed: dict[str, list[str]] | None = None) -> TypedPart:
    frame = pl.DataFrame(
        {TABLE: [table] * len(numbers), "row": list(numbers)}, {TABLE: pl.UInt32, "row": pl.Int64}
    )
    texts = pl.DataFrame(passed or {})
    if not passed:
        texts = pl.DataFrame(height=len(numbers))
    return TypedPart(frame, texts, texts.select(pl.all().str.len_bytes().cast(pl.UInt8)))


def test_frames_in_memory_and_in_files_come_back_in_order_and_more_than_once() -> None:
    frames = [pl.DataFrame({"a": [n, None], "b": ["x", "y"]}) for n in range(4)]
    spool = Spool(kept=int(frames[0].estimated_size()) * 2)
    for frame in frames:
        spool.add(frame)
    for _ in range(2):
        for found, expected in zip(spool, frames, strict=True):
            assert_frame_equal(found, expected)


def test_a_temporary_folder_goes_with_its_object() -> None:
    folder = TempFolder()
    path = folder.path
    (path / "file").touch()
    del folder
    gc.collect()
    assert not path.exists()


def test_rows_are_left_out_of_their_own_table_only() -> None:
    workloads = TypedWorkloads()
    workloads.add(part(0, 2, 3))
    workloads.add(part(1, 2, 3))
    workloads.leave_out(part(1, 3).frame)
    assert workloads.rows == 3
    left = pl.concat([one.frame for one in workloads])
    assert left.rows() == [(0, 2), (0, 3), (1, 2)]


def test_pass_through_columns_may_be_named_as_inputs_or_be_missing() -> None:
    workloads = TypedWorkloads()
    workloads.add(part(0, 2, 3, passed={"row": ["x", "yy"]}))
    (found,) = workloads
    assert found.frame["row"].to_list() == [2, 3]
    assert found.passed_through.to_dict(as_series=False) == {"row": ["x", "yy"]}
    assert found.carried_kinds["row"].to_list() == [1, 2]


def test_a_detached_frame_is_equal() -> None:
    frame = pl.DataFrame({"a": ["x", None], "n": [1, 2]})
    assert_frame_equal(detach_frame(frame), frame)
