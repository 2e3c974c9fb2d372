"""The sentences below the table follow from the figures, in every branch."""

import re
from dataclasses import replace

import factory
from factory import Plan, Spec
from ipcbench.analysis.assessment import assess
from ipcbench.analysis.summaries import summarise
from ipcbench.result import reader
from ipcbench.words.sentences import advice, fills_faster, plain_pipe
from ipcbench.words.trust import trust

QUIET = Plan(noise=0)
ONE = QUIET.but(shapes=((500, 9111),))
LOCAL_NS = factory.planted_local_ns(36_444_000)  # 743815


def spec(key, total_ns, copies=0, sent=1):
    plant = {"transfer": 1000, "compute": total_ns - 2000, "reply": 1000, "sent": sent}
    return Spec(key, key, "shared_memory", copies, None, plant=plant)


def test_compute_here_when_every_transport_is_slower(summary_of):
    text = advice(summary_of(QUIET))[0]
    assert text == (
        "Just to sum it: compute it here (0.253 / 0.744 ms); the best elsewhere is shared memory, in place, spinning (0.413 / 1.20 ms)."
    )


def test_ship_when_a_transport_beats_computing_here(summary_of):
    text = advice(summary_of(ONE.but(transports=(spec("magic", 500_000), spec("slow", 5_000_000)))))[0]
    assert text == "Just to sum it: shipping by magic is 1.5x faster (0.501 ms; here 0.744 ms)."


def test_a_gain_that_the_printed_numbers_do_not_show_has_no_number(summary_of):
    text = advice(summary_of(ONE.but(transports=(spec("magic", LOCAL_NS - 3_900),))))[0]
    assert text == "Just to sum it: shipping by magic is faster, if by little (0.741 ms; here 0.744 ms)."


def test_shapes_that_disagree_get_a_clause_each(summary_of):
    text = advice(summary_of(QUIET.but(transports=(spec("fixed", 400_000),))))[0]
    assert text.startswith("Just to sum it: at 170x9111 compute it here (0.253 ms); the best elsewhere is fixed (0.401 ms); at 500x9111 ")
    assert text.endswith("at 500x9111 shipping by fixed is 1.9x faster (0.401 ms; here 0.744 ms).")


def test_no_difference_is_claimed_when_the_interval_holds_both(summary_of):
    text = advice(summary_of(ONE.but(transports=(spec("same", LOCAL_NS),), noise=0.3)))[0]
    assert re.fullmatch(r"Just to sum it: here \(\S+ ms\) cannot be told from same \(\S+ ms\)\.", text)


def test_that_every_copy_costs_more_is_said_where_none_can_be_told_from_here(summary_of):
    slow = spec("copied", 9 * LOCAL_NS, 1)
    text = advice(summary_of(ONE.but(transports=(spec("same", LOCAL_NS), slow), noise=0.3)))[0]
    assert text.endswith(" ms); every copy costs more.")


def test_too_few_rounds_tell_nothing(summary_of):
    texts = advice(summary_of(ONE.but(rounds=5)))
    assert texts == ["Just to sum it: too few rounds to tell here (0.74 ms) from shared memory, in place, spinning (1.2 ms)."]


def test_two_workers_pay_from_what_shipping_adds_beyond_filling(summary_of):
    filling = round(36_444_000 / 6.0) + 500
    summary = summary_of(ONE.but(transports=(spec("born", LOCAL_NS + filling + 210_000), spec("copied", LOCAL_NS + filling + 700_000, 1))))
    assert advice(summary)[1] == (
        "With two workers: ship from a compute of 0.22 ms per matrix (born) if it is born in shared memory, "
        "from a compute of 0.71 ms per matrix (copied) if it must be copied."
    ), "210 us, and 900 ns to release: never rounded down"


def test_the_threshold_is_what_sending_takes_when_that_is_more(summary_of):
    summary = summary_of(ONE.but(transports=(spec("born", LOCAL_NS - 100_000, sent=50_000),)))
    assert "from a compute of 0.050 ms per matrix (born) if it is born in shared memory (no copying transport was measured)." in advice(summary)[1]


def test_nobody_is_told_of_less_than_a_microsecond(summary_of):
    assert "from a compute of 0.001 ms per matrix (born)" in advice(summary_of(ONE.but(transports=(spec("born", LOCAL_NS),))))[1]


