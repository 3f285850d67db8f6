from decimal import Decimal

import pytest
from msgspec.structs import replace

from estimator.formula.check import column_kind
from estimator.formula.exactness import NUMBER, TEXT, ValueKind, number_kind, power_of_ten
from estimator.formula.syntax import FormulaError, parse_formula

ZERO, ONE = Decimal(0), Decimal(1)

KINDS = {
    "tokens": number_kind(ZERO, Decimal(10) ** 12, 2),
    "drift": number_kind(Decimal(-3), Decimal(2), 2),
    "price": number_kind(ZERO, Decimal(100_000), 6),
    "share": number_kind(ZERO, ONE, 6),
    "epochs": number_kind(ONE, Decimal(50), 0),
    "budget": number_kind(ZERO, Decimal(1000), 2, blank=True),
    "extra": number_kind(Decimal(5), Decimal(10), 2, blank=True),
    "model": ValueKind(TEXT),
    "owner": ValueKind(TEXT, blank=True),
    "status": ValueKind(TEXT, texts=frozenset({"near", "over"})),
    "start": replace(number_kind(Decimal(367), Decimal(2_958_435), 0, blank=True), month=True),
    "note": ValueKind(TEXT, blank=True, texts=frozenset({"seen"})),
}


def kind(formula: str) -> ValueKind:
    return column_kind(parse_formula(formula), KINDS)


def refusal(formula: str) -> str:
    with pytest.raises(FormulaError) as refused:
        kind(formula)
    return str(refused.value)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    said = refusal("=ROUND(epoch * 2, 2)")
    assert said == 'there is no "epoch" before this column. Did you mean "epochs"?'


@pytest.mark.parametrize("formula", ["=nothing_like_it", '=IF(zzz = "", 1, 2)', "=TRUE", "=Tokens"])
def test_an_unknown_name_is_refused_wherever_it_stands(formula: str) -> None:
    assert refusal(formula).startswith('there is no "')


@pytest.mark.parametrize(
    "formula",
    [
        "=budget + 1",
        "=1 - budget",
        "=-budget",
        "=ROUND(budget, 2)",
        "=ROUND(tokens * budget, 2)",
        "=ROUND(budget / 12, 2)",
        "=MIN(budget, 1)",
        "=ABS(budget)",
        "=IF(budget > 1, 1, 2)",
        "=IF(1 = budget, 1, 2)",
    ],
)
def test_a_name_that_can_be_blank_is_refused_where_a_number_is_computed(formula: str) -> None:
    assert refusal(formula) == 'budget can be blank; use it inside IF(budget = "", …, …)'


def test_a_text_that_can_be_blank_is_not_compared_untested() -> None:
    assert refusal('=IF(note = "seen", 1, 2)').startswith("note can be blank; use it inside IF(")


def test_a_part_that_can_be_blank_is_refused_as_a_number() -> None:
    said = refusal('=IF(epochs > 1, "", 2) + 1')
    assert "part of the formula can be blank" in said


@pytest.mark.parametrize(
    "formula",
    [
        "=budget",
        "=owner",
        "=IF(epochs > 1, budget, 0)",
        "=IF(epochs > 1, 0, budget)",
        '=IF(owner = "", note, "seen")',
        '=IF(budget = "", "", extra)',
        '=IF(budget = "", budget, 1)',
    ],
)
def test_a_name_that_can_be_blank_is_refused_as_a_result(formula: str) -> None:
    # A cell that refers to an empty one shows 0; the engine has a blank there.
    assert "can be blank" in refusal(formula)


