"""Which transports the table and narrow figures show of many: the plain one and the best of each mechanism."""

import re

import factory
from factory import Plan, Spec
from ipcbench.analysis.ranking import best, best_farmed
from ipcbench.analysis.selection import representatives
from ipcbench.tables.terminal import render

QUIET = Plan(noise=0)
MANY = Plan(transports=factory.NINE + factory.MORE, unavailable=factory.UNAVAILABLE)


def keys(summary):
    return [transport.key for transport in representatives(summary)]


def test_of_many_transports_the_plain_and_the_best_of_each_mechanism_show_and_all_with_all(summary_of):
    summary = summary_of(MANY)
    short, full = render(summary), render(summary, everything=True)
    names = keys(summary)
    assert {"pipe", "posix_mq", "unix_stream", "shm_copy", "shm_in_place", "shm_ring"} <= set(names), "plain"
    assert {"shm_copy_tuned", "unix_stream_tuned", "vmsplice", "fork_inherit"} <= set(names), "best"
    assert not {"pipe_tuned", "shm_ring_spin", "sysv_mq", "unix_dgram"} & set(names)
    shown = [line for line in short.splitlines() if re.match(r" [A-Za-z].* \d", line)]
    hidden = 33 - len(names)
    assert len(shown) == len(names) and f"\n{hidden + 2} more rows, keys" in short and "more row" not in full and hidden >= 14
    assert all(f"\n {spec.key} " in full for spec in MANY.transports)
    assert "local sum_naive" not in short and "local sum_naive" in full


def test_what_the_advice_names_is_in_the_table(summary_of):
    for seed in range(1, 6):
        summary = summary_of(MANY.but(seed=seed, rounds=8))
        found = [best(summary, shape, copied).row for shape in summary.shapes for copied in (None, False, True)]
        found += [best_farmed(summary, shape, copied) for shape in summary.shapes for copied in (False, True)]
        assert {row.subject for row in found} <= {*representatives(summary)}


def test_in_place_and_copying_are_mechanisms_of_their_own_in_each_family(summary_of):
    plan = QUIET.but(transports=(Spec("a", "A", "library", 0, None), Spec("b", "B", "library", 0, None, 99_000), Spec("c", "C", "library", 1, 2.0),
                                 Spec("d", "D", "library", 2, 1.0), Spec("e", "E", "pipe", 2, 0.1)))  # fmt: skip
    assert keys(summary_of(plan)) == ["a", "c", "e"]


def test_plain_is_what_others_are_variants_of_by_their_keys_within_a_family(summary_of):
    plan = QUIET.but(transports=(Spec("x", "X", "pipe", 2, 1.0), Spec("x_fast", "X", "pipe", 2, 9.0), Spec("x_slow", "X", "pipe", 2, 0.5),
                                 Spec("xy", "XY", "pipe", 2, 2.0), Spec("x_other", "X", "socket", 2, 3.0)))  # fmt: skip
    assert keys(summary_of(plan)) == ["x_fast", "x", "x_other"]


def test_a_new_transport_needs_no_edit(summary_of):
    plan = QUIET.but(transports=(*factory.ALL, Spec("doors", "Doors", "library", 1, 2.0)))
    assert "doors" in keys(summary_of(plan)) and "LIBRARY" in render(summary_of(plan))
