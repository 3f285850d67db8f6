"""The zip archive: what other programs read of it, and that its bytes are those of its parts."""

import errno
import io
import os
import time
from collections.abc import Mapping, Sequence
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.report.rows import archive as module
from estimator.report.rows.archive import TooLargeError, open_archive

NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?\.xml", fullmatch=True)
CHUNKS = st.lists(st.binary(max_size=300), max_size=6)


def packed(parts: Mapping[str, Sequence[bytes]]) -> bytes:
    target = io.BytesIO()
    with open_archive(target) as archive:
        for name, chunks in parts.items():
            with archive.add_part(name) as part:
                for chunk in chunks:
                    part.write(chunk)
    return target.getvalue()


@given(st.dictionaries(NAMES, CHUNKS, max_size=4))
def test_every_part_is_read_back_as_it_was_written(parts: dict[str, list[bytes]]) -> None:
    with ZipFile(io.BytesIO(packed(parts))) as found:
        assert found.testzip() is None
        assert found.namelist() == list(parts)
        assert {name: found.read(name) for name in parts} == {
            name: b"".join(chunks) for name, chunks in parts.items()
        }


@given(st.binary(min_size=1, max_size=400), st.lists(st.integers(0, 400)), st.integers(1, 90))
def test_the_bytes_do_not_depend_on_how_a_part_was_cut(
    content: bytes, cuts: list[int], block: int
) -> None:
    ends = [*sorted(cuts), len(content)]
    pieces = [content[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        assert packed({"a.xml": pieces}) == packed({"a.xml": [content]})


def test_a_part_that_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 100)
    assert packed({"a.xml": [b"x" * 60, b"y" * 40]})
    with pytest.raises(TooLargeError):
        packed({"a.xml": [b"x" * 60, b"y" * 41]})


def test_an_archive_that_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 100)
    with pytest.raises(TooLargeError):
        packed({f"{n}.xml": [b"x"] for n in range(4)})


class Full(io.BytesIO):
    """A stream that takes so many bytes and no more."""

    def write(self, content: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        if self.tell() > 1_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(content)


def test_a_stream_that_takes_no_more_is_told_as_it_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 64)
    with (
        pytest.raises(OSError, match="No space left"),
        open_archive(Full()) as archive,
        archive.add_part("a.xml") as part,
    ):
        part.write(os.urandom(64_000))


class Slow(io.BytesIO):
    """A stream that takes its time."""

    writes = 0

    def write(self, content: Any) -> int:  # noqa: ANN401 - whatever holds bytes
        time.sleep(0.002)
        self.writes += 1
        return super().write(content)


def test_no_more_is_held_than_may_be_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 64)
    monkeypatch.setattr(module, "AHEAD", 2)
    stream = Slow()
    with open_archive(stream) as archive, archive.add_part("a.xml") as part:
        for block in range(1, 50):
            part.write(os.urandom(64))
            # The header of the part was written before the first block.
            assert block - (stream.writes - 1) <= 2
