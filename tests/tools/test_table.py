"""The verdict table: at most 80 columns at first, 120 with all rows; planted figures in their columns, every branch of it."""

import re
from dataclasses import replace

import factory
import pytest
from factory import Plan, Spec
from ipcbench.base.text import width
from ipcbench.tables.terminal import render

QUIET = Plan(noise=0)
MANY = Plan(transports=factory.NINE + factory.MORE, unavailable=factory.UNAVAILABLE)


def cells(text, name):
    """The cells of a row, blocks one behind the other, without the name and the bars."""
    line = next(line for line in text.splitlines() if re.match(rf" ?{re.escape(name)}( \*)? ", line))
    return line.strip()[len(name) :].replace("*", " ").replace("|", " ").split()


def everything(summary, columns=120):
    """The table of all rows."""
    return render(summary, True, (), columns)


@pytest.mark.parametrize(("full", "most"), [(False, 80), (True, 120), (True, 80)])
@pytest.mark.parametrize(
    "plan",
    [
        QUIET,
        MANY,
        MANY.but(noise=0.6),
        QUIET.but(shapes=((1, 1),)),
        QUIET.but(shapes=((1, 1), (7, 13), (170, 9111), (500, 9111), (123456, 9111))),
        QUIET.but(rounds=1),
        QUIET.but(transfers=1),
        QUIET.but(local=False, bound=False),
        QUIET.but(transports=()),
        QUIET.but(transports=(Spec("k" * 120, "l" * 300, "library", 999, 1e-4),)),
        QUIET.but(warnings=({"code": "c" * 200, "text": "w" * 900, "rows": ["r" * 99] * 50, "rank": "note"},)),
    ],
)
def test_no_line_is_wider_than_it_may_be(summary_of, plan, full, most):
    text = render(summary_of(plan), full, (), most)
    assert text.endswith("\n") and max(map(width, text.splitlines())) <= most


def test_planted_figures_stand_in_their_columns(summary_of):
    text = everything(summary_of(QUIET.but(shapes=((500, 9111),))))
    # 36.444 MB: local 743815 ns; shm_copy: 3322091 + 855387 + 7000 ns, release 900, sent 3189207, CPU 3189207 + 1661045 + 855387 ns; memcpy 2429680 ns
    assert cells(text, "local sum") == ["0", "0.744", "0", "0.74", "-", "0.74", "1.0×", "-", "-", "0.74"]
    assert cells(text, "shm_copy") == ["1", "4.19", "0", "4.18", "3.32", "0.86", "5.6×", "73%", "3.2", "5.71"]
    assert cells(text, "memcpy (bound)") == ["1", "2.43", "0", "2.43", "2.43", "-", "3.3×", "100%", "-", "2.43"]
    assert cells(text, "shm_in_place")[7] == "-", "copies 0 has no share of memcpy"


def test_at_first_there_are_cost_times_here_and_threshold(summary_of):
    text = render(summary_of(QUIET))
    assert cells(text, "here: sum") == ["0.253", "0.744"] and cells(text, "a plain copy (memcpy)") == ["0.826", "3.3×", "2.43", "3.3×"]
    assert cells(text, "Copied in") == ["1.43", "5.7×", "1.1", "4.19", "5.6×", "3.2"]
    assert "\n5 more rows, keys, phases, shares, CPU: --all\n" in text
    assert "cost: all that shipping adds to filling the matrix · * best of its family\n" in text
    few = render(summary_of(QUIET.but(transports=factory.NINE[:1])))
    assert "\n2 more rows, keys" in few, "the other kernel and the other copy"


def test_the_first_table_needs_no_transport_and_no_reference(summary_of):
    assert "TRANSPORT" not in render(summary_of(QUIET.but(transports=())))
    bare = render(summary_of(QUIET.but(transports=factory.NINE[:1], local=False, bound=False)))
    assert cells(bare, "Pipe")[1] == "-" and "pays from: " not in bare and "\nKeys, phases, shares, CPU: --all\n" in bare


def test_what_cannot_be_told_from_here_has_a_sign_and_a_legend(summary_of):
    same = Spec("same", "Same", "pipe", 0, None, plant={"transfer": 1, "compute": factory.planted_local_ns(36_444_000), "reply": 1, "release": 1})
    plan = Plan(shapes=((500, 9111),), transports=(same, factory.NINE[0]))
    for text in (render(summary_of(plan)), everything(summary_of(plan))):
        assert text.count("=") == 2 and "= cannot be told from here" in text
        assert next(line for line in text.splitlines() if "×=" in line).lower().startswith(" same ")


