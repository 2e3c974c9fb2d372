"""A run is a folder: every tool takes it, pairs its suites by name, and says what is wrong with it in one line."""

import csv
import io
import json
import os
import re

import factory
import pytest
import suites
from comparing import as_pair
from factory import Plan
from ipcbench.commands import cli, plot, report
from ipcbench.result import files, identity, runs
from tool import run

MEND = "tools/bench --resume goes on with it, tools/recover makes a result of it"
FIRST, SECOND, THIRD = (f"2026010{day}T000000Z" for day in (1, 2, 3))
PLAN = Plan(transports=factory.NINE[:2], shapes=((170, 9111),), rounds=6, transfers=2)
LOCAL = factory.KINDS[0]
HERE = suites.row(LOCAL, "sum", {"prepare": 900, "compute": 10_000}, shape=(3, 3), kernel="sum", family="local")


def compute(seed):
    return suites.document("compute", (LOCAL,), [HERE], kernel="sum", seed=seed)


ALL = ("show", "plot", "report", "compare", "export", "verify", "like", "pool_rows")


@pytest.fixture
def results(tmp_path):
    """A folder of results: one run of two suites, one of three, one of one suite on another machine."""
    for stamp, seed, contents in ((FIRST, 1, (compute(1),)), (SECOND, 2, (compute(2), suites.launches(rounds=6)))):
        for content in (factory.document(PLAN.but(seed=seed)), *contents):
            factory.write(tmp_path / "results", content, stamp)
    factory.write(tmp_path / "results", factory.document(PLAN.but(seed=3)), THIRD, machine="other")
    return tmp_path / "results"


def folder(results, stamp):
    return next(results.glob(f"*/{stamp}"))


def names(paths):
    return [f"{path.parent.name}/{path.stem}" for path in paths]


def test_files_runs_machines_and_globs_stand_for_their_suites(results, monkeypatch):
    every = [f"{FIRST}/compute", f"{FIRST}/transfer", f"{SECOND}/compute", f"{SECOND}/process", f"{SECOND}/transfer", f"{THIRD}/transfer"]
    first = str(folder(results, FIRST))
    for called, expected in (
        ([str(results)], every), ([first], every[:2]), ([f"{first}/"], every[:2]), ([f"{first}/transfer.json"], every[1:2]),
        ([str(results / factory.MACHINE)], every[:5]), ([str(results / "*" / "*")], every), ([str(results / "*" / "*" / "compute.json")], [every[0], every[2]]),
        ([f"{first}/transfer.json", first], [every[1], every[0]]),
    ):  # fmt: skip
        assert names(files.expand(called)) == expected, called
    monkeypatch.chdir(folder(results, FIRST))
    assert names(path.absolute() for path in files.expand(["."])) == every[:2]
    assert [runs.stamp_of(path, None) for path in files.expand(["transfer.json"])] == [FIRST]


def test_a_run_left_out_is_the_newest_with_all_its_suites(results):
    assert names(runs.newest(results)) == [f"{THIRD}/transfer"]
    for path in folder(results, THIRD).iterdir():
        path.unlink()
    (folder(results, THIRD) / "transfer.partial.jsonl").write_text("{}\n")
    assert names(runs.newest(results)) == [f"{SECOND}/compute", f"{SECOND}/process", f"{SECOND}/transfer"]
    for tool in ("show", "export"):
        assert run(tool, "--results", results).stdout == run(tool, folder(results, SECOND)).stdout


def test_show_prints_the_table_of_each_suite(results):
    text = run("show", folder(results, SECOND)).stdout
    places = [text.index(f"{factory.MACHINE}/{SECOND}/{suite}\n") for suite in ("compute", "process", "transfer")]
    assert places == sorted(places) and places[0] == 0 and " fork " in text and " Pipe " in text
    alone = run("show", folder(results, THIRD)).stdout
    assert alone == run("show", *folder(results, THIRD).iterdir()).stdout and THIRD not in alone


