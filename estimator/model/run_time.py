"""The time of the run: what is made says it, and the default fiscal year follows from its day."""

import os
from datetime import UTC, date, datetime

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"


def time_of_run() -> datetime:
    """The time of the run, in UTC.

    SOURCE_DATE_EPOCH sets it, in seconds, so that equal input gives equal bytes.

    Raises:
        ValueError: the variable is not such a number.
    """
    epoch = os.environ.get(EPOCH_VARIABLE)
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(EPOCH_VARIABLE) from error


def day_of_run() -> date | None:
    """The day of the run, in UTC; None where SOURCE_DATE_EPOCH is not a time."""
    try:
        return time_of_run().date()
    except ValueError:
        return None
