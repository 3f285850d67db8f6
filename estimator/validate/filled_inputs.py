"""The inputs that any workload has a value for."""

from collections.abc import Collection, Iterable, Sequence

from estimator.model.spool import TypedPart
from estimator.model.table import Table


def filled_inputs(
    names: Collection[str], workloads: Iterable[TypedPart], tables: Sequence[Table]
) -> frozenset[str]:
    """The inputs among ``names`` with a value in any of ``workloads``.

    Workloads are only looked at where an input has a header in one of their ``tables``, or is set
    for one.
    """
    headed = {name for table in tables for name in table.by_column}
    headed |= {name for table in tables for name, _ in table.source.set_columns}
    asked = headed.intersection(names)
    found: set[str] = set()
    for part in workloads if asked else ():
        found |= {name for name in asked - found if part.frame[name].count()}
        if found == asked:
            break
    return frozenset(found)