def test_plot_draws_each_suite_into_a_folder_of_its_own(results, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "PLOTS", tmp_path / "plots")
    first = folder(results, FIRST)
    assert plot.main([str(first), "--format", "svg", "--figure", "headline"]) == 0
    assert (tmp_path / "plots" / factory.MACHINE / FIRST / "transfer" / "headline.svg").is_file()
    for called, expected in (([first], "transfer/"), ([first / "transfer.json"], ""), ([first, folder(results, THIRD)], f"other/{THIRD}/transfer/")):
        out = tmp_path / f"out{len(expected)}"
        found = run("plot", *called, "-o", out, "--format", "svg", "--figure", "headline")
        assert (found.returncode, found.stderr) == (0, "") and (out / expected / "headline.svg").is_file()
    assert report.main([str(first)]) == 0 and (tmp_path / "plots" / factory.MACHINE / FIRST / "report.html").is_file()


def test_the_report_of_a_run_has_a_section_per_suite_what_tells_of_shipping_first(results, tmp_path):
    assert run("report", folder(results, SECOND), "-o", tmp_path / "r.html").returncode == 0
    text = (tmp_path / "r.html").read_text()
    found = re.findall(r'<h2 class="machine">(\d) · .*? · (\w+)</h2>', text)
    assert found == [("1", "transfer"), ("2", "compute"), ("3", "process")]
    assert 'id="overview"' not in text and 'id="comparison' not in text and '<figure id="r1-headline">' in text and '<figure id="r3' not in text
    assert "left out" not in text.partition('id="r2"')[2]


def test_the_report_of_several_runs_holds_no_suite_against_another(results, tmp_path):
    assert run("report", results, "-o", tmp_path / "r.html").returncode == 0
    text = (tmp_path / "r.html").read_text()
    first, second = (part.partition("</table>")[0] for part in text.partition('id="overview"')[2].split("<h2>")[1:3])
    assert first.startswith("transfer<") and re.findall(r'href="#r(\d)"', first) == ["1", "2", "3"]
    assert second.startswith("compute<") and re.findall(r'href="#r(\d)"', second) == ["4", "5"]
    assert "Not comparable" not in text and text.count('<figure id="comparison') == 1


def test_compare_pairs_suites_by_name_and_says_which_is_on_one_side(results):
    first, second, third = (folder(results, stamp) for stamp in (FIRST, SECOND, THIRD))
    found = run("compare", first, second)
    assert found.returncode == 0
    assert re.findall(r"^SUITE (\w+)$", found.stdout, re.MULTILINE) == ["compute", "transfer"]
    assert f"A {factory.MACHINE}/{FIRST}/compute (baseline)" in found.stdout and f"B {factory.MACHINE}/{SECOND}/compute" in found.stdout
    assert f"suite process: not in the baseline, so it is not compared; it is in {factory.MACHINE}/{SECOND}\n" in found.stdout
    content = json.loads(run("compare", first, second, "--json").stdout)
    assert [(one["suite"], one["not_comparable"]) for one in content["comparisons"]] == [("compute", []), ("transfer", [])]
    assert len(content["one_sided"]) == 1
    lines = list(csv.DictReader(io.StringIO(run("compare", second, first, "--csv").stdout)))
    assert {line["baseline"].rpartition("/")[2] for line in lines} == {"compute", "transfer"}
    assert f"suite process: not in {factory.MACHINE}/{FIRST}, so it is not" in run("compare", second, first, "--csv").stderr
    several = run("compare", results).stdout
    assert several.count("SUITE ") == 2 and f"suite compute: not in {factory.MACHINE}/{THIRD}" in several
    alone = run("compare", first / "transfer.json", third).stdout
    assert "SUITE" not in alone and f"{FIRST} (baseline)" in alone and "one_sided" not in alone and "suite " not in alone


def test_compare_refuses_what_has_no_suite_in_common(results):
    first, third = folder(results, FIRST), folder(results, THIRD)
    found = run("compare", first / "compute.json", third)
    assert found.returncode == 2 and found.stderr.count("\n") == 1 and "no suite is both in the baseline and in another run" in found.stderr
    found = run("compare", first)
    assert found.returncode == 2 and "one run alone" in found.stderr
    assert run("compare", first, third, "--baseline", results).stderr.count("stands for 3 runs, not one") == 1


