"""A shorter tree has the value of the longer one."""

import pytest

from estimator.formula.excel import legible_formula
from estimator.formula.simplification import negate_condition, simplify_operation
from estimator.formula.syntax import Node, Operation, names_in, parse_formula


def text(node: Node) -> str:
    return legible_formula(node, {name: name for name in names_in(node)})


def simplified(node: Node) -> Node:
    if isinstance(node, Operation):
        return simplify_operation(node.sign, simplified(node.left), simplified(node.right))
    return node


@pytest.mark.parametrize(
    ("formula", "shorter"),
    [
        ("=a + 0", "=a"),
        ("=0 + a", "=a"),
        ("=a - 0", "=a"),
        ("=0 - a", "=0-a"),
        ("=a * 1 * b", "=a*b"),
        ("=a * 0 + b", "=b"),
        ("=0 / 12 + a / 1", "=a"),
        ("=a + b + b + b", "=a+3*b"),
        ("=a + a + b + a", "=2*a+b+a"),
        ("=a * b / 1000000", "=a*b/1000000"),
    ],
)
def test_what_changes_nothing_is_left_out(formula: str, shorter: str) -> None:
    assert text(simplified(parse_formula(formula))) == shorter


@pytest.mark.parametrize(
    ("condition", "opposite"),
    [
        ("=a > b", "=a<=b"),
        ('=a = ""', '=a<>""'),
        ("=AND(a < b, a <> c)", "=OR(a>=b, a=c)"),
        ("=OR(a <= b, a >= c)", "=AND(a>b, a<c)"),
        ("=NOT(a = b)", "=a=b"),
    ],
)
def test_the_opposite_holds_where_a_condition_does_not(condition: str, opposite: str) -> None:
    assert text(negate_condition(parse_formula(condition))) == opposite
