"""Converting a cost model to another currency: a second column for each amount that is shown.

A formula that adds up amounts becomes the same formula over the converted amounts, so that
everything foots in the other currency as it does in dollars. Any other amount, such as tokens times
a price, is converted from dollars at the exchange rate and rounded to cents.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from estimator.formula.excel import legible_formula
from estimator.formula.program import CompiledColumn
from estimator.formula.syntax import (
    COMPARISONS,
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
from estimator.model import shipped
from estimator.model.calendar import PLANNED_COST, USAGE_MONTHS
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import CostModel
from estimator.model.money import BUDGET, RATE, USD, Currency
from estimator.model.schema import price_columns

RATED = "{name} times the exchange rate, rounded to cents."
BUDGET_TITLE = "Converted annual budget"


def translate_model(
    model: CostModel, compiled: Iterable[CompiledColumn], currency: Currency
) -> tuple[CostModel, list[str]]:
    """``model`` with its totals and budgets in ``currency``, and a sentence for each error.

    Args:
        model: in US dollars; the rate is one of its assumptions.
        compiled: its columns compiled.
        currency: of the totals.
    """
    if not currency.converts:
        return model, []
    work = _CurrencyConversion(
        model, currency, frozenset(one.name for one in compiled if one.kind.blank)
    )
    for column in model.columns:
        work.convert_column(column)
    columns = (*work.kept, *work.made)
    uses = Counter(column.name for column in columns)
    wrong = [
        f"the name {name} is reserved for the report's currency; rename your column"
        for name, count in uses.items()
        if count > 1
    ]
    return replace(model, columns=columns, currency=currency), [*work.wrong, *wrong]


class _CurrencyConversion(Struct):
    """The columns so far.

    Attributes:
        blank: those that may be blank.
        names: the converted column of each amount that has one.
        budgeted: the names that depend on the budgets.
        moved: the amounts that are not in dollars: the fiscal-year cost, budgets in the currency,
            and what depends on them.
        kept, made: the columns in dollars, and those that follow them: the converted ones, and what
            depends on these.
    """

    model: CostModel
    currency: Currency
    blank: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    budgeted: set[str] = field(default_factory=lambda: {BUDGET})
    moved: set[str] = field(default_factory=lambda: {PLANNED_COST})
    kept: list[ComputedColumn] = field(default_factory=list)
    made: list[ComputedColumn] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in (BUDGET, PLANNED_COST):
            self.names[name] = self.currency.name_shown(name)
        if self.names[BUDGET] == BUDGET:
            self.moved.add(BUDGET)
        else:
            self.made.append(self._converted_budget())

    def convert_column(self, column: ComputedColumn) -> None:
        """Add ``column``, and its twin in the currency where it is shown."""
        node = parse_formula(column.formula)
        of_budgets = not self.budgeted.isdisjoint(names_in(node))
        # Amounts in another currency are never compared with dollars.
        moves = not self.moved.isdisjoint(names_in(node))
        # A unit cost is not added up: it is shown in the currency only.
        moves = moves or (column.per_unit and self._adds_up(node, amounts=True))
        if of_budgets:
            self.budgeted.add(column.name)
        if moves and _in_dollars(column):
            self.moved.add(column.name)
        shown = column.unit == USD and (column.total or of_budgets)
        if not moves:
            planned = {one.name for one in self.made} | {USAGE_MONTHS}
            follows = not planned.isdisjoint(names_in(node))
            where = self.made if follows else self.kept
            where.append(replace(column, total=column.total and not shown))
        if shown or moves:
            self.made.append(self._twin_column(column, node, moves=moves))

    def _twin_column(self, column: ComputedColumn, node: Node, *, moves: bool) -> ComputedColumn:
        in_money = _in_dollars(column)
        adds_up = self._adds_up(node, amounts=in_money)
        if moves and not adds_up:
            self.wrong.append(
                f"the column {column.name} mixes budgets, unit costs or the fiscal-year cost, in "
                f"{self.currency.code}, with dollars"
            )
        if adds_up:
            cells = {name: self.names.get(name, name) for name in names_in(node)}
            text, description = legible_formula(node, cells), column.description
        else:
            text = self._rated_formula(column.name)
            description = RATED.format(name=column.title)
        if not in_money:
            return replace(column, formula=text)
        self.names[column.name] = self.currency.name_shown(column.name)
        return replace(
            column,
            name=self.names[column.name],
            title=self.currency.title_shown(column.title),
            unit=column.unit.replace(USD, self.currency.code),
            formula=text,
            description=description,
        )

    def _rated_formula(self, name: str) -> str:
        blank = name in self.blank | {BUDGET}
        key = "in_currency_or_blank" if blank else "in_currency"
        return str(shipped.load_toml("formulas.toml")[key]).format(amount=name)

    def _adds_up(self, node: Node, *, amounts: bool) -> bool:
        """Whether ``node`` gives the converted result when its amounts are converted."""
        degrees = self._amount_degrees()
        money = [name for name in names_in(node) if degrees.get(name)]
        if any(name not in self.names for name in money):
            return False
        try:
            found = amount_degree(node, degrees)
        except MixedError:
            return False
        return not amounts or (bool(money) and found != 0)

    def _amount_degrees(self) -> Mapping[str, int]:
        """The degree of each name with dollars in its unit, which is 1."""
        columns = (one.name for one in self.model.columns if _in_dollars(one))
        inputs = (one.name for one in self.model.schema.columns.values() if USD in one.unit)
        amounts = [*inputs, PLANNED_COST, *price_columns(), *columns]
        priced = [
            one.name for one in self.model.assumptions if USD in one.unit and one.name != RATE
        ]
        return dict.fromkeys([*amounts, *priced], 1)

    def _converted_budget(self) -> ComputedColumn:
        return ComputedColumn(
            name=self.names[BUDGET],
            title=self.currency.title_shown(BUDGET_TITLE),
            unit=self.currency.code,
            formula=self._rated_formula(BUDGET),
            description=RATED.format(name="The annual budget"),
            frequency="first year",
        )


def _in_dollars(column: ComputedColumn) -> bool:
    """Whether ``column`` holds amounts in dollars, or such amounts per unit of something."""
    return column.unit == USD or column.per_unit


class MixedError(ValueError):
    """An amount added to, or compared with, a value that is not an amount."""


def amount_degree(  # noqa: PLR0911 - one case per node
    node: Node, degrees: Mapping[str, int]
) -> int | None:
    """The degree of ``node`` in amounts: 0 for a plain number, 1 for an amount.

    Args:
        node: of a formula that has been checked.
        degrees: of the names; 0 for any other name.

    Returns:
        None for a value that goes with every degree: the number 0, and text, blank included.

    Raises:
        MixedError: ``node`` has no degree.
    """
    match node:
        case Number(value):
            return 0 if value else None
        case TextLiteral():
            return None
        case Name(name):
            return degrees.get(name, 0)
        case Negative(of):
            return amount_degree(of, degrees)
        case Operation("*", left, right):
            one, other = amount_degree(left, degrees), amount_degree(right, degrees)
            return None if one is None or other is None else one + other
        case Operation("/", left, right):
            one, other = amount_degree(left, degrees), amount_degree(right, degrees)
            return one if one is None or other is None else one - other
        case Operation(sign, left, right):
            same = _common_degree(amount_degree(one, degrees) for one in (left, right))
            return 0 if sign in COMPARISONS else same
        case Call(function, arguments):
            return _call_degree(function, arguments, degrees)


def _call_degree(
    function: str, arguments: tuple[Node, ...], degrees: Mapping[str, int]
) -> int | None:
    match function:
        case "ROUND":
            return amount_degree(arguments[0], degrees)
        case "IF":
            amount_degree(arguments[0], degrees)
            return _common_degree(amount_degree(one, degrees) for one in arguments[1:])
        case "AND" | "OR" | "NOT":
            for one in arguments:
                amount_degree(one, degrees)
            return 0
        case _:
            return _common_degree(amount_degree(one, degrees) for one in arguments)


def _common_degree(found: Iterable[int | None]) -> int | None:
    known = {one for one in found if one is not None}
    if len(known) > 1:
        raise MixedError
    return known.pop() if known else None
