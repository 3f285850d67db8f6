from collections.abc import Callable
from decimal import Decimal

import pytest

from estimator.formula.syntax import (
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
    parse_formula,
)

A, B, C = Name("a"), Name("b"), Name("c")


def number(text: str) -> Number:
    return Number(Decimal(text))


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("=12", number("12")),
        ("=0.000001", number("0.000001")),
        ('="near"', TextLiteral("near")),
        ('=""', TextLiteral("")),
        ('="say ""hi"", (a; b)"', TextLiteral('say "hi", (a; b)')),
        ("=monthly_cost_2", Name("monthly_cost_2")),
        ("=_x", Name("_x")),
        ("=-a", Negative(A)),
        ("=ABS(a)", Call("ABS", (A,))),
        ("=MIN(a, b, c)", Call("MIN", (A, B, C))),
        ("=ROUND(a, 2)", Call("ROUND", (A, number("2")))),
    ],
)
def test_a_value_is_read(formula: str, tree: Node) -> None:
    assert parse_formula(formula) == tree


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("=a + b * c", Operation("+", A, Operation("*", B, C))),
        ("=a * b + c", Operation("+", Operation("*", A, B), C)),
        ("=a - b / c", Operation("-", A, Operation("/", B, C))),
        ("=a - b - c", Operation("-", Operation("-", A, B), C)),
        ("=a - b + c", Operation("+", Operation("-", A, B), C)),
        ("=a / b * c", Operation("*", Operation("/", A, B), C)),
        ("=a - (b - c)", Operation("-", A, Operation("-", B, C))),
        ("=(a + b) * c", Operation("*", Operation("+", A, B), C)),
        ("=-a * b", Operation("*", Negative(A), B)),
        ("=-a + b", Operation("+", Negative(A), B)),
        ("=a - -b", Operation("-", A, Negative(B))),
        ("=a * -b", Operation("*", A, Negative(B))),
        ("=-(a + b)", Negative(Operation("+", A, B))),
        ("=a + b > c", Operation(">", Operation("+", A, B), C)),
        ("=a = b * c", Operation("=", A, Operation("*", B, C))),
    ],
)
def test_signs_bind_as_in_a_spreadsheet(formula: str, tree: Node) -> None:
    assert parse_formula(formula) == tree


@pytest.mark.parametrize("sign", ["=", "<>", "<", "<=", ">", ">="])
def test_each_comparison_is_one_sign(sign: str) -> None:
    assert parse_formula(f"=a{sign}b") == Operation(sign, A, B)


def test_space_does_not_matter() -> None:
    assert parse_formula('=  IF ( a<>"" ,\n b ,  - c )  ') == parse_formula('=IF(a<>"",b,-c)')


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("a + b", 'starts with "="'),
        ("", 'starts with "="'),
        (" =a", 'starts with "="'),
        ("=", "the end"),
        ("=a +", "the end"),
        ("=a b", '"b" is not expected after a complete formula'),
        ("=a 1", '"1" is not expected after a complete formula'),
        ("=(a + b", '")" is missing before the end'),
        ("=a + b)", '")" is not expected after a complete formula'),
        ("=()", '")" found where a value is expected'),
        ("=ROUND(a 2)", '")" is missing before 2'),
        ("=ROUND(a, 2", '")" is missing'),
        ("=ROUND(, 2)", '"," found where a value is expected'),
        ("=(a, b)", '")" is missing before ,'),
        ("=* a", '"*" found where a value is expected'),
        ("=+a", '"+" found where a value is expected'),
        ("=a ** b", '"*" found where a value is expected'),
        ("=a == b", '"=" found where a value is expected'),
    ],
)
def test_what_is_no_whole_formula_is_refused(formula: str, words: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_formula(formula)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("formula", "rest"),
    [
        ("=MIN(a1:b2)", ":b2)"),
        ("=MIN({1,2}, a)", "{1,2}, a)"),
        ("=a ^ 2", "^ 2"),
        ("=a * 10%", "%"),
        ("=a & b", "& b"),
        ("=IF(a; b; c)", "; b; c)"),
        ("=$a$1", "$a$1"),
        ("=Rates!a", "!a"),
        ("=tbl[Cost]", "[Cost]"),
        ("=a + 1e3", "1e3"),
        ("=a + .5", ".5"),
        ("=a + 1.", "1."),
        ("=a + 1.2.3", "1.2.3"),
        ("=a + 1,000.5.1", "000.5.1"),
        ("=a + 2b", "2b"),
        ("='near'", "'near'"),
        ('="near', '"near'),
        ('="say "hi"""', '"'),
    ],
)
def test_what_is_outside_the_language_is_refused(formula: str, rest: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_formula(formula)
    said = str(refused.value)
    assert f'"{rest[:10]}" is not part of the formula language' in said


@pytest.mark.parametrize("function", ["VLOOKUP", "SUM", "POWER", "IFERROR", "round", "Round"])
def test_only_known_functions_spelled_in_capitals_are_taken(function: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_formula(f"={function}(a, 2)")
    said = str(refused.value)
    assert f"there is no function {function}; use" in said
    assert "ROUND, IF, MIN, MAX, ABS, AND, OR, NOT, FIRST_OF_MONTH" in said


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=ROUND(a)", "ROUND takes 2 arguments, not 1"),
        ("=ROUND(a, 2, 3)", "ROUND takes 2 arguments, not 3"),
        ("=IF(a, b)", "IF takes 3 arguments, not 2"),
        ("=IF(a, b, c, a)", "IF takes 3 arguments, not 4"),
        ("=MIN(a)", "MIN takes 2 or more arguments, not 1"),
        ("=MAX(a)", "MAX takes 2 or more arguments, not 1"),
        ("=ABS(a, b)", "ABS takes 1 argument, not 2"),
        ("=AND(a)", "AND takes 2 or more arguments, not 1"),
        ("=OR(a)", "OR takes 2 or more arguments, not 1"),
        ("=NOT(a, b)", "NOT takes 1 argument, not 2"),
        pytest.param(
            f"=OR({'a, ' * 255}a)", "OR takes at most 255 arguments, not 256", id="256 arguments"
        ),
    ],
)
def test_a_function_takes_its_own_number_of_arguments(formula: str, words: str) -> None:
    with pytest.raises(FormulaError, match=words):
        parse_formula(formula)


@pytest.mark.parametrize("formula", ["=1 < a < 3", "=a = b = c", "=(a < b) = c", "=a<>b>=c"])
def test_a_chained_comparison_is_refused(formula: str) -> None:
    with pytest.raises(FormulaError, match="comparison of a comparison"):
        parse_formula(formula)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (lambda times: "+".join(["1"] * times), 100),
        (lambda times: "-" * (times - 1) + "1", 100),
        (lambda times: "(" * (times - 1) + "1" + ")" * (times - 1), 100),
    ],
    ids=["a sum", "signs", "parentheses"],
)
def test_a_formula_is_as_deep_as_can_be_walked(text: Callable[[int], str], most: int) -> None:
    assert parse_formula(f"={text(most)}")
    with pytest.raises(FormulaError, match="nested too deeply for one column"):
        parse_formula(f"={text(most + 1)}")


def test_functions_side_by_side_do_not_count_as_nested() -> None:
    formula = "+".join(["ABS(MIN(a, ABS(b)))"] * 40)
    assert isinstance(parse_formula(f"={formula}"), Operation)
