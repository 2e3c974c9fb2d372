"""python3 -m ipcbench doctor [--limits | --binary PATH] [--shape RxC] [--only REGEX]: what this machine lacks, and the mend."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

from ipcbench.base.errors import UsageError
from ipcbench.commands import cli

NAME = "tools/doctor"
CANNOT_RUN = 1


def main(arguments: Sequence[str], root: Path = Path("/")) -> int:
    """Prints the diagnosis; `root` is where /proc, /sys and /dev lie. 0 if all transports can run, else 1.

    Raises UsageError and ResultError.
    """
    parser = cli.Parser(prog=NAME, description="Say what this machine lacks for each transport. Changes nothing.")
    parser.add_argument("--limits", action="store_true", help="only the table of limits")
    parser.add_argument("--binary", type=Path, metavar="PATH", help="the benchmark, bench_transfer")
    parser.add_argument("--shape", action="append", default=[], metavar="RxC", help="a matrix of R rows and C columns; may be given again")
    parser.add_argument("--only", metavar="REGEX", help="rows whose name matches")
    options = parser.parse_args(arguments)
    from ipcbench.base import console
    from ipcbench.doctor import diagnosis, listing, probe
    from ipcbench.doctor.known_limits import LIMITS

    values, columns = diagnosis.read_all(LIMITS, root), console.columns()
    found: list[diagnosis.Diagnosis] = []
    lines = listing.limits_text(LIMITS, values, columns)
    if not options.limits:
        if options.binary is None:
            raise UsageError("--binary or --limits is needed; see --help")
        flags = [word for shape in options.shape for word in ("--shape", shape)] + (["--only", options.only] if options.only else [])
        probes = probe.run(options.binary, flags)
        found = diagnosis.diagnose(probes, LIMITS, values, root)
        shapes = list(dict.fromkeys(item.shape for item in probes if item.shape))
        lines = [*listing.transports_text(found, shapes, columns), "", *lines]
    print("\n".join([*lines, "", *listing.remarks(columns)]))
    return CANNOT_RUN if any(item.cannot_run for item in found) else 0
