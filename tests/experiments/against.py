#!/usr/bin/env python3
"""How often a pair of one build with itself differs, and a row that is slowed by a known delay is found.

    python3 tests/experiments/against.py --pairs 10
    python3 tests/experiments/against.py --pairs 10 --slow shm_copy unix_stream pipe

Each pair is 20 rows at 170x9111 in 12 rounds, by `bench_transfer --against bench_delayed` of build/release/bin. bench_delayed is
the same build, with a delay before send() in the row that is named, if one is. The rows of --slow take turns. The delay is
15 % of what the row has cost in the pairs before; the first one measures that alone, and does not count. The results stay
in --results, if it is given. Exit status: 0 if at most 2 % of the equal rows are called different.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Sequence

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from ipcbench.analysis.comparison import Comparison, compare  # noqa: E402
from ipcbench.analysis.loading import costs_of  # noqa: E402

BIN = ROOT / "build" / "release" / "bin"
SHAPE = "170x9111"
TRANSPORTS = (
    "pipe fifo vmsplice unix_stream unix_seqpacket unix_dgram tcp_loopback sysv_mq posix_mq shm_copy shm_copy_out shm_in_place shm_huge "
    "sysv_shm memfd_reused mmap_file process_vm_readv process_vm_writev"
).split()
ROWS = f"transfer/({'|'.join(TRANSPORTS)})/|local/sum/|bound/memcpy/"
SLOWER_BY = 0.15
MOST_FALSE = 0.02


def measured(results: Path, rounds: int, transfers: int, delays: str) -> tuple[Comparison, float]:
    """A pair, judged, and how long it took (s)."""
    flags = ["--shape", SHAPE, "--rounds", str(rounds), "--transfers", str(transfers), "--only", ROWS, "--results", str(results)]
    command = [BIN / "bench_transfer", *flags, "--against", BIN / "bench_delayed", "--progress", "--no-warnings"]
    begin = time.monotonic()
    done = subprocess.run(command, env={**os.environ, "DELAY_NS": delays}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    took = time.monotonic() - begin
    return compare(*costs_of([Path(line) / "transfer.json" for line in done.stdout.splitlines()[-2:]])), took


def cost_ns(pair: Comparison, key: str) -> float:
    """Of a transport on the side without a delay."""
    return next(row.medians[0] for row in pair.rows if row.a.name == f"transfer/{key}/{SHAPE}")


def main() -> int:
    """Prints a line per pair, and the sums."""
    parser = argparse.ArgumentParser(description="Errors and power of --against, by measurement.")
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--transfers", type=int, default=4)
    parser.add_argument("--slow", nargs="+", default=[], choices=TRANSPORTS, metavar="ROW")
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return run(options, options.results or Path(folder))


def run(options: argparse.Namespace, results: Path) -> int:
    """The pairs; 1 if too many equal rows differ."""
    before: list[Comparison] = []
    if options.slow:
        before.append(measured(results, 6, options.transfers, "")[0])
    false = equal = found = 0
    for number in range(options.pairs):
        slow = options.slow[number % len(options.slow)] if options.slow else ""
        delay = round(SLOWER_BY * median(cost_ns(pair, slow) for pair in before)) if slow else 0
        pair, took = measured(results, options.rounds, options.transfers, f"{slow}/{SHAPE}={delay}" if slow else "")
        before.append(pair)
        verdicts = {row.a.key: row.verdict for row in pair.rows if row.a.kind.name == "transfer"}
        changed = [f"{row.a.name} {row.verdict} {row.effect.ratio:.2f}" for row in pair.rows if row.verdict in ("SLOWER", "FASTER") and row.effect]
        right = bool(slow) and verdicts[slow] == "SLOWER"
        found += right
        false += len(changed) - (bool(slow) and verdicts[slow] in ("SLOWER", "FASTER"))
        equal += len(pair.rows) - bool(slow)
        same = sum(row.verdict == "SAME" for row in pair.rows)
        told = f"{slow} slower by {100 * delay / cost_ns(pair, slow):.0f} %: {'found' if right else 'not found'} · " if slow else ""
        print(f"{number + 1:3}: {took:4.0f} s · {len(pair.rows)} rows · {told}{same} SAME · from {pair.found_from or 0:.2f}x on · {', '.join(changed) or 'no row differs'}", flush=True)
    print(f"{false} of {equal} equal rows called different ({100 * false / equal:.1f} %)" + (f"; {found} of {options.pairs} found" if options.slow else ""))
    return int(false > MOST_FALSE * equal)


if __name__ == "__main__":
    raise SystemExit(main())