GUARDED = [
    '=IF(budget = "", 0, budget + 1)',
    '=IF("" = budget, 0, budget + 1)',
    '=IF(budget <> "", budget + 1, 0)',
    '=IF("" <> budget, budget + 1, 0)',
    '=IF(NOT(budget = ""), budget + 1, 0)',
    '=IF(NOT(budget <> ""), 0, budget + 1)',
    '=IF(NOT(NOT(budget = "")), 0, budget + 1)',
    '=IF(AND(budget <> "", extra <> ""), budget + extra, 0)',
    '=IF(AND(epochs > 1, budget <> ""), budget + 1, 0)',
    '=IF(AND(budget <> "", NOT(extra = "")), budget + extra, 0)',
    '=IF(OR(budget = "", extra = ""), 0, budget + extra)',
    '=IF(OR(epochs > 1, budget = ""), 0, budget + 1)',
    '=IF(OR(budget = "", NOT(extra <> "")), 0, budget + extra)',
    '=IF(NOT(OR(budget = "", extra = "")), budget + extra, 0)',
    '=IF(NOT(AND(budget <> "", extra <> "")), 0, budget + extra)',
    '=IF(AND(budget <> "", AND(extra <> "", epochs > 1)), budget + extra, 0)',
    '=IF(budget = "", 0, IF(extra = "", budget + 1, budget + extra))',
    '=IF(budget <> "", IF(extra <> "", budget + extra, budget + 1), 0)',
    '=IF(budget = "", 0, IF(budget > 5, 1, 2))',
    '=IF(note = "", 0, IF(note = "seen", 1, 2))',
]


@pytest.mark.parametrize("formula", GUARDED)
def test_a_name_tested_for_blank_may_be_used_where_it_is_filled(formula: str) -> None:
    assert not kind(formula).blank


@pytest.mark.parametrize(
    "formula",
    [
        '=IF(budget = "", budget + 1, 0)',
        '=IF(budget <> "", 0, budget + 1)',
        '=IF(NOT(budget <> ""), budget + 1, 0)',
        '=IF(NOT(budget = ""), 0, budget + 1)',
        '=IF(extra = "", 0, budget + 1)',
        '=IF(AND(budget = "", extra = ""), 0, budget + 1)',
        '=IF(AND(budget <> "", extra <> ""), 0, budget + 1)',
        '=IF(OR(budget <> "", extra <> ""), budget + 1, 0)',
        '=IF(OR(budget = "", extra = ""), budget + 1, 0)',
        '=IF(NOT(AND(budget <> "", extra <> "")), budget + 1, 0)',
        '=IF(NOT(OR(budget = "", extra = "")), 0, budget + 1)',
        '=IF(NOT(OR(budget <> "", extra <> "")), 0, budget + 1)',
        '=IF(OR(budget <> "", epochs > 1), budget + 1, 0)',
        '=IF(budget = "", 0, budget) + budget',
        '=IF(epochs > 1, IF(budget = "", 0, 1), budget + 1)',
    ],
)
def test_a_test_that_does_not_settle_the_blank_does_not_help(formula: str) -> None:
    assert refusal(formula).startswith("budget can be blank")


@pytest.mark.parametrize("function", ["AND", "OR"])
def test_a_test_for_blank_does_not_guard_its_neighbour(function: str) -> None:
    # Spreadsheets compute every argument, whatever the first one says.
    assert "budget can be blank" in refusal(f'=IF({function}(budget <> "", budget > 1), 1, 0)')


@pytest.mark.parametrize(
    "condition", ['budget > ""', 'budget <= ""', 'tokens + 1 = ""', '"" = ""', 'ABS(tokens) <> ""']
)
def test_a_blank_is_compared_only_with_a_name_and_for_equality(condition: str) -> None:
    said = refusal(f"=IF({condition}, 1, 2)")
    assert said == '"" can only be compared with a name, using = or <>'


@pytest.mark.parametrize(
    "formula",
    [
        "=tokens * price",
        "=tokens / 12",
        "=1 + tokens * price",
        "=tokens * price - 1",
        "=-(tokens * price)",
        "=MIN(tokens * price, 1)",
        "=ABS(tokens / 12)",
        "=IF(epochs > 1, tokens * price, 0)",
        "=IF(epochs > 1, 0, tokens * price)",
        '=IF(epochs > 1, "", tokens / 12)',
        "=ROUND(tokens * price * share, 2)",
        "=ROUND(epochs * (tokens * price), 2)",
        "=ROUND(tokens / 12 * share, 2)",
        "=ROUND(1 + tokens * share, 2)",
    ],
)
def test_a_product_or_quotient_outside_round_is_refused(formula: str) -> None:
    assert "product" in refusal(formula)
    assert "ROUND(…, 2)" in refusal(formula)


@pytest.mark.parametrize("value", ["tokens * share", "tokens / 12", "tokens * price / 1000000"])
@pytest.mark.parametrize("digits", [0, 1])
def test_a_product_rounded_to_fewer_than_two_places_is_refused(value: str, digits: int) -> None:
    assert refusal(f"=ROUND({value}, {digits})").startswith("round a product to 2 or more places")


