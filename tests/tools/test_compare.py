"""tools/compare: finds what was planted and nothing else, says what it can exclude, refuses only what cannot be compared."""

import csv
import io
import json
import re

import factory
import pytest
from comparing import QUIET, SMALL, as_pair, compared, slowed, with_policy
from ipcbench.analysis.summaries import summarise
from ipcbench.base.text import letters
from ipcbench.result import reader
from tool import run

def test_a_slow_down_in_three_rows_is_found_in_those_three_only(pair):
    rows = {"transfer/pipe/170x9111", "transfer/boost_mq/500x9111", "transfer/shm_copy/170x9111"}
    found = compared(pair(QUIET, slowed(QUIET.but(seed=2), rows, 1.15)))
    assert {row.a.name for row in found.rows if row.verdict == "SLOWER"} == rows and found.count("FASTER") == 0
    assert all(1.13 < row.effect.ratio < 1.17 for row in found.rows if row.a.name in rows)
    back = compared([found.b.result.path, found.a.result.path])
    assert {row.a.name for row in back.rows if row.verdict == "FASTER"} == rows and back.count("SLOWER") == 0


def test_what_moves_all_rows_is_not_held_against_a_row(pair):
    """Two default runs of one build, three minutes apart on a virtual machine, differed by 7 % in all rows alike."""
    every = {row.name for row in summarise(reader.load(pair(QUIET, QUIET)[0])).rows.values()}
    worse = {"transfer/pipe/170x9111"}
    both = slowed(QUIET.but(seed=2), every, 1.07)
    for item in both["benchmarks"]:
        if item["ipc"]["row"] in worse:
            item["ipc"]["samples"] = {phase: [int(1.15 * value) for value in values] for phase, values in item["ipc"]["samples"].items()}
    found = compared(pair(QUIET, factory.sealed(both)))
    assert 1.06 < found.common.ratio < 1.08
    assert {row.a.name for row in found.rows if row.verdict == "SLOWER"} == worse and found.count("FASTER") == 0
    done = run("compare", found.a.result.path, found.b.result.path)
    assert "all rows together are 1.07x slower (median): the machine, or the whole build" in " ".join(done.stdout.split())


def test_on_quiet_data_equal_rows_are_the_same(pair):
    found = compared(pair(QUIET, QUIET.but(seed=2)))
    known = [row for row in found.rows if max(row.cost_a.half_width, row.cost_b.half_width) <= 0.03]
    same = [row for row in known if row.verdict == "SAME"]
    assert len(known) > 0.75 * len(found.rows), "in place little is left of a cost beside what filling takes now and then"
    assert len(same) >= 0.9 * len(known) and found.count("SLOWER") == found.count("FASTER") == 0


def test_a_sure_difference_below_the_margin_is_the_same_unless_the_margin_is_less(pair):
    rows = {"transfer/pipe/170x9111"}
    paths = pair(QUIET, slowed(QUIET.but(seed=2), rows, 1.03))
    for margin, verdict in ((0.05, "SAME"), (0.01, "SLOWER")):
        assert {row.verdict for row in compared(paths, margin).rows if row.a.name in rows} == {verdict}


def test_fewer_than_six_rounds_are_ambiguous(pair):
    found = compared(pair(QUIET.but(rounds=5), SMALL.but(seed=2)))
    assert {row.verdict for row in found.rows} == {"AMBIGUOUS"}
    assert "5 rounds: too few to tell (at least 6)" in run("compare", found.a.result.path, found.b.result.path).stdout


def test_letters_go_on_as_in_a_spreadsheet():
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def _machine(content, **facts):
    content["ipcbench"]["machine"] |= facts
    content["ipcbench"] = factory.identify(content["ipcbench"])
    return content


def test_the_table_keeps_to_120_columns_and_names_what_differs(pair):
    other = factory.document(SMALL.but(seed=2, rounds=19))
    other["ipcbench"]["environment"] |= {"thp": "always", "governor": "performance"}
    other["ipcbench"]["build"] |= {"commit": "feedface", "dirty": True, "libraries": {"benchmark": "1.8.0"}}
    other["ipcbench"] = factory.identify(other["ipcbench"])
    other["ipcbench"]["warnings"] = [{"code": "x", "text": "the fan is loud", "rows": [], "rank": "may_change_ranking"}]
    found = run("compare", *pair(SMALL, other))
    assert found.returncode == 0 and max(map(len, found.stdout.splitlines())) <= 120 and found.stderr == ""
    warnings = found.stdout.partition("Warnings\n")[2]
    assert warnings.lstrip().startswith("the environment differs: governor unknown | performance; thp madvise | always")
    for text in ("dirty false | true", "libraries.benchmark (absent) | 1.8.0", "rounds differ: 20 | 19", "B: the fan is loud"):
        assert text in " ".join(warnings.split())
    assert re.search(r"B against A: \d+ SLOWER, \d+ FASTER, \d+ SAME, \d+ AMBIGUOUS of 14 rows, [0-9.]+(x| %) (slower|faster) in the median\.", " ".join(found.stdout.split()))


