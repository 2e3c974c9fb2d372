"""Of several transports that tie the first in a list is taken: docs/transports.md prints it."""

import re
from dataclasses import replace

import factory
from ipcbench.analysis import recommended
from ipcbench.analysis.rows import Subject
from ipcbench.commands.cli import REPOSITORY
from ipcbench.result.model import Kind

TRANSFER = Kind("transfer", "Handing over", "measured", ("transfer",), ("transfer",))


def subject(key):
    return Subject(TRANSFER, key, key, "any", 0, "shared", "spinning" if key.endswith("_spin") else "blocking")


def test_the_list_has_transports_of_the_registry_once_each():
    """One that it lacks stands behind those of its like: a new transport is one file, and no other edit."""
    files = {path.stem for path in (REPOSITORY / "src" / "transports").glob("*.cpp")}
    assert files >= {*recommended.ORDER} and len(recommended.ORDER) == len({*recommended.ORDER})


def test_the_documents_print_the_list():
    text = (REPOSITORY / "docs" / "transports.md").read_text()
    told = text.partition("## Which to take of several that tie")[2].partition("\n## ")[0]
    assert tuple(re.findall(r"`(\w+)`", told)) == recommended.ORDER


def test_sleeping_comes_before_spinning_and_plain_before_tuned():
    assert sorted(recommended.ORDER, key=lambda key: recommended.place(subject(key))) == [*recommended.ORDER]


def test_what_is_not_in_the_list_stands_behind_those_of_its_like():
    keys = ["new", "shm_in_place", "new_tuned", "pipe_tuned", "new_spin", "shm_ring_spin", "vmsplice"]
    found = sorted(keys, key=lambda key: recommended.place(subject(key)))
    assert found == ["shm_in_place", "vmsplice", "new", "pipe_tuned", "new_tuned", "shm_ring_spin", "new_spin"]


def test_of_what_ties_the_recommended_one_is_taken_whatever_costs_least(summary_of):
    from ipcbench.analysis.ranking import best

    specs = [replace(spec, latency_ns=28_000 + number) for number, spec in enumerate(factory.NINE[:5:-1])]  # boost_shm, spinning, in place
    summary = summary_of(factory.Plan(transports=tuple(specs)))
    found = best(summary, summary.shapes[-1])
    assert found.row.key == "shm_in_place" and {row.key for row in found.tied} == {"shm_in_place", "boost_shm", "shm_in_place_spin"}
    assert [row.key for row in found.tied] == ["shm_in_place", "boost_shm", "shm_in_place_spin"], "in the order of the list"


def test_what_ties_only_because_its_rounds_are_unlike_is_not_taken(summary_of):
    """Rounds of 0.2 and of 20 ms cannot be told from what takes 4 ms in each, and cost five times as much."""
    from ipcbench.analysis.ranking import best, is_tied

    steady = tuple(spec for spec in factory.NINE if spec.key != "shm_in_place_spin")
    content = factory.document(factory.Plan(rounds=10, noise=0.02, transports=steady))
    for item in content["benchmarks"]:
        if item["ipc"]["key"] in ("shm_in_place", "boost_shm"):
            samples = item["ipc"]["samples"]
            slow = 20 if item["ipc"]["round"] % 4 else 0.2
            samples["transfer_ns"] = [round(slow * 1_000_000)] * len(samples["transfer_ns"])
    summary = summary_of(factory.sealed(content))
    found = best(summary, summary.shapes[-1])
    unlike = summary.row(next(subject for subject in summary.measured if subject.key == "shm_in_place"), summary.shapes[-1])
    assert is_tied(summary, found.row, unlike), "its rounds say nothing else"
    assert [row.key for row in found.tied] == ["shm_copy"]
