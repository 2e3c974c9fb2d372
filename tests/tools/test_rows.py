"""Rows and verdicts: planted times come out as planted, in the one order of all tables and figures."""

import factory
import pytest
from factory import Plan, Spec
from ipcbench.analysis import assessment, ranking
from ipcbench.analysis.cost import Threshold
from ipcbench.result.model import Shape

QUIET = Plan(noise=0)
SMALL, LARGE = (Shape(r, c, 8 * r * c) for r, c in factory.TWO_SHAPES)


def test_warm_medians_leave_out_the_first_sample_of_each_round_and_cold_ones_are_it(summary_of):
    row = summary_of(QUIET).by_key("pipe", LARGE)
    planted = factory.NINE[0].phases(LARGE.bytes)
    total = planted["transfer"] + planted["compute"] + planted["reply"]
    assert row.median() == total and row.median("transfer") == planted["transfer"]
    assert row.cold_median() == pytest.approx(2.5 * total, rel=1e-6)
    assert sum(map(len, row.samples["total"].values)) == 20 * 6 and row.estimate().n == 20 and row.first == 1


def test_the_round_is_the_unit_so_one_bad_round_counts_once(summary_of):
    content = factory.document(QUIET.but(rounds=7))
    for item in content["benchmarks"]:
        if item["ipc"]["row"] == "transfer/pipe/170x9111" and item["ipc"]["round"] < 3:
            item["ipc"]["samples"]["transfer_ns"] = [10**9] * 6
    planted = factory.NINE[0].phases(SMALL.bytes)
    assert summary_of(content).by_key("pipe", SMALL).median("transfer") == planted["transfer"]


def test_a_row_with_one_sample_per_round_has_only_cold_values(summary_of):
    row = summary_of(QUIET.but(transfers=1)).by_key("pipe", SMALL)
    assert not row.is_warm and row.median() == row.cold_median() > 0


def test_ratio_share_and_threshold_are_as_planted(summary_of):
    summary = summary_of(QUIET)
    spec = next(spec for spec in factory.NINE if spec.key == "shm_copy")
    planted = spec.phases(LARGE.bytes)
    cost = planted["transfer"] + planted["compute"] + planted["reply"] + planted["release"]
    local = factory.planted_local_ns(LARGE.bytes)
    found = assessment.assess(summary, summary.by_key("shm_copy", LARGE))
    assert found.cost.median == cost and found.times_here.median == pytest.approx(cost / local)
    assert found.share_of_memcpy == pytest.approx(factory.planted_memcpy_ns(LARGE.bytes) / planted["transfer"])
    assert found.pays_from == Threshold(planted["sent"], planted["sent"]), "longer than what a worker adds less what filling takes here"


def test_the_producer_limits_when_sending_takes_longest(summary_of):
    spec = Spec("slow_send", "Slow send", "pipe", 2, None, plant={"sent": 77_000_000})
    summary = summary_of(QUIET.but(transports=(spec,)))
    assert assessment.assess(summary, summary.by_key("slow_send", SMALL)).pays_from == Threshold(77_000_000, 77_000_000)


def test_in_place_has_no_share_of_memcpy(summary_of):
    summary = summary_of(QUIET)
    assert assessment.assess(summary, summary.by_key("shm_in_place", SMALL)).share_of_memcpy is None


def test_an_overlapped_row_is_held_against_memcpy_and_then_local(summary_of):
    spec = Spec("stream", "Streamed", "shared_memory", 2, 7.0, compute_factor=0.1, overlapped=True)
    summary = summary_of(QUIET.but(transports=(spec,)))
    planted = spec.phases(LARGE.bytes)
    total = planted["transfer"] + planted["compute"] + planted["reply"]
    both = factory.planted_memcpy_ns(LARGE.bytes) + factory.planted_local_ns(LARGE.bytes)
    found = assessment.assess(summary, summary.by_key("stream", LARGE))
    assert found.share_of_memcpy == pytest.approx(both / total) and "o" in found.marks
    alone = summary_of(QUIET.but(transports=(spec,), local=False))
    assert assessment.assess(alone, alone.by_key("stream", LARGE)).share_of_memcpy is None


