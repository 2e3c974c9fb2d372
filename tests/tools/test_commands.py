"""The commands: exit status, one line on stderr when something is wrong, files where they belong."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import factory
import pytest
from factory import Plan
from figure_plans import FIGURES
from ipcbench.commands import cli, plot
from tool import ENVIRONMENT, run, run_process

SMALL = Plan(transports=factory.NINE[:3], rounds=6, transfers=2)


@pytest.fixture
def result(tmp_path):
    return factory.write(tmp_path / "results", factory.document(SMALL))


@pytest.mark.parametrize("module", ["show", "plot", "report"])
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--banana"], "unrecognized arguments: --banana; see --help"),
        (["nowhere.json"], "nowhere.json: cannot be read: No such file or directory"),
        (["--results", "nowhere"], "nowhere: no result here"),
        ([cli.REPOSITORY / "results" / "schema.json"], "not a result of ipcbench"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_line(module, arguments, reason):
    found = run(module, *arguments)
    assert found.returncode == 2 and found.stdout == ""
    assert found.stderr.startswith(f"tools/{module}: ") and reason in found.stderr and found.stderr.count("\n") == 1


@pytest.mark.parametrize("module", ["show", "plot", "report"])
def test_help_ends_with_0(module):
    found = run_process(module, "--help")
    assert found.returncode == 0 and "RESULT" in found.stdout.upper() and found.stderr == ""


@pytest.mark.parametrize(("flag", "value"), [("--figure", "banana"), ("--format", "gif"), ("--format", ""), ("--width", "banana"), ("--width", "86mm,")])
def test_an_unknown_format_or_width_is_named(result, flag, value):
    found = run("plot", result, flag, value)
    assert found.returncode == 2 and f"tools/plot: {flag}: " in found.stderr and "is none of" in found.stderr


def test_show_prints_the_newest_result(tmp_path, result):
    factory.write(tmp_path / "results", factory.document(SMALL.but(rounds=7)), stamp="20270101T000000Z", machine="other")
    found = run("show", "--results", tmp_path / "results")
    assert found.returncode == 0 and "7 rounds x 2 transfers" in found.stdout and found.stderr == ""
    assert "6 rounds" in run("show", result).stdout


def test_show_survives_a_terminal_that_knows_no_unicode(result):
    found = run("show", result, environment={"PYTHONIOENCODING": "ascii"})
    assert found.returncode == 0 and "transport" in found.stdout and found.stderr == ""


def test_show_into_a_closed_pipe_is_quiet(result):
    command = f"{sys.executable} -B -m ipcbench show {result} | true; echo ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", command], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("0\n", "")


def test_plot_writes_figures_and_captions_and_prints_their_paths(tmp_path, result):
    found = run_process("plot", result, "-o", tmp_path / "out")
    assert found.returncode == 0 and found.stderr == ""
    printed = {Path(line).name for line in found.stdout.splitlines()}
    assert printed == {f"{name}.{format_}" for name in FIGURES for format_ in ("svg", "pdf", "png")} | {"table.tex"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == printed | {f"{name}.txt" for name in FIGURES}
    starts = {".tex": b"% ", ".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}
    for line in found.stdout.splitlines():
        assert Path(line).read_bytes().startswith(starts[Path(line).suffix])


def test_plot_draws_both_widths_in_one_call(tmp_path, result):
    assert run("plot", result, "-o", tmp_path / "out", "--format", "svg", "--width", "86mm,178mm").returncode == 0
    assert {p.name for p in (tmp_path / "out").glob("*.svg")} == {f"{name}{width}.svg" for name in FIGURES for width in ("", "-86mm")}
    assert 'width="243.' in (tmp_path / "out" / "headline-86mm.svg").read_text()


def test_plot_draws_only_the_figures_that_are_named(tmp_path, result):
    assert run("plot", result, "-o", tmp_path / "out", "--format", "svg", "--figure", "cold,headline").returncode == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"cold.svg", "cold.txt", "headline.svg", "headline.txt"}
    assert run("plot", result, "-o", tmp_path / "table", "--figure", "table").stdout == f"{tmp_path / 'table' / 'table.tex'}\n"


def test_plot_of_several_results_keeps_them_apart(tmp_path, result):
    other = factory.write(tmp_path / "results", factory.document(SMALL), stamp="20270101T000000Z", machine="other")
    found = run("plot", result, other, "-o", tmp_path / "out", "--format", "svg", "--figure", "headline")
    assert found.returncode == 0
    folders = {path.parent.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*.svg")}
    assert {str(folder) for folder in folders} == {f"{factory.MACHINE}/{factory.STAMP}/transfer", "other/20270101T000000Z/transfer"}


def test_plot_refuses_two_results_for_one_folder(tmp_path, result):
    other = factory.write(tmp_path / "elsewhere", factory.document(SMALL))
    found = run("plot", result, other, "-o", tmp_path / "out")
    assert found.returncode == 2 and "would both be drawn into" in found.stderr and not (tmp_path / "out").exists()


def test_plot_without_a_folder_goes_by_machine_and_stamp(tmp_path, result, monkeypatch):
    monkeypatch.setattr(cli, "PLOTS", tmp_path / "plots")
    assert plot.main([str(result), "--format", "svg", "--figure", "headline"]) == 0
    assert (tmp_path / "plots" / factory.MACHINE / factory.STAMP / "transfer" / "headline.svg").is_file()


def test_a_machine_name_from_a_file_cannot_climb_out_of_the_folder(tmp_path, monkeypatch):
    content = factory.document(SMALL)
    content["ipcbench"]["machine"]["id"] = "../../../etc/pass wd"
    path = factory.write(tmp_path, content).rename(tmp_path / "copy.json")
    monkeypatch.setattr(cli, "PLOTS", tmp_path / "plots")
    assert plot.main([str(path), "--format", "svg", "--figure", "headline"]) == 0
    assert (tmp_path / "plots" / "etc-pass-wd" / "copy" / "transfer" / "headline.svg").is_file()


def test_plot_says_when_there_is_nothing_to_draw(tmp_path):
    path = factory.write(tmp_path, factory.document(SMALL.but(transports=())))
    found = run("plot", path, "-o", tmp_path / "out")
    assert found.returncode == 0 and "no transport was measured" in found.stderr and not (tmp_path / "out").exists()


def test_a_figure_that_an_older_result_cannot_have_is_left_out_by_name_on_one_line(tmp_path):
    path = factory.write(tmp_path, factory.document(SMALL.but(usage=False)))
    found = run("plot", path, "-o", tmp_path / "out", "--format", "svg")
    assert found.returncode == 0 and {p.stem for p in (tmp_path / "out").glob("*.svg")} == set(FIGURES) - {"cpu"}
    assert found.stderr.count("\n") == 1 and "figure cpu is left out: the result has no CPU times" in found.stderr
    page = run("report", path, "-o", tmp_path / "page.html")
    assert page.returncode == 0 and "CPU cost is left out: the result has no CPU times" in (tmp_path / "page.html").read_text()


def test_plot_into_a_place_that_cannot_be_written_ends_with_2(tmp_path, result):
    (tmp_path / "file").write_text("")
    found = run("plot", result, "-o", tmp_path / "file", "--format", "svg")
    assert found.returncode == 2 and found.stderr.startswith("tools/plot: ") and found.stderr.count("\n") == 1


def test_hostile_strings_and_missing_glyphs_are_drawn_without_a_word(tmp_path):
    content = factory.document(SMALL)
    for item in content["benchmarks"]:
        item["ipc"]["label"] = "$\\frac{1}{0}$ \x1b[31m <script>alert(1)</script> 共有メモリ \u202e & % _ ^"
    content["ipcbench"]["machine"]["cpu_model"] = "$\\undefined{ <b>&amp;"
    path = factory.write(tmp_path, factory.sealed(content))
    found = run_process("plot", path, "-o", tmp_path / "out")
    assert (found.returncode, found.stderr) == (0, "")
    svg = (tmp_path / "out" / "headline.svg").read_text()
    assert "<script" not in svg and "\x1b" not in svg


def test_ctrl_c_ends_with_130_and_one_line_whenever_it_comes(tmp_path, result):
    for delay in (0, 0.25, 0.65, 0.95, 1.25):
        command = [sys.executable, "-B", "-m", "ipcbench", "plot", str(result), "-o", str(tmp_path / "out")]
        with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
            while process.poll() is None and "numpy" not in Path(f"/proc/{process.pid}/maps").read_text():
                time.sleep(0.005)  # before the tool begins to load what it needs, Python answers in its own way
            time.sleep(delay)
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: those that it shares its work with get it, too
            _, errors = process.communicate(timeout=60)
        if process.returncode != 0:
            assert (process.returncode, errors) == (130, "tools/plot: interrupted\n")