def test_rows_that_worked_in_another_way_raise_one_warning(pair):
    sides = [factory.document(SMALL.but(seed=seed)) for seed in (1, 2)]
    for content, pipe_bytes in zip(sides, (4096, 65536)):
        for item in content["benchmarks"]:
            if item["ipc"]["row"] == "transfer/pipe/170x9111":
                item["ipc"]["settings"] = {"pipe_bytes": pipe_bytes, "write_bytes": 512}
            if item["ipc"]["row"] == "transfer/boost_mq/170x9111":
                item["ipc"]["waiting"] = "spinning" if pipe_bytes == 4096 else "blocking"
    out = " ".join(run("compare", *pair(*sides)).stdout.split())
    told = out.partition("settings differ in 2 rows: ")[2]
    assert told and "transfer/pipe/170x9111 (pipe_bytes 4096 | 65536)" in told and "transfer/boost_mq/170x9111 (waiting spinning | blocking)" in told
    assert "settings differ" not in run("compare", *pair(SMALL, SMALL.but(seed=2))).stdout


def test_what_every_run_finds_anew_is_no_difference(pair):
    contents = [factory.document(SMALL.but(seed=seed)) for seed in (1, 2)]
    for number, content in enumerate(contents):
        content["ipcbench"]["environment"] |= {"before": {"load": number}, "after": {"load": number}, "clock": {"drift": number}, "load_before": [number]}
    assert "environment differs" not in run("compare", *pair(*map(factory.sealed, contents))).stdout


def test_for_machines_the_differences_come_before_the_table(pair):
    other = _machine(factory.document(SMALL.but(seed=2)), cpu_model="Another Processor", cores=8)
    out = run("compare", *pair(SMALL, other)).stdout
    assert out.index("The machines differ:") < out.index("cpu_model") < out.index("B against A") and "environment differs" not in out


def test_rows_without_transport_that_differ_raise_a_warning(pair):
    every = {f"{row}/{shape}" for row in ("local/sum", "local/sum_naive", "bound/memcpy", "bound/memcpy_nt") for shape in ("170x9111", "500x9111")}
    for rows, warning in ((every, "are 2.0x slower (median): the machine itself changed"), ({"local/sum/170x9111"}, "differ, so the machine itself may")):
        out = " ".join(run("compare", *pair(QUIET, slowed(QUIET.but(seed=2), rows, 2.0))).stdout.split())
        assert f"rows without any transport {warning}" in out


@pytest.mark.parametrize("rounds", [1, 20])
def test_fail_on_ends_with_1_for_a_row_that_fails_anew(pair, rounds):
    other = factory.document(QUIET.but(seed=2))
    lost = [(item["ipc"]["row"], item["ipc"]["round"]) for item in other["benchmarks"]]
    lost = [(row, n) for row, n in lost if row == "transfer/pipe/170x9111" and n < rounds]
    other["benchmarks"] = [item for item in other["benchmarks"] if (item["ipc"]["row"], item["ipc"]["round"]) not in lost]
    other["ipcbench"]["failed"] = [{"row": row, "round": n, "error": "CorruptMatrix", "text": "x"} for row, n in lost]
    paths = pair(*as_pair(factory.document(QUIET), other))
    found = run("compare", *paths, "--fail-on", "slower")
    assert found.returncode == 1 and "failed where the baseline did not: transfer/pipe/170x9111" in found.stderr
    assert run("compare", *paths).returncode == run("compare", *reversed(paths), "--fail-on", "slower").returncode == 0


def test_fail_on_ends_with_1_for_one_of_several_that_cannot_be_compared(pair, tmp_path):
    other = factory.document(SMALL)
    with_policy("none")(other)
    paths = [*pair(*as_pair(factory.document(QUIET), factory.document(QUIET.but(seed=2)))), factory.write(tmp_path, other, machine="m9")]
    found = run("compare", *paths, "--fail-on", "slower")
    assert found.returncode == 1 and "m9" in found.stderr and "placement (same_llc | none)" in found.stderr
    assert run("compare", *paths).returncode == 0


def test_json_and_csv_say_what_the_table_says(pair):
    paths = pair(SMALL, _machine(factory.document(SMALL.but(seed=2)), id="=evil()", cores=4))
    content = json.loads(run("compare", *paths, "--json").stdout)
    (one,) = content["comparisons"]
    assert content["margin"] == 0.05 and not one["same_machine"] and one["environment"] == [{"fact": "cores", "baseline": "2", "result": "4"}]
    assert one["common_ratio"] == 1 and one["scatter"] == 0, "on another machine nothing is put down to the machine"
    lines = list(csv.DictReader(io.StringIO(run("compare", *paths, "--csv").stdout)))
    assert len(lines) == len(one["rows"]) == 14 and lines[0]["result"].startswith("'=evil()/")
    assert [line["verdict"] for line in lines] == [row["verdict"] for row in one["rows"]]
    assert float(lines[3]["time_ratio"]) == pytest.approx(one["rows"][3]["time_ratio"])


