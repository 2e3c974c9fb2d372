"""What cannot be compared is refused by the name of the field; what can be is compared."""

import factory
import pytest
from comparing import SMALL, compared, with_policy, with_protocol
from tool import run


def _without_rows(content):
    content["benchmarks"], content["ipcbench"]["complete"] = [], False


NOTHING = with_protocol()
INCOMPARABLE = {
    "kernel": (SMALL.but(kernel="sum_naive"), NOTHING, "kernel (sum | sum_naive)"),
    "no kernel": (SMALL, with_protocol(kernel=None), "kernel (sum | None)"),
    "transfers": (SMALL.but(transfers=9), NOTHING, "transfers per round (3 | 9)"),
    "same core": (SMALL, with_policy("same_core"), "placement (same_llc | same_core)"),
    "other cache": (SMALL, with_policy("cross_llc"), "placement (same_llc | cross_llc)"),
    "other node": (SMALL, with_policy("cross_numa"), "placement (same_llc | cross_numa)"),
    "not pinned": (SMALL, with_policy("none"), "placement (same_llc | none)"),
    "shapes": (SMALL.but(shapes=((3, 3),)), NOTHING, "shapes (170x9111 500x9111 | 3x3)"),
    "residency": (SMALL, with_protocol(residency="memory"), "residency (cache | memory)"),
    "two fields": (SMALL.but(transfers=9), with_policy("none"), "transfers per round (3 | 9); placement (same_llc"),
    "rows": (SMALL, _without_rows, "rows (none is in both)"),
}


@pytest.mark.parametrize("kind", INCOMPARABLE)
def test_what_cannot_be_compared_names_the_field_and_ends_with_2(pair, kind):
    plan, change, reason = INCOMPARABLE[kind]
    other = factory.document(plan)
    change(other)
    found = run("compare", *pair(SMALL, other))
    assert found.returncode == 2 and reason in found.stderr and found.stderr.count("\n") == 1
    assert "NOT COMPARABLE" in found.stdout


def test_another_machine_may_have_another_placement(pair):
    """Its cores lie as they lie: the reader is told, and judges."""
    other = factory.document(SMALL)
    other["ipcbench"]["machine"]["cpu_model"] = "Another 9000"
    with_policy("cross_llc")(other)
    found = run("compare", *pair(SMALL, other))
    assert found.returncode == 0 and "NOT COMPARABLE" not in found.stdout
    assert "the placement differs: same_llc, cpu0>cpu1 | cross_llc, cpu0>cpu1" in " ".join(found.stdout.split())


@pytest.mark.parametrize("shapes", [["170x9111", "500x9111"], ["170x9111"]])
def test_another_timed_interval_is_named(pair, shapes):
    other = factory.document(SMALL)
    with_protocol(shapes=shapes)(other)
    other["ipcbench"]["ids"]["workload"] = "0123456789abcdef"
    paths = pair(SMALL, other)
    (field,) = compared(paths).refused
    assert field.startswith("timed interval (workload ")
    found = run("compare", *paths)
    assert found.returncode == 2 and "tools/verify tells all" in found.stderr and found.stderr.count("\n") == 1


def test_common_shapes_are_compared_and_the_rest_is_named(pair):
    found = run("compare", *pair(SMALL, SMALL.but(seed=2, shapes=((170, 9111), (9, 9)))))
    assert found.returncode == 0 and "the common ones are compared" in found.stdout and "of 7 rows" in found.stdout
    assert "only in A: local/sum/500x9111" in found.stdout and "only in B: local/sum/9x9" in found.stdout
