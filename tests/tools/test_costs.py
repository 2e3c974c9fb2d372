"""Results whose truth is known: a cost, a tie, a crossing, a drift, a step come out in order, sentence and verdict."""

import re
from dataclasses import replace

import factory
import pytest
from comparing import compared
from factory import Plan, Spec
from ipcbench.analysis.assessment import assess
from ipcbench.analysis.cost import cost, cost_by_round, once
from ipcbench.analysis.ranking import best, best_of_families, is_tied
from ipcbench.analysis.summaries import settled_from
from ipcbench.tables.terminal import render
from ipcbench.words.quantities import in_ms, ratio_of
from ipcbench.words.sentences import advice

QUIET = Plan(noise=0, shapes=((500, 9111),))
SIZE = 36_444_000
LOCAL_NS = factory.planted_local_ns(SIZE)
FILLING_NS = round(SIZE / 6.0) + 500
MOVED_NS = 20_000_000


def spec(key, total_ns, **facts):
    """A transport whose transfer takes what compute and reply leave of the total; it releases at once."""
    plant = {"transfer": total_ns - 200_000, "compute": 199_000, "reply": 1_000, "sent": 50_000, "release": 0} | facts.pop("plant", {})
    return Spec(key, key.title(), facts.pop("family", "pipe"), facts.pop("copies", 1), None, plant=plant, **facts)


def moved(one, into):
    """The same transport with 20 ms of its transfer in another phase."""
    base = one.phases(SIZE)
    return replace(one, plant=one.plant | {"transfer": base["transfer"] - MOVED_NS, into: base[into] + MOVED_NS})


def row_of(summary, key):
    return summary.by_key(key, summary.last())


# A known cost


def test_the_cost_is_total_and_release_and_what_filling_takes_longer_than_here(summary_of):
    plant = {"prepare": FILLING_NS + 300_000, "release": 40_000}
    summary = summary_of(QUIET.but(transports=(spec("a", 5_000_000, plant=plant),)))
    found = cost(summary, row_of(summary, "a"))
    assert (found.median, found.low, found.high, found.n) == (5_340_000, 5_340_000, 5_340_000, 20)


def test_filling_faster_than_here_is_no_credit(summary_of):
    summary = summary_of(QUIET.but(transports=(spec("a", 5_000_000, plant={"prepare": FILLING_NS - 900_000, "release": 0}),)))
    assert cost(summary, row_of(summary, "a")).median == 5_000_001, "a sample is 1 ns at least"
    assert assess(summary, row_of(summary, "a")).fills_faster == 900_000


def test_here_and_copies_cost_their_totals(summary_of):
    summary = summary_of(QUIET)
    assert cost(summary, summary.base(summary.last())).median == LOCAL_NS
    assert cost(summary, summary.memcpy(summary.last())).median == factory.planted_memcpy_ns(SIZE)


def test_without_here_the_cost_is_what_is_known(summary_of):
    summary = summary_of(QUIET.but(local=False, transports=(spec("a", 5_000_000, plant={"prepare": 90_000_000}),)))
    assert cost(summary, row_of(summary, "a")).median == 5_000_001


def test_the_interval_covers_both_where_it_is_not_known_whether_filling_takes_longer(summary_of):
    """With so much noise in filling the cost may or may not have it."""
    summary = summary_of(Plan(noise=0.2, shapes=((500, 9111),), transports=(spec("a", 5_000_000),)))
    row = row_of(summary, "a")
    found, spent = cost(summary, row), row.estimate("spent")
    assert found.low <= spent.low and found.high >= spent.median + max(assess(summary, row).filling_more.high, 0)


def test_once_is_setup_and_the_first_transfer_with_its_filling_and_release(summary_of):
    summary = summary_of(QUIET.but(transports=(spec("a", 5_000_000, setup_ns=7_000_000, plant={"release": 10_000}), spec("b", 5_000_000))))
    first = 2.5 * (FILLING_NS + 5_000_000 + 10_000)
    assert once(row_of(summary, "a")).median == pytest.approx(7_000_000 + first, abs=4) and once(row_of(summary, "b")) is None


# 20 ms that are moved


def times_of(summary, row):
    """The cost over that of computing here, as printed."""
    return ratio_of(in_ms(cost(summary, row)), in_ms(cost(summary, summary.base(row.shape))))


