#!/usr/bin/env python3
"""How often a pair of one build with itself differs, and a row that is slowed by a known delay is found.

    python3 tests/experiments/against.py --pairs 10 --shape 64x9111 --transfers 28
    python3 tests/experiments/against.py --pairs 10 --shape 64x9111 --transfers 28 --slow shm_copy unix_stream pipe

Each pair is 20 rows in 12 rounds, by `bench_transfer --against bench_delayed` of build/release/bin. bench_delayed is
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
TRANSPORTS = (
    "pipe fifo vmsplice unix_stream unix_seqpacket unix_dgram tcp_loopback sysv_mq posix_mq shm_copy shm_copy_out shm_in_place shm_huge "
    "sysv_shm memfd_reused mmap_file process_vm_readv process_vm_writev"
).split()
ROWS = f"transfer/({'|'.join(TRANSPORTS)})/|local/sum/|bound/memcpy/"
SLOWER_BY = 0.15
MOST_FALSE = 0.02


def measured(results: Path, options: argparse.Namespace, rounds: int, delays: str) -> tuple[Comparison, float]:
    """A pair, judged, and how long it took (s)."""
    flags = ["--shape", options.shape, "--rounds", str(rounds), "--transfers", str(options.transfers), "--only", ROWS, "--results", str(results)]
    command = [BIN / "bench_transfer", *flags, "--against", BIN / "bench_delayed", "--progress", "--no-warnings"]
    begin = time.monotonic()
    done = subprocess.run(command, env={**os.environ, "DELAY_NS": delays}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    took = time.monotonic() - begin
    return compare(*costs_of([Path(line) / "transfer.json" for line in done.stdout.splitlines()[-2:]])), took


def cost_ns(pair: Comparison, row: str) -> float:
    """Of a row on the side without a delay."""
    return next(one.medians[0] for one in pair.rows if one.a.name == row)


def main() -> int:
    """Prints a line per pair, and the sums."""
    parser = argparse.ArgumentParser(description="Errors and power of --against, by measurement.")
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--shape", default="170x9111")
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
        before.append(measured(results, options, 6, "")[0])
    false = equal = found = 0
    for number in range(options.pairs):
        key = options.slow[number % len(options.slow)] if options.slow else ""
        slow = f"transfer/{key}/{options.shape}" if key else ""
        delay = round(SLOWER_BY * median(cost_ns(pair, slow) for pair in before)) if slow else 0
        pair, took = measured(results, options, options.rounds, f"{key}/{options.shape}={delay}" if slow else "")
        before.append(pair)
        changed = {row.a.name: f"{row.verdict} {row.effect.ratio:.2f}" for row in pair.rows if row.verdict in ("SLOWER", "FASTER") and row.effect}
        verdict = changed.pop(slow, "not found")
        found += verdict.startswith("SLOWER")
        false += len(changed)
        equal += len(pair.rows) - bool(slow)
        told = [f"{key} by {100 * delay / cost_ns(pair, slow):.0f} %: {verdict}"] if slow else []
        told += [f"{name} {text}" for name, text in changed.items()] or ["no other row differs" if slow else "no row differs"]
        same = sum(row.verdict == "SAME" for row in pair.rows)
        print(f"{number + 1:3}: {took:3.0f} s · {len(pair.rows)} rows, {same} SAME · {'; '.join(told)} · found from {pair.found_from or 0:.2f}x on", flush=True)
    print(f"{false} of {equal} equal rows called different ({100 * false / equal:.1f} %)" + (f"; {found} of {options.pairs} found" if options.slow else ""))
    return int(false > MOST_FALSE * equal)


if __name__ == "__main__":
    raise SystemExit(main())
