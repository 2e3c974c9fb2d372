"""From which sample on a row has settled: the rule, what files say of it, and files from before."""

import copy

import factory
import numpy as np
import pytest
import settling
from ipcbench.result import checks, reader, settled


def rounds_of(*samples, rounds=5):
    """The same samples in each round."""
    return np.array([samples] * rounds)


@pytest.mark.parametrize(
    ("samples", "first"),
    [
        ((9000, 1000, 1000, 1000), 1),
        ((8458, 3046, 2316, 2367), 2),  # process_vm_readv, 12.4 MB
        ((9000, 1050, 1000, 1000), 1),  # 5 % are within
        ((9000, 1051, 1000, 1000), 2),
        ((9000, 950, 1000, 1000), 1),
        ((9000, 949, 1000, 1000), 2),
        ((9000, 4000, 3000, 2000, 1000, 1000, 1000), 4),
        ((9000, 5000, 4000, 3000, 2000, 1000, 1000), 4),  # not by the fourth: the fourth all the same
        ((9000, 4000, 2000, 1000), 3),  # the last one, behind which there is nothing to hold it against
        ((9000, 1000), 1),
        ((9000,), None),
        ((), None),
    ],
)
def test_the_first_sample_like_the_later_ones_counts(samples, first):
    assert settled.first_settled(rounds_of(*samples)) == first == settling.first(rounds_of(*samples).tolist())


def test_medians_over_rounds_decide_not_single_rounds():
    totals = rounds_of(9000, 1000, 1000, 1000, rounds=9)
    totals[:4, 1] = 5000
    assert settled.first_settled(totals) == 1
    totals[4, 1] = 5000
    assert settled.first_settled(totals) == 2


def test_rounds_may_differ_in_length_and_none_is_no_row():
    ragged = [np.array([9, 5, 1, 1]), np.array([9, 5]), np.array([9])]
    assert settled.first_settled(ragged) == settling.first([each.tolist() for each in ragged]) == 2
    assert settled.first_settled([]) is None


def test_two_computations_agree_on_random_samples():
    random = np.random.default_rng(5)
    for _ in range(2000):
        shape = random.integers(1, 9), random.integers(1, 8)
        totals = np.round(1000 * random.lognormal(0, 0.05, shape)).astype(np.int64)
        totals[:, : random.integers(1, 5)] *= 2
        assert settled.first_settled(totals) == settling.first(totals.tolist())


def test_a_result_has_it_by_row_and_one_from_before_has_it_computed(tmp_path, good):
    said = {item["row"]: item["from"] for item in good["ipcbench"]["settled"]}
    assert said and set(said.values()) <= {1, 2}
    assert reader.load(factory.write(tmp_path, good)).settled == said
    del good["ipcbench"]["settled"]
    assert list(checks.findings(good, b"")) == []
    for kept in ("everything", "totals", "nothing"):
        assert reader.load_sound(factory.write(tmp_path / kept, good), kept).settled == said


def test_a_row_of_cold_samples_alone_has_none(tmp_path):
    plan = factory.Plan(transports=factory.NINE[:1], rounds=2, transfers=1)
    content = factory.document(plan)
    assert {item["from"] for item in content["ipcbench"]["settled"]} == {None}
    assert list(checks.findings(content, b"")) == []
    assert reader.load(factory.write(tmp_path, content)).settled == {}


DAMAGES = {
    "another": (lambda said: said[0].update({"from": 4}), "counts from 4, but its samples have settled from"),
    "none": (lambda said: said[0].update({"from": None}), "counts from None, but"),
    "missing": (lambda said: said.pop(), "ipcbench.settled lacks"),
    "unknown": (lambda said: said.append({"row": "x", "from": 1}), "ipcbench.settled: x has no samples"),
    "twice": (lambda said: said.append(copy.copy(said[0])), "ipcbench.settled has a row twice"),
    "beyond": (lambda said: said[0].update({"from": 5}), "5 is more than 4"),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_file_that_says_something_else_is_told(good, kind):
    damage, reason = DAMAGES[kind]
    damage(good["ipcbench"]["settled"])
    found = list(checks.findings(good, b""))
    assert len(found) == 1 and reason in found[0], found
