"""A kind of row that nobody has ever seen appears in table, export, comparison, report and verify, by what its file declares."""

import copy
import csv
import io
import json

import factory
import pytest
import suites
from ipcbench.analysis.summaries import summarise
from ipcbench.base.text import width
from ipcbench.commands import cli
from ipcbench.result import checks, reader
from ipcbench.tables.columns import columns
from ipcbench.tables.terminal import render
from test_table import cells
from tool import run

LOCAL, BOUND, TRANSFER = factory.KINDS
HERE = suites.row(LOCAL, "sum", {"prepare": 9_000, "compute": 300_000}, shape=(3, 3), kernel="sum", family="local", copies=0)
COPY = suites.row(BOUND, "memcpy", {"prepare": 9_000, "transfer": 200_000}, shape=(3, 3), family="bound", copies=1)
#: Suites without a base, without a bound, with nothing measured, with neither base nor bound.
LACKING = {
    "no base": suites.document("process", (suites.FLOOR, suites.LAUNCH), (*suites.FLOORS, *suites.LAUNCHES)),
    "no bound": suites.document("process", (suites.CALL, suites.LAUNCH), (*suites.CALLS, *suites.LAUNCHES)),
    "nothing measured": suites.document("compute", (LOCAL, BOUND), (HERE, COPY), kernel="sum"),
    "measured alone": suites.document("process", (suites.LAUNCH,), suites.LAUNCHES),
    "conditions": suites.farms(),
    "own base": suites.launches(),
    "rows of both": suites.document("both", (suites.CALL, LOCAL, suites.LAUNCH, suites.FARM), (HERE, *suites.CALLS, *suites.LAUNCHES, *suites.FARMS), kernel="sum"),
}


@pytest.fixture
def files(tmp_path):
    """Writes documents as one run, or the second of a machine."""

    def write(*contents, stamp=factory.STAMP):
        return [factory.write(tmp_path, content, stamp=stamp) for content in contents]

    return write


def another(content):
    """The same measured anew: a run is told by its samples."""
    entries = copy.deepcopy(content["benchmarks"])
    for item in entries:
        item["ipc"]["samples"] = {phase: [value + 1 for value in values] for phase, values in item["ipc"]["samples"].items()}
    return factory.sealed(content | {"benchmarks": entries})


@pytest.mark.parametrize("name", LACKING)
def test_every_tool_takes_a_suite_of_unknown_kinds(files, tmp_path, name):
    (first,), (second,) = files(LACKING[name]), files(another(LACKING[name]), stamp="20270101T000000Z")
    assert run("verify", first).returncode == 0
    for command in (["show", first, "--all"], ["show", first, "--markdown"], ["export", first], ["compare", first, second],
                    ["compare", first, second, "--csv"], ["compare", first, second, "--json"], ["compare", first, second, "--figures", tmp_path / "c"],
                    ["report", first, "-o", tmp_path / "r.html"], ["report", first, second, "-o", tmp_path / "r.html"],
                    ["plot", first, "-o", tmp_path / "p", "--format", "svg"]):  # fmt: skip
        found = run(*command)
        assert found.returncode == 0, (command, found.stderr)
    rows = {item["ipc"]["row"] for item in LACKING[name]["benchmarks"]}
    exported = {line["row"] for line in csv.DictReader(io.StringIO(run("export", first).stdout))}
    compared = {row["row"] for row in json.loads(run("compare", first, second, "--json").stdout)["comparisons"][0]["rows"]}
    assert exported == compared == rows
    shown = run("show", first, "--all").stdout
    assert all(facts["ipc"]["key"] in shown for facts in LACKING[name]["benchmarks"]) and max(map(width, shown.splitlines())) <= 120


def test_a_launch_is_held_against_the_base_of_its_suite_and_shows_its_phases(files):
    text = render(summarise(reader.load_sound(files(suites.launches(noise=0))[0])))
    head = next(line for line in text.splitlines() if line.startswith("row "))
    assert head.split() == ["row", "total", "±%", "start", "ready", "call", "CPU"], "no copies, no shares, no threshold"
    assert cells(text, "fork") == ["0.300", "0", "0.200", "0.100", "10×", "-"]
    assert cells(text, "spawn") == ["0.900", "0", "0.500", "0.400", "30×", "-"]
    assert cells(text, "call call") == ["0.0300", "0", "-", "-", "1.0×", "0.030"]
    assert "PROCESS, TRAPDOOR\n" in text and "2/2 rows ran" in text and "4 samples" in text
    assert "transport" not in text and "Ship" not in text and "verified" not in text