@pytest.mark.parametrize(
    "value", ["tokens - share", "MAX(tokens - 0.07, 1)", "IF(epochs > 1, tokens + 0.1, 1)"]
)
def test_a_sum_with_decimals_is_not_rounded_to_whole_numbers(value: str) -> None:
    # LibreOffice says that ROUND(0.57 - 0.07, 0) is 0.
    assert "round" in refusal(f"=ROUND({value}, 0)").lower()


@pytest.mark.parametrize(
    "formula", ["=ROUND(tokens, 0)", "=ROUND(epochs + 1, 0)", "=ROUND(MAX(tokens, share), 0)"]
)
def test_a_typed_or_whole_number_may_be_rounded_to_whole_numbers(formula: str) -> None:
    assert kind(formula).decimals == 0


@pytest.mark.parametrize(
    "condition",
    [
        "tokens + 1 > 2",
        "2 <= tokens - share",
        "tokens * price > 2",
        "tokens / 12 = 2",
        "MIN(tokens + 1, 2) > 1",
        "ABS(tokens - 1) > 1",
        "-(tokens + 1) < 1",
        "IF(epochs > 1, tokens + 1, 0) > 1",
    ],
)
def test_a_number_that_is_not_rounded_is_not_compared(condition: str) -> None:
    said = refusal(f"=IF({condition}, 1, 2)")
    assert said == "compares an unrounded sum or product; put it in ROUND(…, 2) first"


@pytest.mark.parametrize(
    "condition",
    [
        "tokens >= 2",
        "-tokens < price",
        "ROUND(tokens + 1, 2) > ROUND(tokens * price, 2)",
        "MIN(tokens, price) <> ABS(drift)",
        "IF(epochs > 1, tokens, 0) = 1",
    ],
)
def test_typed_and_rounded_numbers_may_be_compared(condition: str) -> None:
    assert kind(f"=IF({condition}, 1, 2)").high == 2


@pytest.mark.parametrize(
    "divisor", ["0", "0.00", "(1 + 1)", "-12", "ROUND(12, 2)", '"12"', "(tokens + 1)"]
)
def test_a_divisor_other_than_a_number_or_a_name_is_refused(divisor: str) -> None:
    said = refusal(f"=ROUND(tokens / {divisor}, 2)")
    assert said == "divide by a number written in the formula, or by a name, and not by 0"


@pytest.mark.parametrize(
    "formula",
    [
        '=IF(tokens = 0, "", ROUND(price / tokens, 4))',
        '=IF(tokens <> 0, ROUND(price / tokens, 4), "")',
        "=ROUND(price / epochs, 4)",
        '=IF(drift = 0, "", ROUND(price / drift, 4))',
        '=IF(budget = "", "", IF(budget = 0, "", ROUND(drift / budget, 4)))',
    ],
)
def test_a_name_that_is_not_0_divides_and_the_ratio_can_be_blank(formula: str) -> None:
    found = kind(formula)
    assert (found.decimals, found.blank, found.settled) == (4, True, True)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("=ROUND(price / tokens, 4)", 'tokens can be 0; write IF(tokens = 0, "", ROUND(… / tok'),
        ('=IF(tokens <> 0, "", ROUND(price / tokens, 4))', "tokens can be 0"),
        ('=IF(price = 0, "", ROUND(price / tokens, 4))', "tokens can be 0"),
        ('=IF(tokens = 1, "", ROUND(price / tokens, 4))', "tokens can be 0"),
        ('=IF(budget = 0, "", 1)', "budget can be blank"),
        ('=IF(tokens = 0, "", price / tokens)', "IF has a product"),
        ('=IF(tokens = 0, "", ROUND(price / tokens, 1))', "round a quotient to 2 or more"),
        ('=IF(tokens = 0, "", ROUND(price / tokens, 10))', "the quotient needs more than 12"),
        ('=IF(tokens = 0, "", ROUND((price + 1) / tokens, 4))', "divides an unrounded sum"),
        ('=IF(tokens = 0, "", ROUND(price * 2 / tokens, 4))', "divides an unrounded sum"),
        ('=IF(tokens = 0, "", ROUND(1 + price / tokens, 4))', "a sum has a product"),
        ('=IF(tokens = 0, "", ROUND(price / tokens, 4) + 1)', "part of the formula can be blank"),
    ],
)
def test_a_ratio_is_one_rounded_quotient_of_two_settled_numbers(formula: str, why: str) -> None:
    assert refusal(formula).startswith(why)


