"""A second reader of numbers, written apart from the product: by hand, in exact fractions."""

import unicodedata
from fractions import Fraction

POWERS = {
    "k": 3, "tsd": 3, "thousand": 3, "thousands": 3,
    "m": 6, "mm": 6, "mn": 6, "mio": 6, "million": 6, "millions": 6,
    "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "crore": 7, "crores": 7,
    "b": 9, "bn": 9, "mrd": 9, "billion": 9, "billions": 9,
}  # fmt: skip
DOLLARS = ("us$", "usd", "$")
MEANINGS = {"\u066a": "%", "\u066b": ".", "\u066c": "'", "\u2019": "'", "\u2212": "-"}
DASHES = ("-", "\u2014")


def plain_character(character: str) -> str:
    """The ASCII that ``character`` stands for in a number; itself if it stands for nothing."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    if category == "Cf":
        return ""
    if category == "Pd" and character != "\u2014":
        return "-"
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return MEANINGS.get(character, character)


def read_by_hand(text: str, mark: str = ".") -> Fraction | None:
    """The number that ``text`` says in dollars or as a quantity; None where it says none."""
    rest = "".join(map(plain_character, text)).strip().lower()
    if rest in DASHES or any(rest.replace(one, "", 1).strip() == "-" for one in DOLLARS):
        return Fraction(0)
    front = _take_front(rest)
    if front is None:
        return None
    minus, rest = front
    end = 0
    while end < len(rest) and (rest[end] in "0123456789.,'" or _is_inner_blank(rest, end)):
        end += 1
    value = _read_digits(rest[:end], mark)
    factor = _read_words(rest[end:].strip())
    if value is None or factor is None:
        return None
    return -value * factor if minus else value * factor


def _is_inner_blank(rest: str, at: int) -> bool:
    return rest[at] == " " and rest[at - 1].isdigit() and rest[at + 1 : at + 2].isdigit()


def _take_front(rest: str) -> tuple[bool, str] | None:
    """Whether a minus or brackets stand around the number, and what is left."""
    signs = 0
    minus = closing = dollars = False
    while rest:
        currency = next((one for one in DOLLARS if rest.startswith(one)), "")
        if rest[0] in "+-":
            signs, minus, rest = signs + 1, rest[0] == "-", rest[1:]
        elif rest[0] == "(" and not closing:
            closing, signs, minus, rest = True, signs + 1, True, rest[1:]
        elif currency and not dollars:
            dollars, rest = True, rest[len(currency) :]
            # A point behind a word ends it, unless a digit makes it a decimal point.
            rest = rest[1:] if rest[:1] == "." and not rest[1:2].isdigit() else rest
        elif rest[0] == " ":
            rest = rest[1:]
        else:
            break
    if signs > 1 or closing != rest.endswith(")"):
        return None
    return minus, rest.removesuffix(")").strip()


def _read_digits(digits: str, mark: str) -> Fraction | None:
    whole, found, part = digits.rpartition(mark) if mark in digits else (digits, "", "")
    if mark in whole or (part and not part.isdigit()) or not (whole or part):
        return None
    separators = set(whole) - set("0123456789")
    if len(separators) > 1:
        return None
    for separator in separators:
        groups = whole.split(separator)
        sizes = [len(one) for one in groups]
        western = 1 <= sizes[0] <= 3 and {*sizes[1:]} == {3}
        # 12,34,567: pairs before the last three, as in India.
        pairs = sizes[0] in {1, 2} and {*sizes[1:-1]} == {2} and sizes[-1] == 3
        indian = separator == "," and pairs
        if not (western or indian):
            return None
        whole = "".join(groups)
    if not whole and not part and found:
        return None
    return Fraction(int(whole or "0")) + Fraction(int(part or "0"), 10 ** len(part))


def _read_words(words: str) -> Fraction | None:
    """What the words behind a number multiply it by."""
    percent = words.endswith("%")
    words = " ".join(words.removesuffix("%").replace(".", "").split())
    for dollars in ("", *DOLLARS):
        for word, power in ({"": 0} | POWERS).items():
            for both in (word + dollars, f"{word} {dollars}", dollars + word, f"{dollars} {word}"):
                if words == both.strip():
                    return Fraction(10**power, 100 if percent else 1)
    return None
