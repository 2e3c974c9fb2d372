"""python3 -m ipcbench pool_rows RUN [--why]: the rows of bench_pool that prove what the suite `transfer` of a run predicts, for tools/bench: one name per
line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Sequence

from ipcbench.base.text import clean
from ipcbench.commands import cli

if TYPE_CHECKING:
    from ipcbench.analysis.proof import Plan

NAME = "bench pool"


def main(arguments: Sequence[str]) -> int:
    """Prints the names, none where nothing can be proved, and why on stderr; raises ResultError or UsageError."""
    parser = cli.Parser(prog=NAME, description="Print the rows of bench_pool that prove from which compute on shipping pays.")
    parser.add_argument("run", metavar="RUN", help="a run's folder, or a result file")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="how many workers (2)")
    parser.add_argument("--why", action="store_true", help="a line for each transport instead: what is predicted, and what is measured or why not")
    options = parser.parse_args(arguments)
    if options.workers < 2:
        parser.error(f"--workers: {options.workers} is no number of workers that may win something")
    from ipcbench.analysis.measured_run import load_run
    from ipcbench.analysis.proof import plan

    found = plan(load_run([options.run]).transfer, options.workers)
    if options.why:
        print("\n".join(_lines(found)))
        return 0
    if not found.rows:
        reasons = dict.fromkeys(one.reason for one in found.left_out)
        print(f"{NAME}: nothing can be proved with workers: {'; '.join(reasons) or 'no transport was measured'}", file=sys.stderr)
    print("".join(f"{name}\n" for name in found.rows), end="")
    return 0


def _lines(found: Plan) -> list[str]:
    """'transfer/pipe/170x9111: predicted crossing 1.2 to 1.4 ms; below it fma_32, above it fma_64', or why it is not measured."""
    from ipcbench.words.quantities import span_ms

    lines = []
    for one in found.planned:
        sides = ", ".join(f"{side} it {kernel}" for side, kernel in one.kernels.items())
        predicted = ": pays always, as one pass takes longer" if one.pays_always else f" crossing {span_ms(one.threshold.low, one.threshold.high)} ms"
        lines.append(f"{clean(one.row.name, 80)}: predicted{predicted}; {sides}")
    reasons: dict[str, list[str]] = {}
    for left in found.left_out:
        reasons.setdefault(left.reason, []).append(clean(left.row.name, 80))
    return [*lines, *(f"not measured: {', '.join(rows)}: {reason}" for reason, rows in reasons.items())]