def test_rows_with_conditions_are_rows_of_their_own(files):
    text = render(summarise(reader.load_sound(files(suites.farms(noise=0))[0])))
    assert cells(text, "pipe/workers:2/window:2")[:6] == ["2", "2.10", "0", "2.00", "0.10", "7.0×"]
    assert cells(text, "pipe/workers:4/window:2")[:6] == ["2", "1.10", "0", "1.00", "0.10", "3.7×"]
    assert text.count(" *") == 2, "the best of its family, and what that means"


def test_a_base_under_the_same_conditions_goes_before_one_under_none(files):
    here = [suites.row(LOCAL, "sum", {"prepare": 1, "compute": ns}, shape=(170, 9111), kernel="sum", **more)
            for ns, more in ((400_000, {}), (1_000_000, {"conditions": {"workers": "2", "window": "2"}}))]  # fmt: skip
    content = suites.document("pool", (LOCAL, suites.FARM), (*here, suites.FARMS[0], suites.FARMS[2]), kernel="sum", noise=0)
    text = render(summarise(reader.load_sound(files(content)[0])))
    assert "2.1×" in cells(text, "pipe/workers:2/window:2") and "2.8×" in cells(text, "pipe/workers:4/window:2")


def test_another_kernel_is_no_base(files):
    content = suites.document("compute", (LOCAL, suites.LAUNCH), (HERE | {"kernel": "max", "key": "max"}, suites.LAUNCHES[0]), kernel="sum")
    summary = summarise(reader.load_sound(files(content)[0]))
    assert summary.base(summary.shapes[0]) is None


def test_of_rows_with_and_without_a_shape_each_has_its_columns(files):
    text = render(summarise(reader.load_sound(files(LACKING["rows of both"])[0])), everything=True)
    titles = next(line for line in text.splitlines() if "no matrix" in line)
    assert "3x3" in titles and "FARMING OUT: PIPE" in text and "farm/pipe/workers:4/window:2" in text
    assert cells(text, "fork")[0] == "-"


def test_a_table_has_the_columns_that_its_kinds_call_for(files, summary_of):
    found = columns(summary_of(factory.Plan(rounds=2)))
    assert (found.phases, found.base.name, found.share, found.pays, found.cpu) == (("transfer", "compute"), "local", True, True, True)
    found = columns(summarise(reader.load_sound(files(LACKING["measured alone"])[0])))
    assert (found.phases, found.base, found.share, found.pays, found.cpu) == (("start", "ready"), None, False, False, False)
    found = columns(summarise(reader.load_sound(files(LACKING["nothing measured"])[0])))
    assert (found.phases, found.base.name, found.share, found.pays) == ((), "local", True, False)


def test_a_suite_of_bases_and_bounds_shows_them_all(files):
    text = run("show", *files(LACKING["nothing measured"])).stdout
    assert cells(text, "memcpy (bound)")[:2] == ["1", "0.199"] and " local sum" in text and "shipping" not in text and " ran " not in text
    assert "| `local/sum` | 0 | – |" in run("show", *files(LACKING["nothing measured"]), "--markdown").stdout


def test_the_export_has_the_phases_of_all_kinds_and_whatever_was_counted(files):
    content = suites.launches(noise=0)
    for item in content["benchmarks"]:
        if item["ipc"]["kind"] == "launch":
            item["ipc"]["usage"] = {"forks": [3, 1, 1, 1]}
    text = run("export", *files(content)).stdout
    lines = list(csv.DictReader(io.StringIO(text)))
    names = text.partition("\n")[0].split(",")
    assert names[names.index("cold") + 1 : names.index("producer_cpu_ns")] == ["start_ns", "ready_ns", "stop_ns", "call_ns", "wake_ns", "total_ns"]
    first = next(line for line in lines if line["row"] == "launch/fork" and line["sample"] == "1")
    assert (first["rows"], first["total_ns"], first["stop_ns"], first["call_ns"], first["forks"]) == ("", "300000", "50000", "", "1")
    farm = next(csv.DictReader(io.StringIO(run("export", *files(suites.document("pool", (suites.FARM,), suites.FARMS[:1]))).stdout)))
    assert (farm["row"], farm["conditions"]) == ("farm/pipe/170x9111/workers:2/window:2", "workers:2/window:2")


