"""The currency in the unit of a heading: its code or a sign, with a multiplier close to it."""

import re

from estimator.model.currency import USD, codes, written

# One-character signs that stand for a currency wherever they are.
SIGNS_USED = "$€£¥₹₪₩₦₱₺₴₫฿"
WORD = re.compile(r"[^\W\d_]+\$?|[^\w\s]")
# A multiplier joined to a code: kEUR, TEUR, EURm. T is a thousand to those who write it so.
BEFORE = {"k": "k", "t": "tsd", "m": "m"}
BEHIND = {"k": "k", "m": "m"}


def in_dollars(unit: str) -> tuple[str, str]:
    """The code of the currency in ``unit``, empty without one; and ``unit`` as if it were dollars.

    >>> in_dollars("TEUR per year")
    ('EUR', 'tsd USD per year')
    """
    for found in WORD.finditer(unit):
        code, times = _meant(found[0])
        if code:
            before = unit[: found.start()]
            before = BEFORE.get(before.strip().lower(), before)
            said = f"{times} {USD}".strip()
            return code, f"{before}{said}{unit[found.end() :]}"
    return "", unit


def _meant(word: str) -> tuple[str, str]:
    """The currency that ``word`` stands for, and the multiplier joined to it."""
    upper = word.upper()
    if upper in codes() or upper == "US":
        return (USD if upper == "US" else upper), ""
    for code in codes():
        if word in written(code):
            return code, ""
    if upper[1:] in codes() and word[0].lower() in BEFORE:
        return upper[1:], BEFORE[word[0].lower()]
    if upper[:-1] in codes() and word[-1].lower() in BEHIND:
        return upper[:-1], BEHIND[word[-1].lower()]
    return "", ""