RANKED = (spec("one", 24_000_000), spec("two", 25_000_000), spec("three", 26_000_000, family="socket"), spec("four", 27_000_000, family="socket", copies=0))


@pytest.mark.parametrize("into", ["prepare", "release"])
@pytest.mark.parametrize("key", [one.key for one in RANKED])
def test_who_moves_20_ms_out_of_the_transfer_wins_nothing(summary_of, key, into):
    before = summary_of(QUIET.but(transports=RANKED))
    after = summary_of(QUIET.but(transports=tuple(moved(one, into) if one.key == key else one for one in RANKED)))
    assert [subject.key for subject in after.measured] == [subject.key for subject in before.measured] == ["one", "two", "three", "four"]
    assert best_of_families(after) == best_of_families(before) == {"transfer/one", "transfer/three"}
    assert advice(after)[0] == advice(before)[0]
    shown = [{row.name: (in_ms(cost(one, row)), times_of(one, row)) for row in one.rows.values()} for one in (before, after)]
    assert shown[0] == shown[1], "cost and times here stay as they are, of every row"


@pytest.mark.parametrize("into", ["prepare", "release"])
def test_moving_the_noise_along_changes_no_rank(summary_of, into):
    for seed in range(3):
        noisy = Plan(noise=0.02, shapes=((500, 9111),), seed=seed)
        found = summary_of(noisy.but(transports=tuple(moved(one, into) if one.key == "two" else one for one in RANKED[:3] if one.key != "one")))
        assert [subject.key for subject in found.measured] == ["two", "three"]


def test_a_comparison_sees_what_was_moved_as_the_same(pair):
    plan = Plan(noise=0.01, shapes=((500, 9111),), transports=RANKED)
    found = compared(pair(plan, plan.but(seed=2, transports=(moved(RANKED[0], "release"), moved(RANKED[1], "prepare"), *RANKED[2:]))))
    assert {row.verdict for row in found.rows if row.a.kind.hands_over} == {"SAME"}


# A tie

TIED = tuple(spec(key, 9_000_000) for key in ("pipe", "fifo", "vmsplice")) + (spec("tcp_loopback", 18_000_000),)


def test_a_tie_is_named_and_the_recommended_one_taken(summary_of):
    for seed in range(5):
        summary = summary_of(Plan(shapes=((500, 9111),), transports=TIED, seed=seed))
        found = best(summary, summary.last())
        if {row.key for row in found.tied} == {"pipe", "fifo", "vmsplice"}:  # chance may part one in twenty
            assert found.row.key == "pipe" and re.search(r"the best elsewhere is Pipe \(\S+ ms; 2 others tie\)", advice(summary)[0], re.I)
            break
    else:
        pytest.fail("no tie in five results of one speed")


def test_a_tie_of_two_is_singular(summary_of):
    summary = summary_of(QUIET.but(transports=TIED[1:]))
    assert "(9.00 ms; 1 other ties)" in advice(summary)[0] and best(summary, summary.last()).row.key == "fifo"


def test_what_is_surely_cheaper_needs_no_recommendation(summary_of):
    summary = summary_of(Plan(shapes=((500, 9111),), transports=(spec("pipe", 9_000_000), spec("shm_ring_spin", 7_000_000))))
    found = best(summary, summary.last())
    assert found.row.key == "shm_ring_spin" and found.tied == (found.row,)


def test_with_few_rounds_only_what_overlaps_ties(summary_of):
    summary = summary_of(Plan(shapes=((500, 9111),), rounds=3, transports=TIED))
    slow, quick = row_of(summary, "tcp_loopback"), best(summary, summary.last()).row
    assert not is_tied(summary, quick, slow) and quick.key != "tcp_loopback" and is_tied(summary, slow, slow)


def test_what_is_like_here_is_said_to_be_like_here(summary_of):
    summary = summary_of(Plan(shapes=((500, 9111),), transports=(spec("pipe", LOCAL_NS), spec("fifo", 9_000_000))))
    found = assess(summary, row_of(summary, "pipe"))
    assert found.is_same_as_here and not assess(summary, row_of(summary, "fifo")).is_same_as_here
    assert re.fullmatch(r"Just to sum it: here \(\S+ ms\) cannot be told from pipe \(\S+ ms\)\.", advice(summary)[0]) and "×=" in render(summary)