def test_a_slower_launch_is_found_by_its_whole_name(files):
    slow = suites.farms(seed=2, rounds=20)
    name = "farm/pipe/170x9111/workers:4/window:2"
    for item in slow["benchmarks"]:
        if item["ipc"]["row"] == name:
            item["ipc"]["samples"]["spread_ns"] = [2 * value for value in item["ipc"]["samples"]["spread_ns"]]
    (first,), (second,) = files(suites.farms(rounds=20)), files(factory.sealed(slow), stamp="20270101T000000Z")
    (one,) = json.loads(run("compare", first, second, "--json").stdout)["comparisons"]
    assert [row["row"] for row in one["rows"] if row["verdict"] == "SLOWER"] == [name] and one["suite"] == "pool"


def test_kinds_whose_totals_differ_are_not_compared(files):
    other = suites.document("process", (suites.LAUNCH | {"total": ["start"]},), suites.LAUNCHES, seed=2)
    found = run("compare", *files(LACKING["measured alone"]), *files(other, stamp="20270101T000000Z"))
    assert found.returncode == 2 and "total of launch (start+ready | start)" in found.stderr


def test_what_hands_over_under_conditions_is_drawn_with_them(files, tmp_path):
    """A kind of another name, whose total has a phase `transfer` and one that nobody knows."""
    kind = suites.FARM | {"kind": "relay", "phases": ["prepare", "transfer", "wait", "compute"], "total": ["transfer", "wait", "compute"]}
    relays = [suites.row(kind, "pipe", {"prepare": 900, "transfer": 2_000_000 * hops, "wait": 10_000, "compute": 300_000}, shape=shape, kernel="sum",
                         copies=2, family="pipe", conditions={"hops": str(hops)}) for hops in (1, 2) for shape in factory.TWO_SHAPES]  # fmt: skip
    here = [suites.row(LOCAL, "sum", {"prepare": 1_000, "compute": 300_000}, shape=shape, kernel="sum", family="local") for shape in factory.TWO_SHAPES]
    content = suites.document("relay", (LOCAL, kind), (*here, *relays, suites.LAUNCHES[0] | {"kind": "relay", "planted": relays[0]["planted"]}), kernel="sum")
    for item in content["benchmarks"]:
        if item["ipc"]["row"] == "relay/fork":
            item["ipc"]["kernel"] = "sum"
    (path,) = files(factory.sealed(content))
    found = run("plot", path, "-o", tmp_path / "p", "--format", "svg")
    assert found.returncode == 0 and found.stderr.count("\n") == 1 and "figure cpu is left out" in found.stderr
    for name in ("headline", "moving", "share", "cold", "distribution"):
        text = (tmp_path / "p" / f"{name}.svg").read_text()
        assert "<title>Pipe, hops 1, 170x9111" in text and "<title>Pipe, hops 2, 500x9111" in text and "Fork" not in text, name
    assert "wait 0.01" in text and run("report", path, "-o", tmp_path / "r.html").returncode == 0


def test_what_cannot_run_is_named_without_a_shape(files):
    content = suites.launches()
    content["ipcbench"]["unavailable"] = [
        {"row": "launch/clone3", "kind": "launch", "key": "clone3", "label": None, "rows": None, "cols": None, "reason": "ENOSYS", "mend": ""}
    ]
    (path,) = files(content)
    text = run("show", path).stdout
    assert run("verify", path).returncode == 0 and "not run: clone3 (ENOSYS)" in text and "2/3 rows ran" in text


def test_no_tool_knows_a_kind_by_its_name():
    """None asks whether a kind is this or that: kinds are told apart by their roles and phases."""
    texts = {path: path.read_text() for path in (cli.REPOSITORY / "tools" / "ipcbench").rglob("*.py")}
    for path, text in texts.items():
        assert '== "local"' not in text and 'kind == "' not in text and 'kind != "' not in text and "startswith(\"transfer/" not in text, path


def launch(**changes):
    """The suite of launches with another declaration."""
    content = suites.document("process", (suites.LAUNCH,), suites.LAUNCHES, rounds=2)
    content["ipcbench"]["kinds"] = [suites.LAUNCH | changes]
    return content


def declared(*kinds):
    content = suites.document("process", (suites.LAUNCH,), suites.LAUNCHES, rounds=2)
    content["ipcbench"]["kinds"] = list(kinds)
    return content


def entry(**changes):
    content = suites.document("process", (suites.LAUNCH,), suites.LAUNCHES, rounds=2)
    content["benchmarks"][0]["ipc"] |= changes
    return content


