"""What is held against budgets: each workload against its own, or each cost center."""

from dataclasses import dataclass

from estimator.report.grid import Grid

LINE_KEY, CENTER_KEY = "line_key", "cost_center_key"


@dataclass(frozen=True)
class Held:
    """The sheet on which budgets stand beside what is spent.

    Attributes:
        grid: where its columns are.
        noun: what its lines are called, many of them; one: one of them.
        key: the column of whole numbers by which a line is found, wherever it has been sorted to.
    """

    grid: Grid
    noun: str
    one: str
    key: str

    def found(self, column: str, line: str) -> str:
        """The formula of what the line with the key in the cell ``line`` has in ``column``.

        A line that was deleted has nothing.
        """
        place = f"MATCH({line},{self.grid.span(self.key)},0)"
        return self.grid.over(f"=IFERROR(INDEX({self.grid.span(column)},{place}),0)")


def workloads(grid: Grid) -> Held:
    """The workloads on Estimates."""
    return Held(grid, "Workloads", "workload", LINE_KEY)


def held(estimates: Grid, budgets: Grid | None) -> Held:
    """The cost centers on Budgets, where there is such a sheet; else the workloads."""
    return (
        workloads(estimates)
        if budgets is None
        else Held(budgets, "Cost centers", "cost center", CENTER_KEY)
    )