def test_a_ratio_is_at_most_the_dividend_by_the_least_divisor() -> None:
    small = kind('=IF(share = 0, "", ROUND(epochs / share, 4))')
    assert (small.low, small.high) == (ZERO, Decimal(50_000_000))
    either = kind('=IF(drift = 0, "", ROUND(epochs / drift, 4))')
    assert (either.low, either.high) == (Decimal(-5000), Decimal(5000))


@pytest.mark.parametrize("divisor", ["0.0000000000001", "0.0000000000012"])
def test_a_divisor_with_more_than_12_decimals_is_refused(divisor: str) -> None:
    # The first would be 0 to the engine, the second 0.000000000001.
    assert "digits" in refusal(f"=ROUND(epochs / {divisor}, 2)")


def test_a_quotient_of_a_quotient_is_refused() -> None:
    assert refusal("=ROUND(tokens / 12 / 30, 2)").startswith("a quotient is divided again")


@pytest.mark.parametrize(
    "formula",
    [
        "=ROUND(ROUND(tokens * tokens, 2) * 100, 2)",
        "=ROUND(-ROUND(tokens * tokens, 2) * 100, 2)",
        "=90000000000000000000000000 + 90000000000000000000000000",
        "=-90000000000000000000000000 - 90000000000000000000000000",
        "=ROUND(tokens / 0.00000000000001, 2)",
    ],
)
def test_a_number_that_can_grow_past_26_digits_is_refused(formula: str) -> None:
    assert "26 digits" in refusal(formula)


@pytest.mark.parametrize(
    "literal", ["10000000000000000000000001", "0.1234567890123", "1.0000000000000"]
)
def test_a_literal_with_more_digits_than_are_computed_with_is_refused(literal: str) -> None:
    assert refusal(f"={literal}") == f"{literal} has too many digits to be exact in a spreadsheet"


@pytest.mark.parametrize("literal", ["1234567890123456", "1234567890.123456"])
def test_a_literal_that_a_spreadsheet_would_cut_at_15_digits_is_refused(literal: str) -> None:
    assert "digits" in refusal(f"={literal}")


@pytest.mark.parametrize(
    "formula",
    [
        "=ROUND(ROUND(price * share, 12) * share, 2)",
        "=ROUND((price - ROUND(price * share, 7)) * share, 2)",
    ],
)
def test_a_number_with_more_than_12_decimals_is_refused(formula: str) -> None:
    assert refusal(formula) == "needs more than 12 decimals; ROUND part of it first"


@pytest.mark.parametrize(
    "formula",
    [
        "=ROUND(price * share / 12, 2)",
        "=ROUND(tokens / 12, 11)",
        "=ROUND(price * tokens / 12345, 2)",
        "=ROUND(price / 10000000000, 2)",
        "=ROUND(price * tokens / 10000000, 2)",
    ],
)
def test_a_quotient_whose_decimals_could_hide_a_tie_is_refused(formula: str) -> None:
    assert refusal(formula).startswith("the quotient needs more than 12 decimals")


@pytest.mark.parametrize(
    "formula",
    [
        "=ROUND(price * share, 12)",
        "=ROUND(price * tokens / 1234, 2)",
        "=ROUND(tokens / 12, 10)",
        "=ROUND(price / 100000000, 2)",
        "=ROUND(price * tokens / 1000000, 2)",
        "=ROUND(tokens * tokens, 2)",
        "=999999999999999",
        "=999999999.999999",
        "=1000000000000000000000000",
        "=ROUND(tokens - share, 2)",
        "=0.000000000001",
    ],
)
def test_what_just_fits_is_taken(formula: str) -> None:
    assert kind(formula).settled


@pytest.mark.parametrize(
    "condition", ['model = "gpt-4o"', "model <> status", "status = model", '"x" <> model']
)
def test_a_users_words_are_not_compared(condition: str) -> None:
    said = refusal(f"=IF({condition}, 1, 2)")
    assert said.startswith("text typed by users cannot be compared")