HOSTILE = {
    "no kinds": (declared(), "kind launch is not declared"),
    "kinds of text": (declared("launch"), "ipcbench.kinds[0]: 'launch' is not of type object"),
    "twice": (declared(suites.LAUNCH, suites.LAUNCH), "kind launch is declared 2 times"),
    "unknown role": (launch(role="rival"), "ipcbench.kinds[0].role: 'rival' is none of"),
    "role of a list": (launch(role=[]), "ipcbench.kinds[0].role: a list of 0 is none of"),
    "no total": (launch(total=[]), "ipcbench.kinds[0].total: a list of 0 is shorter than 1"),
    "strange total": (launch(total=["start", "end"]), "kind launch: end is in the total, but no phase"),
    "total twice": (launch(total=["start", "start"]), "kind launch: start is a phase of the total twice"),
    "phase twice": (launch(phases=["start", "start", "ready", "stop"]), "kind launch: start is a phase twice"),
    "phases of numbers": (launch(phases=[1, 2]), "ipcbench.kinds[0].phases[0]: 1 is not of type string"),
    "nested phases": (launch(phases=[["start"]]), "ipcbench.kinds[0].phases[0]: a list of 1 is not of type string"),
    "phase like another key": (launch(phases=["start", "ready", "stop", "total"]), "kind launch: no phase can be called total"),
    "phase like a side": (launch(phases=["start", "ready", "stop", "producer_cpu"]), "no phase can be called producer_cpu"),
    "odd phase": (launch(phases=["start", "ready", "stop", "x\n"]), "is no name of a phase"),
    "huge phase": (launch(phases=["start", "ready", "stop", "x" * 10**5]), "the samples lack xxx"),
    "many phases": (launch(phases=["start", "ready", "stop", *(f"p{n}" for n in range(5000))]), "the samples lack p0_ns"),
    "odd kind": (launch(kind="a/b"), "ipcbench.kinds[0].kind: 'a/b' breaks the rule 'pattern'"),
    "unhashable kind": (entry(kind={}), "benchmarks[0].ipc.kind: an object of 0 is not of type string"),
    "phase too many": (entry(samples={"start_ns": [1], "ready_ns": [1], "stop_ns": [1], "x_ns": [1]}), "the samples have x_ns, but kind launch has the phases"),
    "phase too few": (entry(samples={"start_ns": [1], "ready_ns": [1]}), "the samples lack stop_ns"),
    "no samples": (entry(samples={}), "the samples lack ready_ns"),
    "conditions of text": (entry(conditions="workers:2"), "conditions: 'workers:2' is not of type object"),
    "conditions of numbers": (entry(conditions={"workers": 2}), "conditions.workers: 2 is not of type string"),
    "nested conditions": (entry(conditions={"workers": {"a": "b"}}), "conditions.workers: an object of 1 is not of type string"),
    "no conditions": (entry(conditions={}), "conditions is there, but empty"),
    "odd condition": (entry(conditions={"a:b/c": "1"}), "'a:b/c' is no name of a condition"),
    "conditions not in the name": (entry(conditions={"workers": "2"}), "its kind, key, shape and conditions make launch/"),
    "half a shape": (entry(rows=3), "rows, cols and bytes are 3, None and None: all of them are known, or none"),
    "bytes without a shape": (entry(bytes=8), "rows, cols and bytes are None, None and 8"),
    "key of a path": (entry(key="a/b"), "benchmarks[0].ipc.key: 'a/b' breaks the rule 'pattern'"),
    "usage like a phase": (entry(usage={"start_ns": [1, 1, 1, 1]}), "usage cannot have start_ns: that is a time"),
    "usage of text": (entry(usage={"forks": "many"}), "usage.forks: 'many' is not of type array"),
    "usage too short": (entry(usage={"forks": [1]}), "usage has 1 forks, but there are 4 samples"),
    "overlapped": (entry(overlapped=True), "overlapped in a row of kind launch"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_declaration_is_named_and_no_tool_trips_over_it(tmp_path, name):
    content, reason = HOSTILE[name]
    assert any(reason in text for text in checks.findings(content, b"")), list(checks.findings(content, b""))[:3]
    path = factory.write(tmp_path, content)
    assert run("verify", path).returncode == 1
    for tool in ("show", "export", "like", "plot", "report", "pool_rows"):
        found = run(tool, path)
        assert found.returncode == 2 and found.stderr.count("\n") == 1 and found.stdout == "", (tool, found.stderr)
    try:
        assert render(summarise(reader.load(path)), everything=True)
    except reader.ResultError as error:
        assert "\n" not in str(error)