def test_two_shapes_stand_side_by_side_and_more_are_stacked(summary_of):
    two = render(summary_of(QUIET)).splitlines()
    assert sum("cost ms" in line for line in two) == 1
    assert any("170x9111, 12.4 MB" in line and "500x9111, 36.4 MB" in line for line in two)
    five = render(summary_of(QUIET.but(shapes=tuple((100 * n, 9111) for n in range(1, 6))))).splitlines()
    assert sum("cost ms" in line for line in five) == 3
    assert sum(line.startswith(" Copied in ") for line in five) == 3


def test_rows_stand_in_families_local_first(summary_of):
    lines = everything(summary_of(QUIET)).splitlines()
    heads = [line for line in lines if line.isupper() and not line.startswith(" ")]
    assert [*dict.fromkeys(heads)] == ["SHARED MEMORY", "SOCKET, MESSAGE QUEUE, PIPE"], "families of few rows share a heading"
    start = next(i for i, line in enumerate(lines) if line.startswith("transport"))
    names = [line.split()[0] for line in lines[start + 1 : start + 9]]
    assert names == ["local", "local", "memcpy", "memcpy_nt", "SHARED", "shm_in_place_spin", "shm_in_place", "boost_shm"]
    short = render(summary_of(QUIET)).splitlines()
    start = next(i for i, line in enumerate(short) if line.startswith("here: sum"))
    assert [line.split("  ")[0] for line in short[start : start + 4]] == ["here: sum", "a plain copy (memcpy)", "SHARED MEMORY", " In place, spinning *"]


def test_the_best_of_each_family_has_a_star(summary_of):
    starred = re.findall(r"^ (\S+) \*", everything(summary_of(QUIET.but(shapes=((500, 9111),)))), re.MULTILINE)
    assert starred == ["shm_in_place_spin", "unix_stream", "boost_mq", "pipe"]
    assert re.findall(r"^ (\S.*) \*", render(summary_of(QUIET)), re.MULTILINE) == ["In place, spinning", "Unix socket", "Boost message queue", "Pipe"]


def test_all_33_transports_have_a_row_at_each_shape(summary_of):
    lines = everything(summary_of(Plan(transports=factory.ALL))).splitlines()
    heads = [line for line in lines if line.startswith("transport ")]
    assert len(heads) == 2 and heads[-1].endswith("CPU")
    assert all(sum(line.startswith(f" {spec.key} ") for line in lines) == 2 for spec in factory.ALL)


def test_what_a_single_matrix_costs_has_a_column_where_the_set_up_is_known(summary_of):
    known = replace(factory.NINE[5], setup_ns=5_000_000)
    text = everything(summary_of(QUIET.but(shapes=((500, 9111),), transports=(known, factory.NINE[0]))))
    # the first transfer: 2.5 times (6074500 prepare + 3322091 + 855387 + 7000 + 900), and 5 ms of set-up
    assert cells(text, "shm_copy")[:5] == ["1", "4.19", "0", "30.6", "4.18"] and cells(text, "pipe")[3] == "-"
    assert "once: setup and the first matrix" in text and "once" not in everything(summary_of(QUIET))


def test_cpu_time_is_told_at_the_largest_shape_and_a_dash_where_it_is_not_known(summary_of):
    lines = everything(summary_of(QUIET)).splitlines()
    assert sum(line.count("CPU") for line in lines if line.startswith("transport ")) == 1
    assert cells(everything(summary_of(QUIET.but(shapes=((500, 9111),)))), "shm_in_place_spin")[-1] == "2.40"
    assert cells(everything(summary_of(QUIET.but(shapes=((500, 9111),), usage=False))), "shm_in_place_spin")[-1] == "-"


def test_an_overlapped_row_is_marked_and_explained(summary_of):
    streamed = next(spec for spec in factory.MORE if spec.overlapped)
    text = everything(summary_of(QUIET.but(transports=(*factory.NINE, streamed))))
    assert cells(text, "shm_ring_stream")[3] == "o" and "o overlapped: computes while the matrix travels" in text
    assert cells(text, "shm_ring_stream")[-1] == "-", "when workers win by it nobody has measured"
    assert "overlapped" not in everything(summary_of(QUIET))


def test_a_wide_interval_has_an_exclamation_mark_and_a_legend(summary_of):
    assert "!" not in everything(summary_of(QUIET))
    text = everything(summary_of(QUIET.but(noise=0.5)))
    assert re.search(r"\d\d!", text) and "! interval wider than ±10 %" in text


