"""From which compute on shipping pays: as docs/methodology.md derives it, printed by the end of its interval that is safe."""

from dataclasses import replace

import factory
import numpy as np
import pytest
from factory import Plan, Spec
from ipcbench.analysis.assessment import assess
from ipcbench.analysis.cost import Threshold, cost_by_round, pays_from
from ipcbench.words.quantities import threshold_ms

QUIET = Plan(noise=0, shapes=((500, 9111),))
SIZE = 36_444_000
LOCAL_NS = factory.planted_local_ns(SIZE)
FILLING_NS = round(SIZE / 6.0) + 500


def spec(total_ns, sent_ns=1, **plant):
    phases = {"transfer": total_ns - 200_000, "compute": 199_000, "reply": 1_000, "sent": sent_ns, "release": 10}
    return Spec("one", "One", "pipe", 1, None, plant=phases | plant)


def with_cpus(content, cpus):
    content["ipcbench"]["environment"]["allowed_cpus"] = cpus
    return content


def found(summary_of, one, cpus=4, workers=2, plan=QUIET):
    summary = summary_of(with_cpus(factory.document(plan.but(transports=(one,))), cpus))
    return pays_from(summary, summary.by_key("one", summary.last()), workers)


def test_the_producer_must_keep_up(summary_of):
    assert found(summary_of, spec(LOCAL_NS, 400_000)) == Threshold(400_000, 400_000)
    assert found(summary_of, spec(LOCAL_NS, 400_000, prepare=FILLING_NS + 300_000)) == Threshold(700_000, 700_000)


def test_a_worker_must_keep_up_less_what_filling_takes_here(summary_of):
    more = spec(LOCAL_NS + FILLING_NS + 250_000)
    assert found(summary_of, more) == Threshold(250_010, 250_010), "the release counts"
    assert found(summary_of, spec(LOCAL_NS + 2 * (FILLING_NS + 250_000)), workers=3) == Threshold(250_005, 250_005), "two share what is added"


def test_two_cpus_must_carry_what_three_processes_do(summary_of):
    """(prepare + CPU of both sides - compute - 2 prepare of local) / 1, with 2 CPUs alone."""
    one = spec(LOCAL_NS + 30_000_000, 25_000_000)
    phases = one.phases(SIZE)
    cpu = phases["sent"] + phases["transfer"] // 2 + phases["compute"]
    expected = phases["prepare"] + cpu - phases["compute"] - 2 * FILLING_NS
    assert found(summary_of, one, cpus=2) == Threshold(expected, expected)
    assert found(summary_of, one, cpus=4).high == 25_000_000
    assert found(summary_of, one, cpus=2, plan=QUIET.but(usage=False)) is None, "of CPU time nothing is known"
    assert found(summary_of, one, cpus=1) is None, "workers that take turns win nothing by being two"


def test_there_is_none_below_nothing(summary_of):
    assert found(summary_of, spec(LOCAL_NS, 1, prepare=FILLING_NS // 2)) == Threshold(0.0, 0.0)


@pytest.mark.parametrize("changes", [{"overlapped": True}, {"forked": True}])
def test_of_what_overlaps_or_forks_only_a_measurement_tells(summary_of, changes):
    assert found(summary_of, replace(spec(LOCAL_NS), **changes)) is None


def test_too_few_rounds_tell_nothing(summary_of):
    assert found(summary_of, spec(LOCAL_NS), plan=QUIET.but(rounds=5)) is None


def test_the_safe_end_covers_a_cost_of_which_filling_may_be_a_part(summary_of):
    """Whether filling takes longer is not known: with it the worker's share may be larger, and that end is printed."""
    for seed in range(8):
        one = spec(LOCAL_NS + FILLING_NS + 3_000_000, 1)
        summary = summary_of(with_cpus(factory.document(Plan(noise=0.15, shapes=((500, 9111),), transports=(one,), seed=seed)), 4))
        row, here = summary.by_key("one", summary.last()), summary.base(summary.last())
        assessed = assess(summary, row)
        if not assessed.filling_more.low < 0 < assessed.filling_more.high:
            continue
        with_filling = row.series("spent").values + row.series("prepare").values - here.series("prepare").values
        ends = [np.sort(spent - here.series("total").values - here.series("prepare").values)[-6] for spent in (with_filling, row.series("spent").values)]
        assert assessed.pays_from.high >= max(ends) - 1
        assert len(cost_by_round(summary, row)) == 20


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 0, "any"), (0, 1, "<0.001"), (1, 1, "0.001"), (0, 999, "<0.001"), (900, 1001, "0.0011"), (0, 100_000, "<0.10"),
        (90_000, 100_001, "0.11"), (1_300_000, 1_400_000, "1.4"), (1_300_000, 1_400_001, "1.5"), (9_000_000, 9_910_000, "10"),
        (0, 99_100_000, "<100"), (1, 123_456_789, "130"),
    ],
)  # fmt: skip
def test_a_printed_threshold_is_never_below_what_its_interval_can_tell(low, high, text):
    assert threshold_ms(Threshold(low, high)) == text
    if text != "any":
        assert float(text.lstrip("<")) >= high / 1e6 and text.startswith("<") == (low <= 0)
