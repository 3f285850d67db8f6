"""Decoding piece by piece comes to what decoding the whole comes to."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from estimator.read import encoding
from estimator.read.files import StoredFile

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# Whole characters and torn ones, of one byte to four; 81 and 9d are none in Windows-1252.
PARTS = (
    b"a", b"\r", b"\n", b"\0", "é".encode(), "€".encode(), "😀".encode(), b"\xc3", b"\xe2\x82",
    b"\xf0\x9f", b"\x80", b"\x81", b"\x9d", b"\xe9", b"\xff", b"\xd8", b"\xdc", b"\xed\xa0\x80",
    "é\n😀".encode("utf-16-le"), "é\r\n".encode("utf-16-be"),
)  # fmt: skip
CONTENTS = st.builds(
    bytes.__add__,
    st.sampled_from([b"", b"", *MARKS]),
    st.lists(st.sampled_from(PARTS)).map(b"".join),
)


def whole(content: bytes) -> tuple[str | None, str]:
    """The text of ``content``, and what is said of it."""
    mark = next((mark for mark in MARKS if content.startswith(mark)), b"")
    try:
        text = content[len(mark) :].decode(MARKS.get(mark, "utf-8"))
    except UnicodeDecodeError as error:
        if mark:
            return None, f"it is damaged: {error.reason} at byte {error.start + len(mark):,}."
        return western(content, error.start)
    return (None, "it holds zero bytes") if "\0" in text else (text, "")


def western(content: bytes, position: int) -> tuple[str | None, str]:
    line = content[:position].count(b"\n") + 1
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None, f"line {line} is not UTF-8"
    if "\0" in text:
        return None, "it holds zero bytes"
    shown = text[max(0, position - 15) : position + 15].strip()
    shown = "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in shown
    )
    return text, f'read as Windows-1252; line {line} has "{shown}".'


@given(CONTENTS, st.integers(1, 9))
@example(b"\xef\xbb\xbf\xe2\x82", 4)
@example(b"\xff\xfea\0\0\xd8b\0", 3)
@example(b"a\xe2\x82\nb", 2)
def test_pieces_come_to_what_the_whole_does(content: bytes, piece: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        path.write_bytes(content)
        found, problems = encoding.detect_text("plan.csv", StoredFile(path, 10**6, piece))
        text, said = whole(content)
        assert (found and "".join(found.read_pieces())) == text
        assert found is None or found.sha256 == hashlib.sha256(content).hexdigest()
        assert [said in problem.message for problem in problems] == [True] * bool(said)


@given(st.text("ab\r\n", max_size=30), st.integers(1, 6))
def test_pieces_end_where_lines_do(text: str, piece: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        path.write_bytes(text.encode())
        found, _ = encoding.detect_text("plan.csv", StoredFile(path, 10**6, piece))
        assert found is not None
        pieces = list(found.read_pieces())
        lines = [line for one in pieces for line in one.splitlines(keepends=True)]
        assert lines == text.splitlines(keepends=True)
        assert "" not in pieces
        longest = max(map(len, lines), default=0)
        assert all(len(one) <= piece + longest + 1 for one in pieces)
