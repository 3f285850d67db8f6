from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimator.formula.excel import cell_formula, legible_formula
from estimator.formula.syntax import (
    Call,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
    names_in,
    parse_formula,
)

CELLS = {"a": "$B2", "b": "C2", "c": "default_epochs", "d": "INDEX(rates,AF2)"}


def cell(text: str) -> str:
    return cell_formula(parse_formula(text), CELLS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=a", "=$B2"),
        ("=a + d * c", "=$B2+INDEX(rates,AF2)*default_epochs"),
        ("=ROUND(a * b / 1000000, 2)", "=ROUND($B2*C2/1000000,2)"),
        ('=IF(a = "", c, a)', '=IF($B2="",default_epochs,$B2)'),
        ("=MAX(a, b, 0.05)", "=MAX($B2,C2,0.05)"),
        ("=-a", "=-$B2"),
        ("=FIRST_OF_MONTH(d)", "=DATE(YEAR(INDEX(rates,AF2)),MONTH(INDEX(rates,AF2)),1)"),
    ],
)
def test_names_become_the_rows_cells(text: str, expected: str) -> None:
    assert cell(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=((a))", "=$B2"),
        ("=(a + b) + c", "=$B2+C2+default_epochs"),
        ("=a + (b + c)", "=$B2+(C2+default_epochs)"),
        ("=a - (b - c)", "=$B2-(C2-default_epochs)"),
        ("=(a - b) - c", "=$B2-C2-default_epochs"),
        ("=a - (b + c)", "=$B2-(C2+default_epochs)"),
        ("=a + (b * c)", "=$B2+C2*default_epochs"),
        ("=(a + b) * c", "=($B2+C2)*default_epochs"),
        ("=a * (b - c)", "=$B2*(C2-default_epochs)"),
        ("=a / (b * 2)", "=$B2/(C2*2)"),
        ("=-(a + b)", "=-($B2+C2)"),
        ("=-(a * b)", "=-($B2*C2)"),
        ("=(-a) * b", "=-$B2*C2"),
        ("=a - -b", "=$B2--C2"),
        ("=ROUND((a + b), 2)", "=ROUND($B2+C2,2)"),
        ("=IF((a + b) > c, 1, 2)", "=IF($B2+C2>default_epochs,1,2)"),
    ],
)
def test_parentheses_are_kept_where_they_matter_and_only_there(text: str, expected: str) -> None:
    assert cell(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1000000", "=1000000"),
        ("=100.00", "=100"),
        ("=0.50", "=0.5"),
        ("=0", "=0"),
        ("=0.000000000001", "=0.000000000001"),
        ("=100000000000000", "=100000000000000"),
    ],
)
def test_a_number_is_written_as_plain_digits(text: str, expected: str) -> None:
    assert cell(text) == expected


def test_quotes_in_a_text_are_doubled() -> None:
    assert cell_formula(TextLiteral('5" disk'), {}) == '="5"" disk"'


def test_a_rows_own_numbers_can_stand_for_its_names() -> None:
    numbers = {"a": "100000", "d": "1"}
    assert (
        cell_formula(parse_formula("=ROUND(a * d / 1000000, 2)"), numbers)
        == "=ROUND(100000*1/1000000,2)"
    )


def test_a_name_without_a_cell_is_not_written() -> None:
    with pytest.raises(KeyError):
        cell("=a + nowhere")


def test_people_read_the_language_and_not_the_cell() -> None:
    assert legible_formula(parse_formula("=FIRST_OF_MONTH(a)"), CELLS) == "=FIRST_OF_MONTH($B2)"


def leaves() -> st.SearchStrategy[Node]:
    digits = st.decimals(0, 10**9, places=4)
    return st.one_of(
        st.sampled_from("abcd").map(Name),
        st.integers(0, 10**15).map(lambda whole: Number(Decimal(whole))),
        digits.map(Number),
        st.text(max_size=8).map(TextLiteral),
    )


def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    condition = st.builds(
        Operation, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), *[inner] * 2
    )
    truth = st.one_of(
        condition,
        st.tuples(condition).map(lambda parts: Call("NOT", parts)),
        st.tuples(condition, condition).map(lambda parts: Call("AND", parts)),
        st.tuples(condition, condition, condition).map(lambda parts: Call("OR", parts)),
    )
    return st.one_of(
        st.builds(Negative, inner),
        st.builds(Operation, st.sampled_from(["+", "-", "*", "/"]), inner, inner),
        st.tuples(inner, inner).map(lambda parts: Call("ROUND", parts)),
        st.tuples(inner, inner, inner).map(lambda parts: Call("MIN", parts)),
        st.tuples(inner).map(lambda parts: Call("ABS", parts)),
        st.tuples(truth, inner, inner).map(lambda parts: Call("IF", parts)),
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(leaves(), larger, max_leaves=12))
def test_a_written_formula_reads_back_as_the_same_tree(tree: Node) -> None:
    written = cell_formula(tree, {name: name for name in names_in(tree)})
    assert parse_formula(written) == tree
