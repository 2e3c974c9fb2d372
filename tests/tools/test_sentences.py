"""The sentences below the table follow from the figures, in every branch."""

import factory
from factory import Plan, Spec
from ipcbench.analysis.assessment import assess
from ipcbench.analysis.summaries import summarise
from ipcbench.result import reader
from ipcbench.words.sentences import advice, trust

QUIET = Plan(noise=0)
ONE = QUIET.but(shapes=((500, 9111),))
LOCAL_NS = factory.planted_local_ns(36_444_000)  # 743815


def spec(key, total_ns, copies=0, sent=1):
    plant = {"transfer": 1000, "compute": total_ns - 2000, "reply": 1000, "sent": sent}
    return Spec(key, key, "shared_memory", copies, None, plant=plant)


def test_compute_here_when_every_transport_is_slower(summary_of):
    text = advice(summary_of(QUIET))[0]
    assert text == "For a sum alone: compute it here (0.253 / 0.744 ms; best elsewhere 0.413 / 1.20 ms)."


def test_ship_when_a_transport_beats_computing_here(summary_of):
    text = advice(summary_of(ONE.but(transports=(spec("magic", 500_000), spec("slow", 5_000_000)))))[0]
    assert text == "For a sum alone: shipping by magic is 1.5x faster (0.500 ms; here 0.744 ms)."


def test_shapes_that_disagree_get_a_clause_each(summary_of):
    text = advice(summary_of(QUIET.but(transports=(spec("fixed", 400_000),))))[0]
    assert text.startswith("For a sum alone: at 170x9111 compute it here (0.253 ms; best elsewhere 0.400 ms); at 500x9111 ")
    assert text.endswith("at 500x9111 shipping by fixed is 1.9x faster (0.400 ms; here 0.744 ms).")


def test_no_difference_is_claimed_when_the_interval_holds_both(summary_of):
    text = advice(summary_of(ONE.but(transports=(spec("same", LOCAL_NS),), noise=0.3)))[0]
    assert text.startswith("For a sum alone: no difference seen between here (") and "and same (" in text


def test_two_workers_pay_above_what_shipping_adds(summary_of):
    summary = summary_of(ONE.but(transports=(spec("born", LOCAL_NS + 210_000), spec("copied", LOCAL_NS + 700_000, 1))))
    assert advice(summary)[1] == (
        "Ship when two or more workers each compute more than 0.210 ms (born) if the matrix is born in shared memory, "
        "0.700 ms (copied) if it must be copied."
    )


def test_the_threshold_is_what_sending_takes_when_that_is_more(summary_of):
    summary = summary_of(ONE.but(transports=(spec("born", LOCAL_NS - 100_000, sent=50_000),)))
    assert "more than 0.0500 ms (born) if the matrix is born in shared memory (no copying" in advice(summary)[1]


def test_without_a_transport_in_place_only_copying_is_named(summary_of):
    summary = summary_of(ONE.but(transports=(spec("copied", 2_000_000, 2),)))
    assert advice(summary)[1].endswith("1.26 ms (copied) if the matrix must be copied (no transport in place was measured).")


def test_shapes_with_different_winners_name_both(summary_of):
    fast_start = Spec("a", "a", "pipe", 1, 5.0, latency_ns=1)
    fast_stream = Spec("b", "b", "pipe", 1, 9.0, latency_ns=2_000_000)
    assert "(a / b)" in advice(summary_of(QUIET.but(transports=(fast_start, fast_stream))))[1]


def test_without_a_local_row_nothing_is_advised(summary_of):
    assert advice(summary_of(QUIET.but(local=False))) == [
        "No local row was measured beside the transports: whether shipping pays cannot be said."
    ]


def test_without_transports_nothing_is_advised(summary_of):
    assert advice(summary_of(QUIET.but(transports=()))) == ["No transport was measured: nothing can be said about shipping."]


def test_rows_without_a_common_round_are_not_compared(summary_of):
    content = factory.document(ONE.but(rounds=2))
    content["benchmarks"] = [b for b in content["benchmarks"] if (b["ipc"]["kind"] == "local") == (b["ipc"]["round"] == 0)]
    assert advice(summary_of(content)) == ["For a sum alone: local and transports have no round in common, so nothing can be said."]


def test_another_kernel_is_named(summary_of):
    content = factory.document(ONE)
    content["ipcbench"]["protocol"]["kernel"] = "sum_naive"
    assert advice(summary_of(content))[0].startswith("For sum_naive alone: ")


def test_trust_counts_rows_and_repeats_the_gravest_warnings(summary_of):
    warning = {"code": "one_core", "text": "the two vCPUs may share a core", "rows": [], "rank": "may_change_ranking"}
    assert trust(summary_of(QUIET.but(warnings=(warning,)))) == (
        "Trust: 26 of 26 rows within ±10 % · every transfer verified · "
        "1 warning may change the ranking: the two vCPUs may share a core"
    )


def test_trust_does_not_count_noisy_rows_as_good(summary_of):
    content = factory.document(QUIET)
    for item in content["benchmarks"]:
        if item["ipc"]["row"] == "transfer/pipe/170x9111":
            item["ipc"]["samples"]["transfer_ns"] = [10**7 * (1 + item["ipc"]["round"])] * 6
    assert trust(summary_of(content)).startswith("Trust: 25 of 26 rows within ±10 %")


def test_trust_names_rows_without_an_interval(summary_of):
    content = factory.document(QUIET)
    content["benchmarks"] = [
        b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/pipe/170x9111" or b["ipc"]["round"] < 5
    ]
    assert trust(summary_of(content)).startswith("Trust: 25 of 26 rows within ±10 %, 1 without an interval")


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
    assert assess(summary, summary.by_key("born", summary.shapes[0])).pays_above_ns is None


def test_what_a_fork_hands_over_is_not_born_in_shared_memory(tmp_path):
    content = factory.document(ONE.but(transports=(spec("fork_inherit", LOCAL_NS + 210_000), spec("copied", LOCAL_NS + 700_000, 1))))
    for item in content["benchmarks"]:
        if item["ipc"]["key"] == "fork_inherit":
            item["ipc"]["lands"] = "private"
    summary = summarise(reader.load_sound(factory.write(tmp_path, factory.sealed(content))))
    assert advice(summary)[1].endswith("0.700 ms (copied) if the matrix must be copied (no transport in place was measured).")


def test_each_threshold_has_the_name_of_its_transport(summary_of):
    shapes = ((100, 9111), (200, 9111), (300, 9111))
    alike = summary_of(QUIET.but(shapes=shapes, transports=(spec("born", 2 * LOCAL_NS),)))
    assert "ms (born) if the matrix is born" in advice(alike)[1]
    slow_start, fast = Spec("a", "a", "pipe", 1, 9.0, latency_ns=900_000), Spec("b", "b", "pipe", 1, 5.0, latency_ns=1)
    assert " ms (b / a / a) if" in advice(summary_of(QUIET.but(shapes=shapes, transports=(slow_start, fast))))[1]
