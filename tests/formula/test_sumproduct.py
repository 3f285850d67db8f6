"""A formula taken over columns at once comes to what it comes to row by row."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator.basis.cost_model import load_cost_model
from estimator.formula.excel import cell_formula
from estimator.formula.program import compiled_columns
from estimator.formula.sumproduct import elementwise_node, equality_node
from estimator.formula.syntax import (
    Call,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    TextLiteral,
    child_nodes,
    parse_formula,
)
from tests.oracle import COMPARED, Row, Value, exact, half_up, value

# What a spreadsheet takes element by element within SUMPRODUCT.
TAKEN = {"ROUND", "ABS"}


def as_columns(node: Node, row: Row) -> Value:  # noqa: PLR0911 - a case a node
    """What ``node`` is for one element of the columns: truths count as 1 and 0, blanks as 0."""
    match node:
        case Number(amount):
            return Fraction(amount)
        case TextLiteral(text):
            return text or None
        case Name(name):
            return exact(row[name])
        case Negative(of):
            return -counted(of, row)
        case Operation("=" | "<>" as sign, left, right):
            return COMPARED[sign](as_columns(left, row), as_columns(right, row))
        case Operation(sign, left, right) if sign in COMPARED:
            return COMPARED[sign](counted(left, row), counted(right, row))
        case Operation(sign, left, right):
            a, b = counted(left, row), counted(right, row)
            return {"+": a + b, "-": a - b, "*": a * b}[sign]
        case Call("ABS", (inner,)):
            return abs(counted(inner, row))
        case Call("ROUND", (inner, digits)):
            return half_up(counted(inner, row), int(counted(digits, row)))
        case _:
            raise AssertionError(node)


def counted(node: Node, row: Row) -> Fraction:
    found = as_columns(node, row)
    assert not isinstance(found, str), f"a text is counted: {node}"
    return Fraction(found or 0)


def calls(node: Node) -> set[str]:
    own = {node.function} if isinstance(node, Call) else set()
    return own.union(*map(calls, child_nodes(node)))


def numbers(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    comparison = st.builds(
        Operation, st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), inner, inner
    )
    blank = st.builds(
        Operation, st.sampled_from(["=", "<>"]), st.just(Name("x")), st.just(TextLiteral(""))
    )
    simple = comparison | blank
    truth = st.one_of(
        simple,
        simple.map(lambda one: Call("NOT", (one,))),
        st.builds(lambda *both: Call("AND", both), simple, simple),
        st.builds(lambda *all_: Call("OR", all_), simple, simple, simple),
    )
    digits = st.integers(0, 3).map(lambda places: Number(Decimal(places)))
    return st.one_of(
        st.builds(Operation, st.sampled_from(["+", "-", "*"]), inner, inner),
        inner.map(Negative),
        inner.map(lambda one: Call("ABS", (one,))),
        st.builds(lambda *parts: Call("ROUND", parts), inner, digits),
        st.builds(
            lambda name, *parts: Call(name, parts), st.sampled_from(["MIN", "MAX"]), inner, inner
        ),
        st.builds(lambda *parts: Call("IF", parts), truth, inner, inner),
        inner.map(
            lambda one: Call("IF", (Operation("=", Name("x"), TextLiteral("")), one, Name("x")))
        ),
    )


LITERALS = st.sampled_from(["0", "1", "2", "0.25"]).map(lambda text: Number(Decimal(text)))
TREES = st.recursive(st.sampled_from("abc").map(Name) | LITERALS, numbers, max_leaves=8)
AMOUNT = st.decimals(-100, 100, places=2)
# "c" is computed, and written out where it is named.
COMPUTED = parse_formula('=IF(x = "", a, ROUND(x * b, 2))')


@given(TREES, st.fixed_dictionaries({"a": AMOUNT, "b": AMOUNT, "x": st.none() | AMOUNT}))
def test_columns_at_once_are_rows_one_by_one(tree: Node, row: Row) -> None:
    found = elementwise_node(tree, {"c": COMPUTED})
    c = value(COMPUTED, row)
    assert isinstance(c, Fraction)
    known = {**row, "c": Decimal(c.numerator) / Decimal(c.denominator)}
    assert counted(found, row) == value(tree, known)
    assert calls(found) <= TAKEN


STATUS = parse_formula('=IF(x = "", "none", IF(a > x, "over", IF(AND(a < x, a < b), "under", "")))')


@given(st.fixed_dictionaries({"a": AMOUNT, "b": AMOUNT, "x": st.none() | AMOUNT}))
def test_one_of_the_texts_of_a_column_is_the_one_that_it_says(row: Row) -> None:
    texts = ("none", "over", "under", "", "another")
    said = [text for text in texts if counted(equality_node(STATUS, TextLiteral(text), {}), row)]
    assert said == [value(STATUS, row) or ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('=IF(a = "", b, a)', '=(a="")*b+(a<>"")*a'),
        ('=IF(a = "", "", ROUND(a * b, 2))', '=(a<>"")*ROUND(a*b,2)'),
        ("=IF(OR(a > 1, b < 2), 3, 0)", "=(1-(a<=1)*(b>=2))*3"),
        ("=MAX(a, 25)", "=(a>=25)*a+(a<25)*25"),
        ('=IF(status = "over", a, 0)', "=(b>a)*a"),
        ('=IF(status <> "over", a, 0)', "=(b<=a)*a"),
    ],
)
def test_a_choice_is_a_product_of_what_it_asks(text: str, expected: str) -> None:
    formulas = {"status": parse_formula('=IF(b > a, "over", "")')}
    found = cell_formula(
        elementwise_node(parse_formula(text), formulas), {name: name for name in "ab"}
    )
    assert found == expected


def test_the_shipped_amounts_are_taken_back_to_what_was_typed() -> None:
    model, _ = load_cost_model()
    assert model is not None
    columns = compiled_columns(model)
    written = {one.name: one.node for one in columns if not _is_amount(model.column(one.name))}
    training = next(one.node for one in columns if one.name == "training_cost")
    found = elementwise_node(training, written)
    assert calls(found) == {"ROUND"}
    assert not {name for name in written if f"'{name}'" in repr(found)}


def _is_amount(column: object) -> bool:
    return getattr(column, "money", False)