# A crossing


def test_two_that_cross_are_each_the_best_at_their_shape(summary_of):
    quick_start, quick_stream = Spec("a", "Quick start", "pipe", 1, 5.0, latency_ns=1), Spec("b", "Quick stream", "socket", 1, 9.0, latency_ns=2_000_000)
    summary = summary_of(Plan(noise=0.02, transports=(quick_start, quick_stream)))
    assert [best(summary, shape).row.key for shape in summary.shapes] == ["a", "b"]
    assert [subject.key for subject in summary.measured] == ["b", "a"], "the order is that of the largest shape"
    first, second = advice(summary)
    assert "the best elsewhere is quick start / quick stream (" in first and "(quick start / quick stream)" in second
    lines = {line.split("  ")[0].strip(" *"): line.split() for line in render(summary).splitlines() if line.startswith(" Quick")}
    costs = {name: [float(cell) for cell in cells if re.fullmatch(r"[\d.]+", cell)] for name, cells in lines.items()}
    assert costs["Quick start"][0] < costs["Quick stream"][0] and costs["Quick start"][2] > costs["Quick stream"][2]


def test_where_shipping_wins_at_one_shape_alone_both_are_told(summary_of):
    summary = summary_of(Plan(noise=0.01, transports=(spec("born", 450_000, copies=0),)))
    assert re.match(r"Just to sum it: at 170x9111 compute it here \(.*\); at 500x9111 shipping by born is 1\.\dx faster \(", advice(summary)[0])


# A drift over the rounds


def test_a_machine_that_slows_down_hides_no_difference(summary_of):
    """Times double from the first round to the last, of here and of the transports alike: pairs of rounds still tell."""
    slow = spec("slow", round(1.1 * LOCAL_NS), drift=1.0)
    summary = summary_of(Plan(noise=0.005, shapes=((500, 9111),), transports=(slow,), local_drift=1.0))
    found = assess(summary, row_of(summary, "slow"))
    assert found.wide and not found.is_same_as_here and 1.05 < found.times_here.low < found.times_here.high < 1.15
    assert "compute it here" in advice(summary)[0]


def test_a_drift_of_one_transport_alone_is_in_its_interval(summary_of):
    summary = summary_of(Plan(noise=0.005, shapes=((500, 9111),), transports=(spec("steady", 9_000_000), spec("drifts", 7_100_000, drift=0.33))))
    drifts, steady = row_of(summary, "drifts"), row_of(summary, "steady")
    assert assess(summary, drifts).wide and not assess(summary, steady).wide
    assert is_tied(summary, steady, drifts) and not is_tied(summary, steady, summary.memcpy(summary.last()))


# A step: samples that settle late


def test_only_settled_samples_count(summary_of):
    late = spec("late", 9_000_000, steps=(3.5, 1.3))
    summary = summary_of(QUIET.but(transports=(late, spec("soon", 9_100_000))))
    assert (row_of(summary, "late").first, row_of(summary, "soon").first) == (2, 1)
    assert cost(summary, row_of(summary, "late")).median == 9_000_001
    assert [subject.key for subject in summary.measured] == ["late", "soon"]


def test_the_file_says_from_which_sample_on(summary_of):
    content = factory.document(QUIET.but(transports=(spec("late", 9_000_000, steps=(3.5, 1.3, 1.04)),)))
    assert row_of(summary_of(content), "late").first == 2, "what the samples say"
    result = row_of(summary_of(content), "late")
    assert settled_from(result, 4).first == 4 and len(settled_from(result, 4).warm["total"]) == len(result.warm["total"])


def test_a_comparison_takes_the_later_of_both_sides(pair):
    plan = Plan(noise=0.01, shapes=((500, 9111),), rounds=8)
    late, soon = spec("late", 9_000_000, steps=(3.5, 1.3)), spec("late", 9_000_000, steps=(3.5, 1.02))
    for sides in ((late, soon), (soon, late)):
        found = compared(pair(*(plan.but(transports=(one,), seed=seed) for seed, one in enumerate(sides, 1))))
        judged = next(row for row in found.rows if row.a.key == "late")
        assert (judged.a.first, judged.b.first) == (2, 2) and judged.verdict == "SAME"
        assert len(cost_by_round(found.a, judged.a)) == 8
