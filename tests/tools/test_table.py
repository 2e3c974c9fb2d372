"""The verdict table: at most 120 columns, planted figures in their columns, every branch of it."""

import re

import factory
import pytest
from factory import Plan, Spec
from ipcbench.base.text import width
from ipcbench.tables.terminal import render

QUIET = Plan(noise=0)
MANY = Plan(transports=factory.NINE + factory.MORE, unavailable=factory.UNAVAILABLE)


def cells(text, name):
    """The cells of a row, blocks one behind the other, without the name and the bars."""
    line = next(line for line in text.splitlines() if re.match(rf" {re.escape(name)}( \*)? ", line))
    return line[len(name) + 1 :].replace("*", " ").replace("|", " ").split()


@pytest.mark.parametrize("everything", [False, True])
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
def test_no_line_is_wider_than_120_columns(summary_of, plan, everything):
    text = render(summary_of(plan), everything)
    assert text.endswith("\n") and max(map(width, text.splitlines())) <= 120


def test_planted_figures_stand_in_their_columns(summary_of):
    text = render(summary_of(QUIET.but(shapes=((500, 9111),))))
    # 36.444 MB: local 743815 ns; shm_copy: 3322091 + 855387 + 7000 ns, CPU 3189207 + 1661045 + 855387 ns; memcpy 2429680 ns
    assert cells(text, "local sum") == ["0", "0.74", "0", "-", "0.74", "1.0x", "-", "-", "0.74"]
    assert cells(text, "shm_copy") == ["1", "4.18", "0", "3.32", "0.86", "5.6x", "73%", "3.44", "5.71"]
    assert cells(text, "memcpy (bound)") == ["1", "2.43", "0", "2.43", "-", "-", "100%", "-", "2.43"]
    assert cells(text, "shm_in_place")[6] == "-", "copies 0 has no share of memcpy"


def test_two_shapes_stand_side_by_side_and_more_are_stacked(summary_of):
    two = render(summary_of(QUIET)).splitlines()
    assert sum(line.startswith("transport ") for line in two) == 1
    assert any("170x9111  12.4 MB" in line and "500x9111  36.4 MB" in line for line in two)
    five = render(summary_of(QUIET.but(shapes=tuple((100 * n, 9111) for n in range(1, 6))))).splitlines()
    assert sum(line.startswith("transport ") for line in five) == 3
    assert sum(line.startswith(" shm_copy ") for line in five) == 3


def test_rows_stand_in_families_local_first(summary_of):
    lines = render(summary_of(QUIET)).splitlines()
    heads = [line for line in lines if line.isupper() and not line.startswith(" ")]
    assert heads == ["SHARED MEMORY", "SOCKET, MESSAGE QUEUE, PIPE"], "families of few rows share a heading"
    start = next(i for i, line in enumerate(lines) if line.startswith("transport"))
    names = [line.split()[0] for line in lines[start + 1 : start + 8]]
    assert names == ["local", "memcpy", "memcpy_nt", "SHARED", "shm_in_place_spin", "shm_in_place", "boost_shm"]


def test_the_best_of_each_family_has_a_star(summary_of):
    starred = re.findall(r"^ (\S+) \*", render(summary_of(QUIET)), re.MULTILINE)
    assert starred == ["shm_in_place_spin", "unix_stream", "boost_mq", "pipe"]


def test_all_33_transports_at_two_shapes_stand_side_by_side(summary_of):
    summary = summary_of(Plan(transports=factory.ALL))
    for everything in (False, True):
        lines = render(summary, everything).splitlines()
        assert sum(line.startswith("transport ") for line in lines) == 1
        assert next(line for line in lines if line.startswith("transport ")).endswith("CPU")


def test_cpu_time_is_told_at_the_largest_shape_and_a_dash_where_it_is_not_known(summary_of):
    lines = render(summary_of(QUIET)).splitlines()
    assert sum(line.count("CPU") for line in lines if line.startswith("transport ")) == 1
    assert cells(render(summary_of(QUIET)), "shm_in_place_spin")[-1] == "2.40"
    assert cells(render(summary_of(QUIET.but(usage=False))), "shm_in_place_spin")[-1] == "-"


def test_an_overlapped_row_is_marked_and_explained(summary_of):
    streamed = next(spec for spec in factory.MORE if spec.overlapped)
    text = render(summary_of(QUIET.but(transports=(*factory.NINE, streamed))))
    assert cells(text, "shm_ring_stream")[3] == "o" and "o overlapped: computes on the way" in text
    assert "overlapped" not in render(summary_of(QUIET))


def test_a_wide_interval_has_an_exclamation_mark_and_a_legend(summary_of):
    assert "!" not in render(summary_of(QUIET))
    text = render(summary_of(QUIET.but(noise=0.5)))
    assert re.search(r"\d\d!", text) and "! interval wider than ±10 %" in text


def test_what_hides_cost_outside_the_interval_is_marked(summary_of):
    text = render(summary_of(MANY.but(noise=0)))
    assert cells(text, "memfd")[3] == "pr"
    assert "p prepare over 1.2 times local's" in text and "r release over 5 % of the total" in text
    assert "prepare over" not in render(summary_of(QUIET))


def test_one_round_has_no_interval(summary_of):
    text = render(summary_of(QUIET.but(rounds=1)))
    assert cells(text, "pipe")[2] == "-" and "1 round x 6 transfers" in text
    assert "fewer than 6 rounds, hence no intervals: a first look" in text


def test_one_transfer_per_round_is_cold_and_says_so(summary_of):
    text = render(summary_of(QUIET.but(transfers=1)))
    assert "COLD values, one transfer per round" in text and "warm medians" not in text
    assert "warm medians" in render(summary_of(QUIET))


def test_a_missing_row_is_a_row_of_dashes(summary_of):
    content = factory.document(QUIET)
    content["benchmarks"] = [b for b in content["benchmarks"] if b["ipc"]["row"] != "transfer/pipe/170x9111"]
    assert cells(render(summary_of(content)), "pipe")[1:8] == ["-"] * 7


def test_what_did_not_run_is_listed_with_its_reason(summary_of):
    text = render(summary_of(MANY))
    assert "not run: shm_huge (no huge pages are reserved)" in text and "see\n  tools/doctor" in text
    assert "32/34 transports ran" in text


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
    text = render(summary_of(content), everything=True)
    assert all(line.isprintable() for line in text.splitlines())