def test_fail_on_ends_with_1_for_a_slower_row_of_any_suite(results):
    slow = suites.launches(rounds=20, seed=5)
    for item in slow["benchmarks"]:
        item["ipc"]["samples"] = {phase: [3 * value for value in values] for phase, values in item["ipc"]["samples"].items()}
    launches = as_pair(suites.launches(rounds=20), factory.sealed(slow))
    computes = as_pair(compute(1), compute(1))
    for stamp, of_run in zip(("20260201T000000Z", "20260202T000000Z"), zip(computes, launches)):
        for suite in of_run:
            factory.write(results, suite, stamp)
    paths = [folder(results, "20260201T000000Z"), folder(results, "20260202T000000Z")]
    assert run("compare", *paths, "--fail-on", "slower").returncode == 1 and run("compare", *reversed(paths), "--fail-on", "slower").returncode == 0


def test_only_leaves_out_the_suites_that_have_no_such_row(results):
    factory.write(results, compute(1), FIRST)
    factory.write(results, compute(2), SECOND)
    paths = [folder(results, FIRST), folder(results, SECOND)]
    assert "SUITE compute" in run("compare", *paths).stdout
    found = run("compare", *paths, "--only", "transfer/")
    assert found.returncode == 0 and "transfer" in found.stdout.lower() and "SUITE compute" not in found.stdout and found.stderr == ""


def test_export_tells_the_suite_of_each_line(results):
    lines = list(csv.DictReader(io.StringIO(run("export", results).stdout)))
    assert {(line["stamp"], line["suite"]) for line in lines} == {
        (FIRST, "compute"), (FIRST, "transfer"), (SECOND, "compute"), (SECOND, "process"), (SECOND, "transfer"), (THIRD, "transfer"),
    }  # fmt: skip


def test_like_takes_one_suite_to_be_named_where_there_are_several(results):
    second = folder(results, SECOND)
    found = run("like", second)
    assert found.returncode == 2 and "has several suites (compute, process, transfer): name one" in found.stderr and found.stderr.count("\n") == 1
    assert run("like", second, "process").stdout.splitlines() == [
        "suite process", "--rounds 6", "--transfers 4", "--seed 1", "--placement same_llc", "--only ^(call/call|floor/wake|launch/fork|launch/spawn)$",
    ]  # fmt: skip
    assert run("like", second, "transfer").stdout == run("like", second / "transfer.json").stdout != ""
    assert run("like", folder(results, THIRD)).returncode == 0
    found = run("like", second, "cluster")
    assert found.returncode == 2 and "no suite 'cluster' there, but compute, process, transfer" in found.stderr
    assert "stands for several runs" in run("like", results).stderr


def test_rows_under_conditions_are_repeated_at_any_shape(tmp_path):
    path = factory.write(tmp_path, suites.farms())
    only = run("like", path).stdout.splitlines()[-1].removeprefix("--only ")
    for name, wanted in (("farm/pipe/170x9111/workers:2/window:2", True), ("farm/pipe/1x1/workers:4/window:2", True), ("local/sum/1x1", True),
                         ("farm/pipe/170x9111/workers:8/window:2", False), ("farm/pipe/170x9111", False)):  # fmt: skip
        assert bool(re.search(only, name)) == wanted, name


def test_a_file_that_lies_elsewhere_is_called_by_its_run(results, tmp_path):
    path = (folder(results, THIRD) / "transfer.json").rename(tmp_path / "copy.json")
    assert f"{factory.MACHINE}/{THIRD}" in run("compare", folder(results, FIRST) / "transfer.json", path).stdout


def test_verify_refuses_a_folder_whose_files_are_not_of_one_run(results):
    first = folder(results, FIRST)
    assert run("verify", results).returncode == 0
    (folder(results, THIRD) / "transfer.json").replace(first / "transfer.json")
    found = run("verify", first)
    assert found.returncode == 1 and found.stdout == (
        f"{first}: its files are not of one run: ipcbench.run is {factory.MACHINE}/{FIRST} in compute.json, other/{THIRD} in transfer.json\n"
    )
    other = factory.document(PLAN)
    other["ipcbench"]["machine"]["id"] = "elsewhere"
    factory.write(results, other, FIRST)
    found = run("verify", results)
    assert found.returncode == 1 and found.stdout.count("\n") == 1
    assert f"ipcbench.machine.id is {factory.MACHINE} in compute.json, elsewhere in transfer.json" in found.stdout


