"""Text files of which each line is one quoted field, as some programs export them."""

import re
from collections.abc import Iterable

# A whole line in quotes, in which every quote is doubled.
WRAPPED = re.compile(r'^"((?:[^"\r\n]|"")*)"(?=\r?$)', re.MULTILINE)


def is_wrapped_line(line: str, delimiters: Iterable[str]) -> bool:
    """Whether ``line`` is one quoted field that holds at least one of ``delimiters``."""
    found = WRAPPED.fullmatch(line)
    return bool(found) and any(one in line for one in delimiters)


def unwrap_lines(piece: str) -> str:
    """``piece`` with each line that is one quoted field replaced by what the field holds."""
    return WRAPPED.sub(lambda found: found[1].replace('""', '"'), piece)
