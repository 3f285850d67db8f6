"""Child process under limits: it may run out of memory or time, and ours goes on."""

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from estimator.model.options import Limits

# What is said where memory ends: by native code, by Python, and by threads.
OUT_OF_MEMORY = ("memory allocation", "MemoryError", "can't start new thread")
# How a child process fails.
TIME_LIMIT, MEMORY_LIMIT, FAULT = "time", "memory", "fault"


def run_child(module: str, folder: Path, limits: Limits) -> str:
    """Runs ``module`` on ``folder``; returns how it failed, empty where it did not."""
    command = [sys.executable, "-m", module, str(folder)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own module
            command, check=False, capture_output=True, timeout=limits.seconds
        )
    except subprocess.TimeoutExpired:
        return TIME_LIMIT
    if ended.returncode == 0:
        return ""
    errors = ended.stderr.decode("utf-8", "replace")
    return MEMORY_LIMIT if any(sign in errors for sign in OUT_OF_MEMORY) else FAULT


def confine_process(limits: Limits) -> None:
    """Sets the limits of this process, on systems that have them."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        resource: Any = __import__("resource")
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