def test_verify_refuses_suites_of_two_machines_of_one_name(results):
    other = factory.document(PLAN)
    ours = other["ipcbench"]
    ours["machine"]["cpu_model"] = "Another"
    ours["ids"]["hardware"] = identity.hardware(ours["machine"])
    factory.write(results, other, FIRST)
    found = run("verify", folder(results, FIRST))
    assert found.returncode == 1 and "ipcbench.ids.hardware is" in found.stdout and found.stdout.count("\n") == 1


def test_verify_names_what_does_not_belong_into_a_run(results):
    first = folder(results, FIRST)
    (first / "transfer.json").rename(first / "again.json")
    (first / "notes.txt").write_text("x")
    (first / "sub").mkdir()
    (first / "pool.partial.jsonl").write_text('{"ipc": {"row": "farm/pipe"}}\n' * 3 + "{")
    lines = run("verify", first).stdout.splitlines()
    assert [line.removeprefix(f"{first}/") for line in lines] == [
        "again.json: is of suite transfer, so its name should be transfer.json",
        "notes.txt: a run's folder holds its suites alone, <suite>.json",
        f"pool.partial.jsonl: this run did not finish: it has 3 entries of 1 row and no result; {MEND}",
        "sub: a run's folder holds its suites alone, <suite>.json",
    ]
    assert run("verify", first).returncode == 1 and run("verify", first / "again.json").returncode == 0, "a file by itself is sound"


@pytest.mark.parametrize("tool", ALL)
def test_a_run_that_did_not_finish_is_told_on_one_line(tmp_path, tool):
    (tmp_path / "m" / FIRST).mkdir(parents=True)
    partial = tmp_path / "m" / FIRST / "transfer.partial.jsonl"
    partial.write_text('{"ipc": {"row": "local/sum/3x3"}}\n{"ipc": {"row": "transfer/pipe/3x3"}}\n{"ipc": {"row": "transfer/pipe/3x3"}}\n')
    for path in (tmp_path, tmp_path / "m", partial.parent, partial):
        found = run(tool, path)
        assert found.returncode == 2 and found.stdout == ""
        assert found.stderr.endswith(f"{partial}: this run did not finish: it has 3 entries of 2 rows and no result; {MEND}\n")
        assert found.stderr.count("\n") == 1
    if tool in ("show", "plot", "report", "export"):
        assert "this run did not finish" in run(tool, "--results", tmp_path).stderr


@pytest.mark.parametrize("tool", ALL)
@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"ipcbench": {}}'])
def test_an_empty_folder_or_a_damaged_suite_is_told_on_one_line(tmp_path, tool, content):
    where = tmp_path / "m" / FIRST
    where.mkdir(parents=True)
    if content is not None:
        (where / "transfer.json").write_text(content)
        (tmp_path / "m" / SECOND).mkdir()
    for path in (tmp_path, where):
        found = run(tool, path)
        said = found.stdout + found.stderr
        lines = 2 if (tool, content) == ("verify", '{"ipcbench": {}}') else 1
        assert found.returncode in (1, 2) and said.count("\n") == lines and "Traceback" not in said
        assert str(where if content is not None else path) in said or "one run alone" in said


@pytest.mark.parametrize("kind", ["fifo", "folder", "loop", "huge"])
def test_odd_things_in_a_run_are_told_on_one_line(tmp_path, kind):
    where = tmp_path / "m" / FIRST
    where.mkdir(parents=True)
    path = where / "transfer.partial.jsonl" if kind == "fifo" else where / "transfer.json"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    else:
        with path.open("w") as file:
            file.truncate(200_000_000)
    for tool in ALL:
        found = run(tool, where)
        said = found.stdout + found.stderr
        assert found.returncode == 2 and 0 < said.count("\n") <= 2 and "Traceback" not in said, (tool, said)
