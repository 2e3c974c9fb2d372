"""The Markdown table: a row per transport, what stands out and nothing else, and no text of a file acts as markup."""

import re
from dataclasses import replace

import factory
import pytest
from factory import Plan, Spec
from ipcbench.base.text import binary
from ipcbench.tables import markdown
from test_commands import run

QUIET = Plan(noise=0)


def rows(text):
    """The cells of each row by its transport, without escapes."""
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in lines}


def with_settings(plan, settings):
    """The document of a plan, its transports set as `settings` says of key and shape."""
    content = factory.document(plan)
    for item in content["benchmarks"]:
        ipc = item["ipc"]
        ipc["settings"] = settings.get((ipc["key"], ipc["rows"]), settings.get(ipc["key"], {}))
    return content


def test_every_transport_has_a_row_with_a_cell_for_each_head(summary_of):
    text = markdown.table(summary_of(Plan(transports=factory.ALL, rounds=3)))
    assert set(rows(text)) == {spec.key for spec in factory.ALL} and {len(cells) for cells in rows(text).values()} == {8}
    head, rule = (next(line for line in text.splitlines() if line.startswith(start)) for start in ("| transport", "| ---"))
    assert head.count("|") == rule.count("|") == 10 and "share 170x9111 | share 500x9111 | CPU 500x9111" in head


def test_the_first_paragraph_says_where_it_was_measured(summary_of):
    first = markdown.table(summary_of(QUIET)).partition("\n\n")[0].replace("\n", " ")
    for part in ("AMD EPYC 7763, 2 vCPUs (KVM)", "Linux 6.1", "cpu0>cpu1", "20 rounds × 6 transfers", "commit 1a2b3c4d5e", factory.STAMP):
        assert part in first


def test_planted_figures_stand_in_their_cells(summary_of):
    spinning = factory.NINE[7]
    plan = QUIET.but(transports=(factory.NINE[5], spinning))
    found = rows(markdown.table(summary_of(plan)))
    assert found["shm_copy"] == ["1", "shared", "1.43", "4.19", "73 %", "73 %", "5.71 ms, 1.4 CPUs", "–"]
    assert found["shm_in_place_spin"][2:7] == ["0.413", "1.20", "–", "–", "2.40 ms, 2.0 CPUs"]
    old = rows(markdown.table(summary_of(plan.but(usage=False))))
    assert old["shm_copy"][6] == "–"


def test_what_hides_in_prepare_and_release_stands_in_the_cost(summary_of):
    memfd = next(spec for spec in factory.MORE if spec.key == "memfd")
    found = rows(markdown.table(summary_of(QUIET.but(transports=(memfd, Spec("calm", "Calm", "pipe", 2, 1.0))))))
    # 9 ms of filling instead of 2.06 and 6.07, 0.4 ms of release
    assert found["memfd"][2:4] == ["8.29", "6.00"] and found["calm"][2:4] == ["12.7", "37.3"]


def test_once_has_a_column_where_the_set_up_is_known(summary_of):
    text = markdown.table(summary_of(QUIET.but(transports=(replace(factory.NINE[5], setup_ns=5_000_000), factory.NINE[0]))))
    assert "| once 500x9111, ms |" in text and "Once: setup and the first transfer, filling included." in text
    assert rows(text)["shm_copy"][6] == "30.6" and rows(text)["pipe"][6] == "–"


def test_effective_settings_are_short_and_told_apart_where_shapes_differ(summary_of):
    settings = {"pipe": {"pipe_bytes": 65536, "batched": True}, ("boost_mq", 170): {"messages": 10}, ("boost_mq", 500): {"messages": 40}}
    found = rows(markdown.table(summary_of(with_settings(QUIET.but(transports=factory.NINE[:3]), settings))))
    assert found["pipe"][-1] == "pipe 64 KiB, batched True" and found["posix_mq"][-1] == "–"
    assert found["boost_mq"][-1] == "170x9111: messages 10; 500x9111: messages 40"


def test_an_overlapped_row_is_marked_and_what_did_not_run_is_named(summary_of):
    streamed = next(spec for spec in factory.MORE if spec.overlapped)
    text = markdown.table(summary_of(QUIET.but(transports=(streamed,), unavailable=factory.UNAVAILABLE)))
    assert rows(text)["shm_ring_stream"][4].endswith(" % o") and "Mark o overlapped" in text
    assert "Not run: shm\\_huge (no huge pages are reserved)" in text


@pytest.mark.parametrize("text", ["a|b", "`code`", "<script>alert(1)</script>", "[x](y)", "*b* _i_ ~s~", "\x1b[31m", "\\"])
def test_text_of_a_file_stays_text(summary_of, text):
    content = factory.document(QUIET.but(transports=factory.NINE[:1], rounds=1))
    for item in content["benchmarks"]:
        item["ipc"]["settings"] = {text: text}
        if item["ipc"]["kind"] == "transfer":
            item["ipc"]["key"] = text.replace("/", "|")
    content["ipcbench"]["machine"]["cpu_model"] = text
    table = markdown.table(summary_of(content))
    prose = re.sub(r"`[^`]*`", "", table)
    assert not re.search(r"(?<!\\)(<script|\]\(|[*_~`]\w)", prose) and "\x1b" not in table
    assert {len(cells) for cells in rows(table).values()} == {8}


@pytest.mark.parametrize(("size", "said"), [(512, "512 B"), (65536, "64 KiB"), (212992, "208 KiB"), (1 << 20, "1 MiB"), (3939840, "3.76 MiB"), (1 << 31, "2 GiB")])
def test_sizes_stand_in_binary_units(size, said):
    assert binary(size) == said


def test_show_prints_it(tmp_path):
    path = factory.write(tmp_path, factory.document(Plan(transports=factory.NINE[:2], rounds=2)))
    found = run("show", path, "--markdown")
    assert found.returncode == 0 and found.stderr == "" and "| `pipe` | 2 | private |" in found.stdout
    assert run("show", path, "--markdown", "--all").returncode == 2