def test_without_a_transport_in_place_only_copying_is_named(summary_of):
    summary = summary_of(ONE.but(transports=(spec("copied", 2_000_000, 2, sent=400_000),)))
    assert advice(summary)[1] == "With two workers: ship from a compute of 0.40 ms per matrix (copied) if it must be copied (no transport in place was measured)."


def test_what_overlaps_or_forks_gives_way_to_the_best_that_tells_of_workers(summary_of):
    streamed = replace(spec("streamed", 1_000_000, 2), overlapped=True)
    forked = replace(spec("forked", 900_000, 0), forked=True)
    both = (spec("copied", 2_000_000, 2, sent=400_000), spec("born", 1_500_000, sent=30_000))
    assert "0.030 ms per matrix (born)" in advice(summary_of(ONE.but(transports=(streamed, forked, *both))))[1]
    assert "0.40 ms per matrix (copied)" in advice(summary_of(ONE.but(transports=(streamed, forked, *both))))[1]
    alone = advice(summary_of(ONE.but(transports=(streamed, forked, both[1]))))[1]
    assert alone.endswith("if it is born in shared memory (of no copying transport it can be said).")


def test_a_shape_without_a_threshold_is_left_out_by_name(summary_of):
    content = factory.document(QUIET.but(transports=(spec("born", 400_000, sent=30_000),)))
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/born/170x9111" or b["ipc"]["round"] < 4]
    assert "from a compute of 0.030 ms per matrix at 500x9111 (born)" in advice(summary_of(content))[1]


def test_shapes_with_different_winners_name_both(summary_of):
    fast_start = Spec("a", "a", "pipe", 1, 5.0, latency_ns=1)
    fast_stream = Spec("b", "b", "pipe", 1, 9.0, latency_ns=2_000_000)
    first, second = advice(summary_of(QUIET.but(transports=(fast_start, fast_stream))))
    assert "the best elsewhere is a / b (2.78 / 6.91 ms)." in first and "(a / b)" in second


def test_without_a_local_row_nothing_is_advised(summary_of):
    assert advice(summary_of(QUIET.but(local=False))) == [
        "Computing here was not measured beside the transports: whether shipping pays cannot be said."
    ]


def test_without_transports_nothing_is_advised(summary_of):
    assert advice(summary_of(QUIET.but(transports=()))) == ["No transport was measured: nothing can be said about shipping."]


def test_rows_without_a_common_round_are_not_compared(summary_of):
    content = factory.document(ONE.but(rounds=2))
    content["benchmarks"] = [b for b in content["benchmarks"] if (b["ipc"]["kind"] == "local") == (b["ipc"]["round"] == 0)]
    assert advice(summary_of(content)) == ["Just to sum it: here and the transports have no round in common, so nothing can be said."]


def test_another_kernel_is_named(summary_of):
    content = factory.document(ONE)
    content["ipcbench"]["protocol"]["kernel"] = "sum_naive"
    assert advice(summary_of(content))[0].startswith("Just to compute sum_naive: ")


def test_the_pipe_that_everybody_knows_is_told_where_it_was_measured(summary_of):
    tuned = next(one for one in factory.MORE if one.key == "pipe_tuned")
    content = factory.document(QUIET.but(transports=(factory.NINE[0], tuned)))
    assert plain_pipe(summary_of(content)) == "A default pipe costs 18.0 / 52.9 ms; tuned, 3.00 / 8.79 ms."
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/pipe/500x9111"]
    assert plain_pipe(summary_of(content)) == "A default pipe costs 18.0 ms (170x9111); tuned, 3.00 / 8.79 ms."
    assert plain_pipe(summary_of(QUIET.but(transports=(tuned,)))) is None


def test_what_fills_faster_is_a_finding_unless_it_is_little(summary_of):
    filling = round(36_444_000 / 6.0) + 500
    specs = [replace(spec(key, 10**6), plant=spec(key, 10**6).plant | {"prepare": round(filling * share)}) for key, share in (("huge", 0.9), ("same", 0.96))]
    assert fills_faster(summary_of(ONE.but(transports=tuple(specs)))) == ["huge fills 0.607 ms faster than here (500x9111)"]


