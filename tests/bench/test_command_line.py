"""The command line: what is listed and run, and that every misuse ends with 2 and one clear line on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run

TRANSPORTS = """
    fifo pipe pipe_tuned vmsplice boost_mq boost_mq_tuned posix_mq posix_mq_tuned sysv_mq io_uring tcp_loopback
    tcp_loopback_tuned tcp_zerocopy unix_dgram unix_seqpacket unix_stream unix_stream_tuned boost_shm memfd memfd_reused
    mmap_file shm_copy shm_copy_out shm_copy_tuned shm_huge shm_in_place shm_in_place_spin shm_ring shm_ring_spin
    shm_ring_stream sysv_shm fork_inherit process_vm_both process_vm_readv process_vm_writev
""".split()


def test_lists_every_transport_at_both_default_shapes_once(bench: Run) -> None:
    listed = bench("bench_transfer", "--benchmark_list_tests").stdout.split()
    for transport in TRANSPORTS:
        for shape in ("170x9111", "500x9111"):
            assert listed.count(f"transfer/{transport}/{shape}/iterations:7/manual_time") == 1
    assert len(listed) == len(set(listed))


def test_lists_local_and_bound_rows_in_both_binaries(bench: Run) -> None:
    for program in ("bench_transfer", "bench_compute"):
        listed = bench(program, "--benchmark_list_tests=true").stdout
        for row in ("local/sum/170x9111", "local/sum_naive/500x9111", "bound/memcpy/170x9111"):
            assert row in listed


def test_runs_the_one_row_that_the_filter_names(bench: Run) -> None:
    done = bench("bench_transfer", "--benchmark_filter=/pipe/7x13", "--shape=7x13", "--rounds=1", "--transfers=2")
    assert done.returncode == 0
    rows = [line for line in done.stdout.splitlines() if "iterations:2" in line]
    assert len(rows) == 1 and rows[0].startswith("transfer/pipe/7x13/iterations:2/manual_time")


def test_a_filter_with_a_minus_leaves_out_what_it_names(bench: Run) -> None:
    listed = bench("bench_transfer", "--benchmark_filter=-transfer", "--benchmark_list_tests").stdout
    assert "local/sum/170x9111" in listed and "transfer/" not in listed


def test_repetitions_are_rounds(bench: Run) -> None:
    done = bench("bench_compute", "--benchmark_repetitions=3", "--shape=7x13", "--only=local/sum/")
    assert done.stdout.count("local/sum/7x13/") == 3


def test_a_dry_run_is_one_transfer(bench: Run) -> None:
    done = bench("bench_compute", "--benchmark_dry_run", "--shape=7x13", "--only=local/sum/")
    assert done.stdout.count("local/sum/7x13/iterations:1/") == 1


def test_formats_are_google_benchmarks(bench: Run) -> None:
    small = ["--shape=7x13", "--rounds=1", "--only=local/sum/"]
    assert bench("bench_compute", *small, "--benchmark_format=csv").stdout.startswith("name,iterations,")
    assert bench("bench_compute", *small, BENCHMARK_FORMAT="csv").stdout.startswith("name,iterations,")
    in_ms = bench("bench_compute", *small, "--benchmark_time_unit=us").stdout
    assert " us " in in_ms and " ms " not in in_ms


MISUSES = [
    ["--shape", "0x5"],
    ["--shape", "3x"],
    ["--shape", "banana"],
    ["--shape", "1000000x1000000"],
    ["--shape", "4294967296x4294967296"],
    ["--shape"],
    ["--rounds", "0"],
    ["--rounds", "-3"],
    ["--rounds", "many"],
    ["--transfers", "0"],
    ["--transfers", "1.5"],
    ["--seed", "-1"],
    ["--seed", "x"],
    ["--kernel", "banana"],
    ["--placement", "banana"],
    ["--residency", "disk"],
    ["--placement", "cross_numa,same_llc"],
    ["--time-limit", "5"],
    ["--precision", "3"],
    ["--precision", "0%"],
    ["--time-limit", "-5s"],
    ["--machine", "../escape"],
    ["--machine", ".hidden"],
    ["--only", "["],
    ["--only", "no_such_row"],
    ["--results", "/proc/nowhere"],
    ["--banana"],
    ["banana"],
    ["--benchmark_format=banana"],
    ["--benchmark_filter=["],
    ["--benchmark_filter=no_such_row"],
    ["--benchmark_repetitions=0"],
    ["--benchmark_repetitions=banana"],
    ["--benchmark_out=/no/such/folder/file.json"],
    ["--benchmark_out=/tmp"],
    ["--benchmark_out_format=xml"],
    ["--benchmark_color=purple"],
    ["--benchmark_time_unit=fortnight"],
    ["--benchmark_context=novalue"],
    ["--benchmark_context=a=b,c"],
    ["--benchmark_filter=-"],
    ["--benchmark_list_tests=banana"],
    ["--benchmark_banana"],
    ["--benchmark_min_time=1"],
    ["--benchmark_min_warmup_time=1"],
    ["--benchmark_enable_random_interleaving=true"],
    ["--benchmark_report_aggregates_only=true"],
    ["--benchmark_display_aggregates_only"],
    ["--v=banana"],
]


@pytest.mark.parametrize("flags", MISUSES, ids=" ".join)
@pytest.mark.parametrize("program", ["bench_transfer", "bench_compute"])
def test_misuse_ends_with_2_and_one_line(bench: Run, program: str, flags: list[str], tmp_path: Path) -> None:
    done = bench(program, *flags)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) <= 2 and lines[0].startswith(program + ": "), done.stderr
    assert len(lines) == 1 or lines[1].startswith("Try: ")


@pytest.mark.parametrize(
    "variable",
    [
        "BENCHMARK_FORMAT=banana",
        "BENCHMARK_REPETITIONS=banana",
        "BENCHMARK_TIME_UNIT=fortnight",
        "BENCHMARK_COLOR=purple",
        "BENCHMARK_MIN_TIME=banana",
        "BENCHMARK_ENABLE_RANDOM_INTERLEAVING=true",
        "BENCHMARK_REPORT_AGGREGATES_ONLY=true",
    ],
)
def test_a_misuse_in_the_environment_ends_with_2_too(bench: Run, variable: str) -> None:
    done = bench("bench_compute", **dict([variable.split("=")]))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("bench_compute: ")  # Google Benchmark may have complained before


def test_the_command_line_wins_over_the_environment(bench: Run) -> None:
    flags = ["--shape=7x13", "--only=local/sum/", "--rounds=2", "--benchmark_format=console"]
    done = bench("bench_compute", *flags, BENCHMARK_REPETITIONS="3", BENCHMARK_FORMAT="csv")
    assert done.stdout.count("local/sum/7x13/") == 2 and done.stdout.startswith("---")


def test_help_names_every_flag_and_ends_with_0(bench: Run) -> None:
    done = bench("bench_transfer", "--help")
    assert done.returncode == 0
    for flag in ("--shape", "--only", "--rounds", "--placement", "--residency", "--results", "--benchmark_filter"):
        assert flag in done.stdout
