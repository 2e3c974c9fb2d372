"""python3 -m ipcbench.like RESULT: the flags that repeat a run, one flag and its value per line, for tools/bench --like."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Iterator, NoReturn, Sequence

from ipcbench import cli
from ipcbench.document import refuse
from ipcbench.model import Protocol, Result

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
    """The same rows, shapes, rounds, transfers, seed, kernel, placement and precision; raises ResultError if one is not known."""
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
    found += [("--rounds", str(_whole_rounds(plan))), ("--transfers", str(plan.transfers)), ("--seed", str(plan.seed))]
    found += [("--kernel", str(plan.kernel)), ("--placement", str(plan.placement.policy))]
    if plan.precision is not None:
        found.append(("--precision", f"{100 * plan.precision:.10g}%"))
    return [*found, ("--only", _only(result))]


def _whole_rounds(plan: Protocol) -> int:
    """The rounds before those that --precision added for some of the rows."""
    rows = {name for names in plan.order for name in names}
    return next((number for number, names in enumerate(plan.order) if rows - {*names}), len(plan.order))


def _only(result: Result) -> str:
    """Finds the planned rows alone: by kind and key where each was planned at each shape, so that another --shape may be given."""
    rows = list(_rows(result))
    keys = sorted({name.rpartition("/")[0] for name in rows})
    if len(rows) == len(keys) * len(result.protocol.shapes):
        return f"^({'|'.join(keys)})/"
    return f"^({'|'.join(rows)})$"


def _rows(result: Result) -> Iterator[str]:
    """Each row that was planned, once: 'transfer/pipe/170x9111', 'local/sum/170x9111'."""
    for name in sorted({name for names in result.protocol.order for name in names}):
        if not re.fullmatch(r"(transfer|local|bound)/[A-Za-z0-9_]+/\d+x\d+", name):
            _cannot(result, f"a row is {name!r}")
        yield name


def _cannot(result: Result, reason: str) -> NoReturn:
    refuse(result.path, f"cannot be repeated: {reason}")


if __name__ == "__main__":
    sys.exit(cli.run(NAME, main, sys.argv[1:]))