def test_trust_counts_rows_and_repeats_the_gravest_warnings(summary_of):
    warning = {"code": "one_core", "text": "the two vCPUs may share a core", "rows": [], "rank": "may_change_ranking"}
    assert trust(summary_of(QUIET.but(warnings=(warning,)))) == (
        "Trust: ±10 % within this run on 26 of 26 rows · one run: how far the next will lie is unknown · every transfer verified · "
        "1 warning may change the ranking: the two vCPUs may share a core"
    )


def test_trust_does_not_count_noisy_rows_as_good(summary_of):
    content = factory.document(QUIET)
    for item in content["benchmarks"]:
        if item["ipc"]["row"] == "transfer/pipe/170x9111":
            item["ipc"]["samples"]["transfer_ns"] = [10**7 * (1 + item["ipc"]["round"])] * 6
    assert trust(summary_of(content)).startswith("Trust: ±10 % within this run on 25 of 26 rows ·")


def test_trust_names_rows_without_an_interval(summary_of):
    content = factory.document(QUIET)
    content["benchmarks"] = [
        b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/pipe/170x9111" or b["ipc"]["round"] < 5
    ]
    assert trust(summary_of(content)).startswith("Trust: ±10 % within this run on 25 of 26 rows, 1 without an interval ·")


def test_trust_in_an_interrupted_run_says_so(summary_of):
    content = factory.document(QUIET)
    content["ipcbench"]["complete"] = False
    assert "interrupted" in trust(summary_of(content))
    content["benchmarks"] = []
    assert trust(summary_of(content)) == "Trust: nothing was measured · interrupted"


def test_trust_counts_corrupt_rounds_and_rows_that_failed_otherwise(summary_of):
    content = factory.document(QUIET)
    rows = [("transfer/pipe/170x9111", "CorruptMatrix"), ("transfer/pipe/170x9111", "PeerDied"), ("transfer/fifo/170x9111", "PeerDied")]
    content["ipcbench"]["failed"] = [{"row": row, "round": n, "error": error, "text": ""} for n, (row, error) in enumerate(rows)]
    assert "· 1 round CORRUPT · 2 rows failed" in trust(summary_of(content))


def test_on_one_cpu_a_second_worker_wins_nothing(tmp_path):
    content = factory.document(ONE.but(transports=(spec("born", LOCAL_NS + 210_000),)))
    content["ipcbench"]["protocol"]["placement"] = {"policy": "same_core", "producer_cpu": 1, "consumer_cpu": 1}
    content["ipcbench"] = factory.identify(content["ipcbench"])
    summary = summarise(reader.load_sound(factory.write(tmp_path, content)))
    assert advice(summary)[1].startswith("Both processes shared one CPU, where workers take turns")
    assert assess(summary, summary.by_key("born", summary.shapes[0])).pays_from is None


def test_what_a_fork_hands_over_is_not_born_in_shared_memory(tmp_path):
    content = factory.document(ONE.but(transports=(spec("fork_inherit", LOCAL_NS + 210_000), spec("copied", 9 * LOCAL_NS, 1, sent=700_000))))
    for item in content["benchmarks"]:
        if item["ipc"]["key"] == "fork_inherit":
            item["ipc"]["lands"] = "private"
    summary = summarise(reader.load_sound(factory.write(tmp_path, factory.sealed(content))))
    assert advice(summary)[1].endswith("0.70 ms per matrix (copied) if it must be copied (no transport in place was measured).")


def test_each_threshold_has_the_name_of_its_transport(summary_of):
    shapes = ((100, 9111), (200, 9111), (300, 9111))
    alike = summary_of(QUIET.but(shapes=shapes, transports=(spec("born", 2 * LOCAL_NS),)))
    assert "ms per matrix (born) if it is born" in advice(alike)[1]
    slow_start, fast = Spec("a", "a", "pipe", 1, 9.0, latency_ns=900_000), Spec("b", "b", "pipe", 1, 5.0, latency_ns=1)
    assert "a compute of 1.4 / 2.5 / 3.2 ms per matrix (b / a / a) if" in advice(summary_of(QUIET.but(shapes=shapes, transports=(slow_start, fast))))[1]
