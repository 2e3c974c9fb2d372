"""Calls a tool as a user does: in this process, which is many times faster, or in one of its own where that matters."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import signal
import subprocess
import sys
from typing import Any

from ipcbench.commands import cli

ENVIRONMENT = {"PYTHONPATH": str(cli.REPOSITORY / "tools"), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

Done = subprocess.CompletedProcess[str]


def run(module: str, *arguments: Any, environment: dict[str, str] | None = None) -> Done:
    """The tool's status and what it said; in a process of its own if it needs another `environment`."""
    return run_process(module, *arguments, environment=environment) if environment else _call(module, *map(str, arguments))


def run_process(module: str, *arguments: Any, environment: dict[str, str] | None = None) -> Done:
    """The same, by a Python that has loaded nothing yet."""
    command = [sys.executable, "-B", "-m", "ipcbench", module, *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT | (environment or {}), capture_output=True, text=True, check=False)


def _call(module: str, *arguments: str) -> Done:
    tool = importlib.import_module(f"ipcbench.commands.{module}")
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.run(tool.NAME, tool.main, arguments)
    except SystemExit as end:  # --help
        status = int(end.code or 0)
    finally:
        signal.signal(signal.SIGINT, interrupt)
    return subprocess.CompletedProcess([module, *arguments], status, *(_text(stream) for stream in (out, err)))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]
