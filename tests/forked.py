"""Starts programs of ours as forks of a process that has imported what they import.

    python tests/forked.py MODULES

Imports take most of the processor time of a short run. Here they happen once for many runs, and
each run is still a process of its own: with its own arguments, environment, streams and limits.
A test of the start itself starts ``python -m estimator`` anew.

The server is told a job in each line of its input. It answers with a line for the id of the new
process, and a line on how that ended.
"""

import json
import os
import runpy
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from estimator.model import child_process

ROOT = Path(__file__).parent.parent
# What the command imports sooner or later.
COMMAND = (
    "estimator.cli.commands",
    "estimator.pipeline",
    "estimator.outputs",
)


@dataclass(frozen=True)
class Job:
    """A program to run.

    Attributes:
        words: those that follow ``python``: "-m" and a module, or "-c" and code, then arguments.
        cwd: the folder that it runs in.
        env: its whole environment.
        folder: where ``out`` and ``err`` are written, and ``in`` is read.
        space: the most address space that it may take, in bytes; 0 where there is no limit.
    """

    words: Sequence[str]
    cwd: str
    env: Mapping[str, str]
    folder: str
    space: int = 0


@dataclass(frozen=True)
class Ended:
    """How a program ended: killed by us if ``late``; ``peak`` is its most memory in bytes."""

    code: int
    seconds: float
    peak: int
    late: bool
    out: bytes
    err: bytes


class Server:
    """A process that has imported ``modules``; it runs one job at a time."""

    def __init__(self, modules: Sequence[str], env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=with_path(env),
            cwd=ROOT,
            start_new_session=True,
        )

    def run(self, job: Job, seconds: float | None) -> Ended:
        """Runs ``job``, at most so many ``seconds``."""
        process, begun = self._process, time.monotonic()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        number = int(process.stdout.readline())
        late = not select.select([process.stdout], [], [], seconds)[0]
        if late:
            os.killpg(number, signal.SIGKILL)
        code, peak = json.loads(process.stdout.readline())
        took = round(time.monotonic() - begun, 2)
        out, err = (Path(job.folder, name).read_bytes() for name in ("out", "err"))
        return Ended(code, took, peak, late, out, err)

    def close(self) -> None:
        """Ends the server."""
        self._process.communicate()


_begun: list[Server] = []
_idle: dict[tuple[str, ...], list[Server]] = {}


def run(  # noqa: PLR0913 - as subprocess.run has
    modules: tuple[str, ...],
    words: Sequence[str],
    *,
    cwd: Path | str = ".",
    env: Mapping[str, str] | None = None,
    seconds: float | None = None,
    space: int = 0,
    given: str = "",
) -> Ended:
    """Runs Python with ``words`` in a fork of a process that has imported ``modules``."""
    env = dict(os.environ if env is None else env)
    idle = _idle.setdefault(modules, [])
    server = idle.pop() if idle else _begin(modules, env)
    with TemporaryDirectory() as folder:
        Path(folder, "in").write_text(given, encoding="utf-8")
        job = Job(words, str(Path(cwd).resolve()), env, folder, space)
        ended = server.run(job, seconds)
    idle.append(server)
    return ended


def _begin(modules: tuple[str, ...], env: Mapping[str, str]) -> Server:
    server = Server(modules, env)
    _begun.append(server)
    return server


def close() -> None:
    """Ends all servers."""
    _idle.clear()
    while _begun:
        _begun.pop().close()


class ForkedChild:
    """Stands in for ``child_process.Child``: a fork, made when it is given a folder."""

    has_ended = False

    def __init__(self, module: str) -> None:
        self._module = module

    def end(self) -> None:
        """Does nothing: nothing has begun."""

    def run(self, folder: Path, seconds: float) -> tuple[int, bytes]:
        """The exit code, and what was said on stderr."""
        words = ("-m", self._module)
        given = os.fsencode(folder) + child_process.END
        ended = run((self._module,), words, seconds=seconds, given=given.decode())
        if ended.late:
            raise subprocess.TimeoutExpired(words, seconds)
        return ended.code, ended.err


def with_path(env: Mapping[str, str]) -> dict[str, str]:
    """``env`` in which modules are looked for in this clone first, whichever is installed."""
    paths = filter(None, [str(ROOT), env.get("PYTHONPATH", "")])
    return {**env, "PYTHONPATH": os.pathsep.join(paths)}


def _serve() -> Job | None:
    """Forks for each job, which is returned in the new process; None at the end of the input."""
    for line in sys.stdin:
        number = os.fork()
        if not number:
            return Job(**json.loads(line))
        with suppress(OSError):
            os.setpgid(number, number)
        _answer(number)
        _, status, usage = os.wait4(number, 0)
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        _answer([os.waitstatus_to_exitcode(status), peak])
    return None


def _answer(said: int | list[int]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _become(job: Job) -> None:
    """Turns this process, a fork, into the program of ``job``."""
    with suppress(OSError):
        os.setpgid(0, 0)
    _redirect(job.folder)
    os.environ.clear()
    os.environ.update(job.env)
    os.chdir(job.cwd)
    if job.space:
        resource = import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (job.space, job.space))
    how, what, *words = job.words
    sys.argv = [how, *words]
    if how == "-m":
        if not hasattr(sys.modules.get(what), "__path__"):
            sys.modules.pop(what, None)
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})  # noqa: S102 - as ``python -c`` would


def _redirect(folder: str) -> None:
    """Sends the streams to files in ``folder``."""
    names = (f"{folder}/in", f"{folder}/out", f"{folder}/err")
    for number, name in enumerate(names):
        opened = os.open(name, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(  # noqa: SIM115
        2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False
    )


def _main(modules: Sequence[str]) -> None:
    for name in modules:
        import_module(name)
    if job := _serve():
        _become(job)


if __name__ == "__main__":
    _main(sys.argv[1:])
