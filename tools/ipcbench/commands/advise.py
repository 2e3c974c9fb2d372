"""python3 -m ipcbench advise [RUN] --shape RxC --compute TIME …: whether to ship a matrix, and by which transport."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Sequence

from ipcbench.commands import cli

NAME = "tools/advise"
_COLUMNS = 80


def main(arguments: Sequence[str]) -> int:
    """Prints the answer; raises ResultError or UsageError."""
    options = _parser().parse_args(arguments)
    from ipcbench.analysis.advice import advise
    from ipcbench.analysis.measured_run import load_run
    from ipcbench.analysis.predicted import summary_at
    from ipcbench.analysis.question import Question, compute_of, refuse_shape, shape_of
    from ipcbench.base import console
    from ipcbench.base.errors import UsageError
    from ipcbench.tables import advice_data, advice_table

    shape = shape_of(options.shape)
    if options.workers < 1:
        raise UsageError(f"--workers: {options.workers} is no number of workers")
    run = load_run([options.run] if options.run else [], options.results)
    known = next((each for each in run.transfer.shapes if str(each) == str(shape)), shape)
    summary = summary_at(run, known, options.extrapolate)
    if summary is None:
        raise refuse_shape(run, shape)
    compute, kernel = compute_of(options.compute, summary, known)
    question = Question(
        shape=known, compute=compute, kernel=kernel, workers=options.workers, resident=options.resident, once=options.once,
        answer=options.answer, transports=tuple(options.transport), extrapolate=options.extrapolate,
    )  # fmt: skip
    found = advise(run, question)
    if options.json:
        print(json.dumps(advice_data.data(found), indent=2, ensure_ascii=False))
    else:
        print(advice_table.render(found, options.everything, min(_COLUMNS, console.columns())), end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = cli.Parser(prog=NAME, description="Say whether shipping a matrix to workers pays, and by which transport, from a run of tools/bench.")
    parser.add_argument("run", nargs="?", metavar="RUN", help="a run's folder, or its file transfer.json; the newest run if left out")
    parser.add_argument("--shape", required=True, metavar="RxC", help="a matrix of R rows and C columns, one that was measured")
    parser.add_argument("--compute", required=True, metavar="TIME", help="what is computed on each matrix: 5ms, 20us, 0.1s, or a kernel of the run, such as sum")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes that compute (2)")
    parser.add_argument("--resident", choices=("anywhere", "shm", "private"), default="anywhere",
                        help="where the producer has a matrix: in shared memory, in its own memory, or where the transport wants it (anywhere)")  # fmt: skip
    parser.add_argument("--once", action="store_true", help="a single matrix, set-up included, in place of a stream")
    parser.add_argument("--answer", choices=("value", "matrix"), default="value", help="what comes back: a value, or as many bytes by the same transport (value)")
    parser.add_argument("--transport", action="append", default=[], metavar="KEY", help="only this one; may be given again")
    parser.add_argument("--extrapolate", action="store_true", help="reach beyond the shapes and workers that were measured")
    parser.add_argument("--all", action="store_true", dest="everything", help="the whole ranking, not only the ten best")
    parser.add_argument("--json", action="store_true", help="the same for a program, times in nanoseconds")
    parser.add_argument("--results", type=Path, default=cli.RESULTS, metavar="DIR", help="where results lie")
    return parser
