"""tools/bench --like: the flags that repeat a run, and what cannot be repeated."""

import factory
import pytest
from factory import Plan
from tool import run

SMALL = Plan(transports=factory.NINE[:2], rounds=3, transfers=4, seed=9, kernel="sum_naive", local=False)


def test_the_flags_say_all_that_makes_a_run(tmp_path):
    found = run("like", factory.write(tmp_path, factory.document(SMALL)))
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines() == [
        "suite transfer", "--shape 170x9111", "--shape 500x9111", "--rounds 3", "--transfers 4", "--seed 9", "--kernel sum_naive", "--placement same_llc",
        "--only ^(bound/memcpy|bound/memcpy_nt|transfer/pipe|transfer/posix_mq)/",
    ]  # fmt: skip


def lines(tmp_path, content):
    found = run("like", factory.write(tmp_path, factory.sealed(content)))
    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout.splitlines()


def test_rows_of_one_shape_alone_are_repeated_at_that_shape_alone(tmp_path):
    content = factory.document(SMALL)
    kept = {"transfer/pipe/170x9111", "bound/memcpy/500x9111"}
    content["benchmarks"] = [item for item in content["benchmarks"] if item["ipc"]["row"] in kept]
    assert lines(tmp_path, content)[-1] == "--only ^(bound/memcpy/500x9111|transfer/pipe/170x9111)$"


def test_rounds_that_were_added_for_precision_are_not_planned_again(tmp_path):
    content = factory.document(SMALL.but(rounds=5))
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["round"] < 3 or b["ipc"]["row"] == "transfer/pipe/170x9111"]
    without = lines(tmp_path, content)
    assert "--rounds 3" in without and not any(line.startswith("--precision") for line in without)
    for precision, text in ((0.03, "3%"), (0.001, "0.1%"), (1, "100%")):
        content["ipcbench"]["protocol"]["precision"] = precision
        assert {"--rounds 3", f"--precision {text}"} <= {*lines(tmp_path, content)}


def test_matrices_that_lay_in_memory_do_so_again(tmp_path):
    content = factory.document(SMALL)
    assert not any(line.startswith("--residency") for line in lines(tmp_path, content))
    content["ipcbench"]["protocol"]["residency"] = "memory"
    assert "--residency memory" in lines(tmp_path, content)


def test_tuned_rows_run_with_the_tuning_that_was_found(tmp_path):
    content = factory.document(SMALL)
    content["ipcbench"]["tuning"] = [{"row": "transfer/pipe/170x9111", "chosen": 3, "trials": []}, {"row": "transfer/posix_mq/170x9111", "chosen": None, "trials": []}]
    assert [line for line in lines(tmp_path, content) if line.startswith("--tuning")] == ["--tuning transfer/pipe/170x9111=3"]


def protocol(**facts):
    def change(content):
        content["ipcbench"]["protocol"] |= facts
        return factory.sealed(content)

    return change


REFUSED = {
    "seed": (protocol(seed=None), "cannot be repeated: it does not say seed"),
    "kernel": (protocol(kernel=None), "cannot be repeated: it does not say kernel"),
    "placement": (protocol(placement={"policy": None, "producer_cpu": None, "consumer_cpu": None}), "it does not say placement"),
    "odd placement": (protocol(placement={"policy": "none; reboot", "producer_cpu": None, "consumer_cpu": None}), "its placement is 'none; reboot'"),
    "odd shape": (protocol(shapes=["$(reboot)"]), "a shape is '$(reboot)'"),
    "no rows": (lambda c: factory.sealed(c | {"benchmarks": []}), "it does not say rows"),
    "flipped": (lambda c: c["benchmarks"][0]["ipc"].update(digest="0" * 64) or c, "not sound: benchmarks[0]: the samples are not"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_repeated_is_refused_in_one_line(tmp_path, kind):
    change, reason = REFUSED[kind]
    found = run("like", factory.write(tmp_path, change(factory.document(SMALL))))
    assert found.returncode == 2 and found.stdout == "" and found.stderr.count("\n") == 1
    assert found.stderr.startswith("bench --like: ") and reason in found.stderr


@pytest.mark.parametrize("text", ["", "{", None])
def test_what_is_no_result_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "r.json").write_text(text)
    found = run("like", tmp_path / "r.json")
    assert found.returncode == 2 and found.stderr.count("\n") == 1
