"""python3 -m ipcbench COMMAND ARGUMENT…: what is behind the scripts in tools/."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from ipcbench.commands import cli

_ASIDE = ("__init__", "cli", "outputs")


def main() -> int:
    """Runs the command of this name; 2 if there is none."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    known = sorted(path.stem for path in Path(cli.__file__).parent.glob("*.py") if path.stem not in _ASIDE)
    if name not in known:
        print(f"python3 -m ipcbench COMMAND: {', '.join(known)}", file=sys.stderr)
        return cli.WRONG_CALL
    command = importlib.import_module(f"ipcbench.commands.{name}")
    return cli.run(command.NAME, command.main, sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