def test_one_round_has_no_interval(summary_of):
    text = everything(summary_of(QUIET.but(rounds=1)))
    assert cells(text, "pipe")[2] == "-" and "1 round x 6 transfers" in text
    assert "fewer than 6 rounds, hence no intervals: a first look" in text


def test_one_transfer_per_round_is_cold_and_says_so(summary_of):
    text = render(summary_of(QUIET.but(transfers=1)))
    assert "COLD values, one transfer per round" in text and "warm medians" not in text
    assert "warm medians" in render(summary_of(QUIET))


def test_a_missing_row_is_a_row_of_dashes(summary_of):
    content = factory.document(QUIET)
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/pipe/170x9111"]
    assert cells(everything(summary_of(content)), "pipe")[1:8] == ["-"] * 7
    assert cells(render(summary_of(content)), "Pipe")[:3] == ["-"] * 3


def test_what_did_not_run_is_listed_with_its_reason(summary_of):
    text = " ".join(render(summary_of(MANY)).split())
    assert "not run: shm_huge (no huge pages are reserved)" in text and "see tools/doctor" in text
    assert "33/35 transports ran" in text


def test_what_cannot_run_at_one_shape_says_at_which(summary_of):
    content = factory.document(QUIET)
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/pipe/500x9111"]
    content["ipcbench"]["unavailable"] = [
        factory.absent("pipe", 500, 9111, "too big", "none")
    ]
    assert "not run: pipe at 500x9111 (too big)" in render(summary_of(content))


def test_failed_rounds_are_listed_and_spoil_the_trust(summary_of):
    content = factory.document(QUIET)
    content["ipcbench"]["failed"] = [
        {"row": "transfer/pipe/170x9111", "round": r, "error": "PeerDied", "text": "the consumer was killed"} for r in (1, 2)
    ]
    text = render(summary_of(content))
    assert "FAILED: transfer/pipe/170x9111 (2 rounds: PeerDied; the consumer was killed)" in text
    assert "1 row failed" in text and "every transfer verified" not in text
    content["ipcbench"]["failed"][0]["error"] = "CorruptMatrix"
    assert "1 round CORRUPT" in render(summary_of(content))


def test_an_interrupted_run_says_so(summary_of):
    content = factory.document(QUIET)
    content["ipcbench"]["complete"] = False
    assert "INCOMPLETE" in render(summary_of(content))
    content["benchmarks"] = []
    assert "Nothing was measured." in render(summary_of(content))


def test_warnings_stand_in_one_block_the_gravest_first(summary_of):
    ranks = ("note", "may_change_ranking", "shifts_milliseconds")
    found = tuple({"code": f"c{i}", "text": f"text {i}", "rows": [], "rank": rank} for i, rank in enumerate(ranks))
    lines = render(summary_of(QUIET.but(warnings=found))).splitlines()
    start = lines.index("Warnings")
    assert lines[start + 1 : start + 4] == [
        "  may change the ranking: text 1 [c1]",
        "  shifts milliseconds: text 2 [c2]",
        "  note: text 0 [c0]",
    ]


def test_of_many_warnings_five_are_shown_at_first(summary_of):
    found = tuple({"code": f"c{i}", "text": f"text {i}", "rows": [], "rank": "note"} for i in range(7))
    summary = summary_of(QUIET.but(warnings=found))
    assert "  note: text 4 [c4]\n  2 more: --all\n" in render(summary) and "text 6" not in render(summary)
    assert "text 6" in everything(summary) and "more: --all" not in everything(summary).partition("Warnings")[2]


def test_the_head_is_that_of_the_looks(summary_of):
    assert render(summary_of(QUIET)).startswith("Handing a matrix to another process · AMD EPYC 7763, 2 vCPUs (KVM) · Linux 6.1\n")


def test_nothing_from_the_file_reaches_the_terminal_raw(summary_of):
    hostile = "\x1b[2J\u202e\x07$x$"
    content = factory.document(QUIET.but(warnings=({"code": hostile, "text": hostile, "rows": [hostile]},)))
    for item in content["benchmarks"]:
        if item["ipc"]["key"] == "pipe":
            item["ipc"] |= {"key": f"pipe{hostile}", "label": hostile}
    ours = content["ipcbench"]
    ours["machine"] |= {"cpu_model": hostile, "virtualization": hostile, "id": hostile}
    ours["environment"]["kernel"] = ours["build"]["commit"] = hostile
    ours["failed"] = [{"row": hostile, "round": 0, "error": hostile, "text": hostile}]
    ours["unavailable"] = [factory.absent(hostile, 1, 1, hostile, hostile)]
    text = everything(summary_of(content))
    assert all(line.isprintable() for line in text.splitlines())