def test_cpu_time_is_that_of_both_sides_and_what_spins_burns_two(summary_of):
    summary = summary_of(QUIET)
    planted = factory.NINE[0].phases(LARGE.bytes)
    row = summary.by_key("pipe", LARGE)
    assert row.median("producer_cpu_ns") == planted["sent"]
    assert row.median("consumer_cpu_ns") == planted["transfer"] // 2 + planted["compute"]
    assert assessment.cpu_time(row) == planted["sent"] + planted["transfer"] // 2 + planted["compute"]
    spinning = summary.by_key("shm_in_place_spin", LARGE)
    assert assessment.cpu_time(spinning) == 2 * spinning.median()
    assert assessment.cpu_time(summary.base(LARGE)) == summary.base(LARGE).median()


def test_without_costs_nothing_is_said_of_cpu_time(summary_of):
    assert assessment.cpu_time(summary_of(QUIET.but(usage=False)).by_key("pipe", SMALL)) is None


def test_a_cost_that_one_round_lacks_is_not_known(summary_of):
    content = factory.document(QUIET.but(rounds=3))
    next(item for item in content["benchmarks"] if item["ipc"]["key"] == "pipe")["ipc"]["usage"].pop("consumer_cpu_ns")
    summary = summary_of(content)
    known = {shape: summary.by_key("pipe", shape).median("cpu") is not None for shape in (SMALL, LARGE)}
    assert sorted(known.values()) == [False, True]


def test_without_a_local_row_nothing_is_said_about_it(summary_of):
    summary = summary_of(QUIET.but(local=False))
    found = assessment.assess(summary, summary.by_key("pipe", SMALL))
    assert found.times_here is None and not found.is_same_as_here and found.pays_from is None and found.filling_more is None


def test_families_stand_by_their_best_member_and_members_by_their_cost_at_the_largest_shape(summary_of):
    summary = summary_of(QUIET)
    assert summary.families() == ("shared_memory", "socket", "message_queue", "pipe")
    keys = [t.key for t in summary.measured if t.family == "shared_memory"]
    assert keys == ["shm_in_place_spin", "shm_in_place", "boost_shm", "shm_copy"]
    assert ranking.best_of_families(summary) == {f"transfer/{key}" for key in ("shm_in_place_spin", "unix_stream", "boost_mq", "pipe")}


def test_a_transport_without_the_largest_shape_comes_last_in_its_family(summary_of):
    content = factory.document(QUIET)
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/shm_in_place_spin/500x9111"]
    keys = [t.key for t in summary_of(content).measured if t.family == "shared_memory"]
    assert keys[-1] == "shm_in_place_spin"


def test_the_bound_is_the_faster_copy_and_shares_are_against_plain_memcpy(summary_of):
    summary = summary_of(QUIET)
    assert summary.bound(LARGE).key == "memcpy_nt" and summary.memcpy(LARGE).key == "memcpy"


def test_shapes_stand_by_their_size_whatever_the_order_of_the_file(summary_of):
    shapes = ((500, 9111), (1, 1), (170, 9111))
    assert [str(s) for s in summary_of(QUIET.but(shapes=shapes)).shapes] == ["1x1", "170x9111", "500x9111"]


def test_rounds_of_different_lengths_are_summarised_each_for_itself(summary_of):
    content = factory.document(QUIET.but(rounds=3, transfers=5, usage=False))
    for item in content["benchmarks"]:
        samples = item["ipc"]["samples"]
        if item["ipc"]["row"] == "transfer/pipe/170x9111":
            kept = (1, 2, 5)[item["ipc"]["round"]]
            item["ipc"]["samples"] = {phase: list(range(1000, 1000 + kept)) for phase in samples}
    row = summary_of(content).by_key("pipe", SMALL)
    assert row.first == 1
    assert row.warm["sent"].rounds.tolist() == [1, 2] and row.warm["sent"].values.tolist() == [1001, 1002.5]
    assert row.cold["sent"].values.tolist() == [1000, 1000, 1000] and row.warm["total"].values.tolist() == [3003, 3007.5]
    assert dict(zip(row.samples["total"].rounds.tolist(), map(len, row.samples["total"].values))) == {0: 1, 1: 2, 2: 5}
