"""What the commands share: where results lie, one-line errors, exit status 2 for wrong calls and input, 130 on Ctrl-C."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Callable, NoReturn, Sequence

from ipcbench.errors import ResultError, UsageError
from ipcbench.text import clean

REPOSITORY = Path(__file__).resolve().parents[2]
RESULTS = REPOSITORY / "results"
PLOTS = REPOSITORY / "plots"
WRONG_CALL = 2
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors take one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{clean(message, 300)}; see --help")


def run(name: str, command: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """The exit status of `command`; its errors become one line on stderr, '<name>: …'.

    A command imports what is slow to load (numpy, matplotlib) when it runs, so that Ctrl-C is caught then, too.
    """
    _survive_encoding()
    try:
        status = command(arguments)
        sys.stdout.flush()
        return status
    except (ResultError, UsageError) as error:
        print(f"{name}: {error}", file=sys.stderr)
    except BrokenPipeError:  # `tools/show | head`: the reader has what it wants
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{clean(error.filename, 300)}: " if error.filename else ""
        print(f"{name}: {where}{error.strerror or error}", file=sys.stderr)
    except ImportError as error:
        print(f"{name}: {error}; the Python tools need numpy, scipy, matplotlib and jsonschema", file=sys.stderr)
    except MemoryError:
        print(f"{name}: not enough memory", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        return INTERRUPTED
    return WRONG_CALL


def _survive_encoding() -> None:
    """A terminal that knows no '±' gets '?' instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
