"""What the figures were measured on, without saying whose machine it is."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("polars", "XlsxWriter", "openpyxl", "python-calamine", "isal", "jsonschema")


def machine() -> str:
    """The processor, its cores, the memory, the system, and the versions that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        _processor(),
        f"{os.cpu_count()} cores",
        f"{memory:.0f} GiB of memory",
        f"{platform.system()} {_kernel()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        *(f"{name} {version(name)}" for name in LIBRARIES),
    ]
    return ", ".join(parts)


def _kernel() -> str:
    """Its number, without what whoever built it added."""
    return platform.release().partition("-")[0]


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
