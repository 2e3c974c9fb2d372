"""python3 -m ipcbench.like RESULT: the flags that repeat a run, one flag and its value per line, for tools/bench --like."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Iterator, NoReturn, Sequence

from ipcbench import cli
from ipcbench.document import refuse
from ipcbench.model import Result

NAME = "bench --like"
_WORD = re.compile(r"[A-Za-z0-9_]+")


def main(arguments: Sequence[str]) -> int:
    """Prints the flags; raises ResultError for what is no sound result, or does not say enough to be repeated."""
    parser = cli.Parser(prog=NAME, description="Print the flags of tools/bench that repeat the run of a result.")
    parser.add_argument("result", type=Path, metavar="RESULT")
    options = parser.parse_args(arguments)
    from ipcbench import results

    print("\n".join(f"{flag} {value}" for flag, value in flags(results.load_sound(options.result, ()))))
    return 0


def flags(result: Result) -> list[tuple[str, str]]:
    """The same rows, shapes, rounds, transfers, seed, kernel and placement; raises ResultError if one is not known."""
    plan = result.protocol
    needed = {"kernel": plan.kernel, "placement": plan.placement.policy, "seed": plan.seed, "shapes": plan.shapes, "rows": any(plan.order)}
    missing = [name for name, value in needed.items() if value in (None, (), False)]
    if missing:
        _cannot(result, f"it does not say {' and '.join(missing)}")
    for name, word in (("kernel", plan.kernel), ("placement", plan.placement.policy)):
        if not _WORD.fullmatch(word or ""):
            _cannot(result, f"its {name} is {word!r}")
    if odd := [shape for shape in plan.shapes if not re.fullmatch(r"\d+x\d+", shape)]:
        _cannot(result, f"a shape is {odd[0]!r}")
    found = [("--shape", shape) for shape in plan.shapes]
    found += [("--rounds", str(plan.rounds)), ("--transfers", str(plan.transfers)), ("--seed", str(plan.seed))]
    found += [("--kernel", str(plan.kernel)), ("--placement", str(plan.placement.policy))]
    return [*found, ("--only", f"^({'|'.join(_rows(result))})/")]


def _rows(result: Result) -> Iterator[str]:
    """Kind and key of each row that was planned, once: 'transfer/pipe', 'local/sum'."""
    names = dict.fromkeys(name.rpartition("/")[0] for rows in result.protocol.order for name in rows)
    for name in sorted(names):
        if not re.fullmatch(r"(transfer|local|bound)/[A-Za-z0-9_]+", name):
            _cannot(result, f"a row is {name!r}")
        yield name


def _cannot(result: Result, reason: str) -> NoReturn:
    refuse(result.path, f"cannot be repeated: {reason}")


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