def test_csv_tells_on_stderr_what_it_has_no_place_for(pair, tmp_path):
    warning = {"code": "x", "text": "the fan is loud", "rows": [], "rank": "may_change_ranking"}
    other = factory.document(SMALL)
    with_policy("none")(other)
    paths = [*pair(SMALL, SMALL.but(seed=2, rounds=19, warnings=(warning,))), factory.write(tmp_path, other, machine="m9")]
    said = run("compare", *paths, "--csv").stderr
    for text in ("20260101T120000Z: not comparable, it differs in placement (same_llc | none)", "Z: rounds differ: 20 | 19", "Z: the fan is loud"):
        assert said.count(text) == 1
    assert run("compare", *paths, "--json").stderr == ""


def test_many_results_stand_side_by_side_against_the_baseline(tmp_path):
    paths = [factory.write(tmp_path, factory.document(SMALL.but(seed=n, rounds=6)), machine=f"m{n}") for n in range(6)]
    other = factory.document(SMALL)
    with_policy("none")(other)
    factory.write(tmp_path, other, machine="m9")
    found = run("compare", tmp_path, "--baseline", paths[2])
    assert found.returncode == 0 and max(map(len, found.stdout.splitlines())) <= 120
    assert found.stdout.count("NOT COMPARABLE: placement") == 1 and len(re.findall(r"^ +[B-G] epyc", found.stdout, re.M)) == 6
    assert run("compare", tmp_path / "*" / "*" / "*.json").returncode == 0


def test_many_results_tell_first_how_they_differ_and_what_warns(tmp_path):
    warning = {"code": "x", "text": "the fan is loud", "rows": [], "rank": "may_change_ranking"}
    base = factory.write(tmp_path, factory.document(SMALL.but(transports=factory.NINE[1:3], warnings=(warning,))), machine="a")
    for seed, name in enumerate("bc", 2):
        factory.write(tmp_path, _machine(factory.document(SMALL.but(seed=seed)), cores=8), machine=name)
    factory.write(tmp_path, factory.document(SMALL.but(warnings=(warning,), rounds=19)), machine="d")
    out = run("compare", base, *(tmp_path / name for name in "bcd")).stdout
    head = out[: out.index("SLOWER")]
    for text in ("A, D: the fan is loud", "B, C: another machine: cores 2 | 8", "D: rounds differ: 20 | 19",
                 "B, C, D: rows that the baseline lacks: transfer/pipe/170x9111, transfer/pipe/500x9111"):
        assert head.count(f"  {text}\n") == 1
    assert out.count("2, other machine") == 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [([], "required"), (["nowhere.json", "there.json"], "cannot be read"), (["{a}"], "one run alone"), (["{a}", "{a}"], "one run alone"),
     (["{a}", "{b}", "--margin", "banana"], "no share"), (["{a}", "{b}", "--margin", "0"], "no share"), (["*.nothing"], "no file matches"),
     (["{a}", "{b}", "--baseline", "{folder}"], "stands for 2 runs"), (["{a}", "{b}", "--json", "--csv"], "not allowed with")],
)
def test_wrong_calls_end_with_2_and_one_line(pair, arguments, reason):
    a, b = pair(SMALL.but(rounds=1), SMALL.but(rounds=1, seed=2))
    found = run("compare", *(text.format(a=a, b=b, folder=a.parent.parent) for text in arguments))
    assert found.returncode == 2 and reason in found.stderr and found.stderr.startswith("tools/compare: ") and found.stderr.count("\n") == 1


def test_a_loop_of_links_ends_with_2_and_one_line(pair):
    a, b = pair(SMALL.but(rounds=1), SMALL.but(rounds=1, seed=2))
    b.unlink()
    b.symlink_to(b)
    for paths in ((a, b), (b, a)):
        found = run("compare", *paths)
        assert found.returncode == 2 and b.name in found.stderr and found.stderr.count("\n") == 1


def test_one_bad_file_among_many_ends_with_one_line(tmp_path):
    for n in range(6):
        factory.write(tmp_path, factory.document(SMALL.but(rounds=1)), machine=f"m{n}")
    factory.write(tmp_path, {}, machine="m7")
    found = run("compare", tmp_path)
    assert found.returncode == 2 and found.stderr.count("\n") == 1 and "m7" in found.stderr


def test_hostile_text_is_harmless(pair):
    other = factory.document(SMALL)
    for item in other["benchmarks"]:
        item["ipc"]["label"] = "\x1b[31m"
    other["ipcbench"]["environment"] |= {"kernel": "\x1b[2J\n", "limits": {"\x1b]0;x\x07": [[[1]]]}}
    other["ipcbench"]["protocol"]["shapes"] += ["\x1b[31m\u202e"]
    other["ipcbench"] = factory.identify(other["ipcbench"])
    found = run("compare", *pair(SMALL, other))
    assert found.returncode == 0 and "\x1b" not in found.stdout and "\u202e" not in found.stdout
