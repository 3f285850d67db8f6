"""The time that a workbook says it was made at."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The time of the run; SOURCE_DATE_EPOCH fixes it: the same input, the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