@pytest.mark.parametrize(
    "condition", ['status = "NEAR"', '"Over" <> status', '"a" = "A"', '"straße" = "STRASSE"']
)
def test_texts_that_differ_only_in_case_are_not_compared(condition: str) -> None:
    said = refusal(f"=IF({condition}, 1, 2)")
    assert said == "texts that differ only in case are the same to a spreadsheet"


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
def test_texts_are_not_ordered(sign: str) -> None:
    assert refusal(f'=IF(status {sign} "near", 1, 2)') == "text can only be compared using = or <>"


@pytest.mark.parametrize("condition", ['status = "near"', '"far" <> status', "status = status"])
def test_known_texts_may_be_compared(condition: str) -> None:
    assert kind(f"=IF({condition}, 1, 2)").high == 2


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=status + 1", "status is text where a number is needed"),
        ('="a" * 2', "part of the formula is text where a number is needed"),
        ("=-status", "status is text where a number is needed"),
        ("=ROUND(status, 2)", "status is text where a number is needed"),
        ("=MAX(1, status)", "status is text where a number is needed"),
        ("=(epochs = 1) + 1", "part of the formula is true or false where a number is needed"),
        ("=ROUND((epochs = 1) * 2, 2)", "true or false where a number is needed"),
        ("=IF(epochs = (epochs = 1), 1, 2)", "true or false where a number is needed"),
        ("=IF(AND(1 = 1, 2 = 2) = 1, 1, 2)", "true or false where a number is needed"),
        ("=IF(epochs, 1, 2)", "epochs is a number where true or false is needed"),
        ("=IF(status, 1, 2)", "status is text where true or false is needed"),
        ("=IF(AND(epochs = 1, epochs), 1, 2)", "epochs is a number where true or false is needed"),
        ("=IF(OR(status, epochs = 1), 1, 2)", "status is text where true or false is needed"),
        ("=IF(NOT(epochs), 1, 2)", "epochs is a number where true or false is needed"),
        ("=IF(status = 1, 1, 2)", "part of the formula is a number where text is needed"),
        ('=IF(epochs = "near", 1, 2)', "part of the formula is text where a number is needed"),
    ],
)
def test_each_type_stands_only_where_it_belongs(formula: str, words: str) -> None:
    assert words in refusal(formula)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ('=IF(epochs = 1, "one", 2)', "IF returns text in one case and a number in the other"),
        ("=IF(epochs = 1, 2, status)", "IF returns a number in one case and text in the other"),
        (
            "=IF(IF(epochs = 1, 2 = 2, 3), 1, 2)",
            "IF returns true or false in one case and a number",
        ),
        ('=IF(epochs = 1, IF(epochs = 2, "", 1), "a")', "IF returns a number in one case and text"),
        ('=IF(epochs = 1, "", "")', "IF returns a blank in both cases"),
    ],
)
def test_if_gives_one_type(formula: str, words: str) -> None:
    assert words in refusal(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "=epochs = 1",
        '=budget <> ""',
        "=NOT(epochs = 1)",
        "=AND(epochs = 1, epochs = 2)",
        "=IF(epochs = 1, 1 = 1, 1 = 2)",
    ],
)
def test_a_truth_is_not_a_column(formula: str) -> None:
    assert refusal(formula) == 'a column holds numbers or text; write IF(…, "yes", "no")'


@pytest.mark.parametrize("day", ["epochs", "extra", "1 + 1", "status"])
def test_only_a_month_has_a_first_day(day: str) -> None:
    # A spreadsheet would take any number for a day, and the engine for the first one of a month.
    refusal(f'=IF(extra = "", 0, FIRST_OF_MONTH({day}))')


def test_a_month_is_a_whole_number_once_it_is_there() -> None:
    assert refusal("=FIRST_OF_MONTH(start)").startswith("start can be blank")
    found = kind('=IF(start = "", 367, FIRST_OF_MONTH(start))')
    assert found == replace(KINDS["start"], blank=False, month=False)


@pytest.mark.parametrize("digits", ["-2", "epochs", "1.5", "13", "1 + 1", '"2"'])
def test_round_takes_digits_written_out_from_0_to_12(digits: str) -> None:
    said = refusal(f"=ROUND(tokens, {digits})")
    assert said == "the digits of ROUND must be a whole number from 0 to 12"


