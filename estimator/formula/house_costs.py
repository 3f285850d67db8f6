"""House costs that count: terms of the training cost or of the monthly cost.

The columns of the user's own stand behind the shipped ones. One that counts goes before the sum
that it is a term of, with what it reads, so that each column still comes after those it names.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal

from msgspec.structs import replace

from estimator.formula.check import column_kind
from estimator.formula.exactness import NUMBER, ValueKind
from estimator.formula.program import compiled_columns, known_kinds, planned_kinds
from estimator.formula.syntax import FormulaError, names_in, parse_formula
from estimator.model import shipped
from estimator.model.calendar import SPREAD, YEAR_COSTS
from estimator.model.column import ComputedColumn
from estimator.model.cost_model import COUNTED_IN, CostModel, before_house_costs
from estimator.model.money import USD, VARIANCE
from estimator.model.text import join_phrase, quote_text

TITLE = "{} before house costs"
WITHOUT, WITH = "{} Without house costs.", "{} House costs are included."
CENTS = 2

# The names that each column reads.
Reads = Mapping[str, tuple[str, ...]]


def count_house_costs(
    known: Sequence[ComputedColumn], own: Sequence[ComputedColumn]
) -> tuple[ComputedColumn, ...]:
    """The ``known`` columns and the user's ``own``, in order; those that count are in their sums.

    A sum without such terms stays as it is, unless a column reads what it comes to without them.
    """
    read = {name for one in own for name in _names_read(one)}
    made = [*known]
    for frequency, name in COUNTED_IN.items():
        terms = [one for one in own if one.counts and one.frequency == frequency]
        if terms or before_house_costs(name) in read:
            place = next(n for n, one in enumerate(made) if one.name == name)
            made[place : place + 1] = _with_terms(made[place], terms)
    return order_by_names([*made, *own])


def _with_terms(
    column: ComputedColumn, terms: Sequence[ComputedColumn]
) -> tuple[ComputedColumn, ComputedColumn]:
    """``column`` without house costs, and with ``terms`` that are.

    The first has a total where the terms have, so that the totals add up as the cells do.
    """
    before = replace(
        column,
        name=before_house_costs(column.name),
        title=TITLE.format(column.title),
        description=WITHOUT.format(column.description),
        total=any(one.total for one in terms),
    )
    form = str(shipped.load_toml("formulas.toml")["with_house_costs"])
    formula = form.format(terms=" + ".join(one.name for one in (before, *terms)))
    described = WITH.format(column.description) if terms else column.description
    return before, replace(column, formula=formula, description=described)


def order_by_names(columns: Sequence[ComputedColumn]) -> tuple[ComputedColumn, ...]:
    """``columns``, each after those that it names, and else in their order."""
    named = {one.name: one for one in columns}
    placed: dict[str, ComputedColumn] = {}
    seen: set[str] = set()

    def place(column: ComputedColumn) -> None:
        if column.name not in seen:
            seen.add(column.name)
            for name in _names_read(column):
                if name in named:
                    place(named[name])
            placed[column.name] = column

    for column in columns:
        place(column)
    return tuple(placed.values())


def _names_read(column: ComputedColumn) -> tuple[str, ...]:
    """The names in the formula of ``column``; none where it is wrong, which is said elsewhere."""
    with suppress(FormulaError):
        return tuple(dict.fromkeys(names_in(parse_formula(column.formula))))
    return ()


def misplaced_columns(
    known: Sequence[ComputedColumn], own: Sequence[ComputedColumn]
) -> Iterator[tuple[str, str]]:
    """The ``own`` columns that cannot be where they are, or count as they say, each with why."""
    reads: dict[str, tuple[str, ...]] = {one.name: _names_read(one) for one in (*known, *own)}
    for frequency, name in COUNTED_IN.items():
        terms = (one.name for one in own if one.counts and one.frequency == frequency)
        reads[name] = (*reads[name], *terms)
    reads |= dict.fromkeys(YEAR_COSTS, SPREAD)
    for place, column in enumerate(own):
        later = [one.name for one in own[place:] if one.name in reads[column.name]]
        if later:
            yield column.name, _word_later(column.name, later[0])
        elif column.counts and (sentence := _refuse_count(column) or _circular(column, reads)):
            yield column.name, sentence


def _word_later(name: str, later: str) -> str:
    if later == name:
        return "its formula reads the column itself; it can only read columns above it in the file"
    return (
        f"its formula reads {quote_text(later)}, which is below it in the file; move the column "
        f"{quote_text(later)} above it"
    )


def _refuse_count(column: ComputedColumn) -> str:
    """Why ``column`` cannot count, whatever its formula; empty if it can."""
    if column.frequency not in COUNTED_IN:
        found = f"found {quote_text(column.frequency)}" if column.frequency else "it has none"
        allowed = join_phrase([quote_text(one) for one in COUNTED_IN], "or")
        return f"it has counts = true, so its frequency must be {allowed}; {found}"
    if column.unit != USD:
        return (
            f"it has counts = true, so its unit must be {quote_text(USD)}; found "
            f"{quote_text(column.unit)}"
        )
    return ""


def _circular(column: ComputedColumn, reads: Reads) -> str:
    """Why ``column`` cannot be a term of its sum: that is among what it reads."""
    total = COUNTED_IN[column.frequency]
    for name in reads[column.name]:
        if name == total or total in _all_read(name, reads):
            which = "" if name == total else f", which contains {total}"
            return (
                f"it counts in {total}, so it cannot read {name}{which}. Read "
                f"{before_house_costs(total)} instead, and house costs above it by their names"
            )
    return ""


def _all_read(name: str, reads: Reads) -> set[str]:
    """Every name that the column ``name`` depends on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for one in reads.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def kinds_of_own(model: CostModel, own: Collection[str]) -> Mapping[str, ValueKind]:
    """The kinds of the user's ``own`` columns of ``model``, where no shipped figure is below 0.

    The bounds of a shipped one allow for differences of any two amounts, such as all input tokens
    less the cached ones; but the second is a part of the first.
    """
    kinds = known_kinds(model)
    for column in compiled_columns(model):
        kind = column_kind(column.node, kinds)
        if column.name not in own and column.name != VARIANCE:
            kind = replace(kind, low=max(kind.low, Decimal(0)))
        kinds[column.name] = kind
        kinds |= planned_kinds(model.currency, kinds)
    return {name: kind for name, kind in kinds.items() if name in own}


def refuse_amount(kind: ValueKind) -> str:
    """Why values of this ``kind`` cannot be added to the costs; empty if they can."""
    if kind.type != NUMBER:
        return "it has counts = true, but its formula returns text; it must return an amount"
    if kind.blank:
        return 'it has counts = true, so its formula cannot return ""; return 0 instead'
    if kind.decimals > CENTS or not kind.settled:
        return "it has counts = true, so its formula must return whole cents; round it to 2 places"
    if kind.low < 0:
        return (
            "it has counts = true, but it can be below 0; take MAX of 0 and it, or give the inputs "
            "and assumptions in it a minimum of 0. A discount on prices belongs on the rate card"
        )
    return ""
