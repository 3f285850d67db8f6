"""The rate of a model on a day, where Rates lists several: its place there, and wrong periods."""

from estimator.model.rate_card import OF_MODEL
from estimator.report.sheets.rates_layout import HEADING_ROW, PERIOD, PLACES, RatesLayout


def count_place(key: str, day: str, otherwise: str) -> str:
    """A formula for the place of the rate on a ``day`` of the model with a ``key``.

    ``otherwise`` stands for no rate, and for several where periods overlap.
    """
    where = f'rate_keys,{key},rate_from,"<="&{day},rate_to,">"&{day}'
    return f"IF(COUNTIFS({where})=1,SUMIFS(rate_numbers,{where}),{otherwise})"


def place_formulas(layout: RatesLayout, row: int) -> dict[str, str]:
    """The formulas by which the rate of a day is found in a ``row``, by column.

    What is wrong with its days: they are none, or no period; it begins before the one above it of
    the same model has ended, or says otherwise when the model ends; or others stand between them.
    """
    model, above = (layout.cell("model", one) for one in (row, row - 1))
    first, after = (layout.cell(name, row) for name in PERIOD)
    before = layout.cell(PERIOD[1], row - 1)
    number, key = f"ROW()-{HEADING_ROW}", f"MATCH({model},rate_models,0)"
    days = f"2-COUNT({first},{after})+(N({after})<=N({first}))"
    parts = "".join(f"+(INT(N({day}))<>N({day}))" for day in (first, after))
    ends = "".join(
        f"+({layout.cell(name, row)}<>{layout.cell(name, row - 1)})"
        for name in OF_MODEL
        if name in layout.columns
    )
    order = f"IF({model}={above},(N({before})>N({first}))*1{ends},({key}<>{number})*1)"
    typed = "".join(
        f"+({layout.cell(name, row)}<>{text})"
        for name, text in zip(PLACES, (number, key), strict=False)
    )
    return dict(
        zip(PLACES, (f"={number}", f"={key}", f"={days}{parts}+{order}{typed}"), strict=True)
    )