def test_digits_past_what_decimals_can_divide_are_refused_alike() -> None:
    said = refusal(f"=ROUND(tokens, 1{'0' * 30})")
    assert said == "the digits of ROUND must be a whole number from 0 to 12"


@pytest.mark.parametrize(
    ("formula", "low", "high", "decimals"),
    [
        ("=2.50", "2.50", "2.50", 2),
        ("=-drift", "-2", "3", 2),
        ("=drift + epochs", "-2", "52", 2),
        ("=drift - epochs", "-53", "1", 2),
        ("=drift - share", "-4", "2", 6),
        ("=ROUND(drift * drift, 4)", "-6.0001", "9.0001", 4),
        ("=ROUND(-drift * epochs, 2)", "-100.01", "150.01", 2),
        ("=ROUND(drift / 0.5, 2)", "-6.01", "4.01", 2),
        ("=ROUND(epochs * share, 2)", "0", "50.01", 2),
        ("=ROUND(epochs, 12)", "0.999999999999", "50.000000000001", 12),
        ("=MIN(epochs, drift)", "-3", "2", 2),
        ("=MAX(share, 7)", "7", "7", 6),
        ("=ABS(drift)", "0", "3", 2),
        ("=IF(epochs = 1, drift, share)", "-3", "2", 6),
        ('=IF(budget = "", -1, budget)', "-1", "1000", 2),
    ],
)
def test_the_bounds_and_decimals_of_a_formula_are_known(
    formula: str, low: str, high: str, decimals: int
) -> None:
    found = kind(formula)
    assert (found.low, found.high, found.decimals) == (Decimal(low), Decimal(high), decimals)


@pytest.mark.parametrize(
    ("formula", "blank", "texts"),
    [
        ('=IF(epochs = 1, "", "far")', True, {"far"}),
        ('=IF(epochs = 1, status, "far")', False, {"near", "over", "far"}),
        ('=IF(note = "", "none", note)', False, {"none", "seen"}),
        ("=IF(epochs = 1, model, status)", False, None),
    ],
)
def test_the_texts_of_a_formula_are_known(
    formula: str, *, blank: bool, texts: set[str] | None
) -> None:
    found = kind(formula)
    assert (found.type, found.blank) == (TEXT, blank)
    assert found.texts == (None if texts is None else frozenset(texts))


@pytest.mark.parametrize(
    "formula",
    [
        '=IF(epochs = 1, "", 2)',
        '=IF(epochs = 1, drift, "")',
        '=IF(epochs = 1, IF(epochs = 2, "", 3), drift)',
        '=IF(epochs = 1, drift, IF(epochs = 2, 3, ""))',
        '=IF(epochs = 1, "", IF(budget = "", 0, budget))',
    ],
)
def test_a_number_with_a_blank_case_is_a_number_that_can_be_blank(formula: str) -> None:
    found = kind(formula)
    assert (found.type, found.blank) == (NUMBER, True)


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("10", 1),
        ("1000000", 6),
        ("100.00", 2),
        ("1", 0),
        ("0.01", 0),
        ("-10", 0),
        ("20", 0),
        ("12", 0),
        ("1000001", 0),
    ],
)
def test_only_whole_powers_of_ten_move_the_point(text: str, shift: int) -> None:
    assert power_of_ten(Decimal(text)) == shift


@pytest.mark.parametrize(
    "formula",
    [
        "=" + "ABS(" * 65 + "epochs" + ")" * 65,
        "=MAX(" + ", ".join(["1"] * 256) + ")",
        f'=IF(epochs = 1, "{"x" * 256}", "y")',
    ],
    ids=["65 levels of functions", "256 arguments", "a text of 256 characters"],
)
def test_what_a_spreadsheet_cannot_hold_is_refused(formula: str) -> None:
    # Excel finds a workbook with such a formula damaged: it holds 64 levels, 255 and 255.
    assert refusal(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "=" + "ABS(" * 64 + "epochs" + ")" * 64,
        "=MAX(" + ", ".join(["1"] * 255) + ")",
        f'=IF(epochs = 1, "{"x" * 255}", "y")',
    ],
    ids=["64 levels of functions", "255 arguments", "a text of 255 characters"],
)
def test_what_a_spreadsheet_can_just_hold_is_taken(formula: str) -> None:
    assert not kind(formula).blank
