"""The page: self-contained, the same bytes each time, and nothing from a result acts as code."""

import base64
import hashlib
import html
import re
from html.parser import HTMLParser

import factory
import pytest
from comparing import with_policy
from factory import Plan
from figure_plans import FIGURES
from ipcbench.commands import cli, report
from ipcbench.figures.frame import style
from ipcbench.page import contents
from tool import run

LEADING = [name for name, figure in FIGURES.items() if figure.leads]

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}</style>-->"
WARNINGS = (
    {"code": "note_code", "text": "only a note", "rows": ["transfer/pipe/170x9111"], "rank": "note"},
    {"code": "grave_code", "text": "the cores may be one", "rows": [], "rank": "may_change_ranking"},
)
SMALL = Plan(transports=factory.NINE[:4], rounds=6, transfers=3, warnings=WARNINGS, unavailable=factory.UNAVAILABLE)
MANY = Plan(transports=factory.NINE + factory.MORE, unavailable=factory.UNAVAILABLE, warnings=WARNINGS)
KEPT = {"rank", "run_type", "time_unit", "lands", "waiting", "digest", "date", "role", "residency", "consumer"}  # the schema lists what they may be
KEPT |= {"kind", "key", "suite", "run", "phases", "total"}  # or names of which others are made


class Page(HTMLParser):
    """What a browser would see: the elements with their attributes, and the text outside scripts and styles."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.text, self.scripts, self._inside = [], "", [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = None

    def handle_data(self, data):
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style":
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    path = factory.write(tmp_path_factory.mktemp("many"), factory.document(MANY))
    output = path.with_name("report.html")
    assert report.main([str(path), "-o", str(output)]) == 0
    return output.read_text(encoding="utf-8")


@pytest.fixture
def one_figure(monkeypatch):
    """For tests of what stands around the figures, each of which takes a while."""
    monkeypatch.setattr(contents.catalogue, "of_results", lambda: {"headline": FIGURES["headline"]})


def poisoned(value, key=""):
    if isinstance(value, dict):
        return {name: poisoned(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, key) for item in value]
    return value + HOSTILE if isinstance(value, str) and key not in KEPT else value


def test_the_first_screen_answers_then_comes_the_headline_then_the_table(many):
    text = Page(many).text
    order = ["Should you ship this matrix to another process?", "AMD EPYC 7763, 2 vCPUs (KVM) · ", "Just to sum it:", "compute it here",
             "With two workers: ship from a compute of", "A default pipe costs 1", "Trust:", "Matrix just written", "Costs: what is shown",
             "All rows", "More figures", "Warnings, and what did not run", "Machine and environment", "Measure it again",
             "How it was measured"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_every_row_and_every_figure_is_there(many):
    page = Page(many)
    for spec in MANY.transports:
        assert spec.key in page.text
    assert [f["id"] for f in page.all("figure")] == [f"r1-{name}" for name in FIGURES]
    assert len(page.all("svg")) == 2 * len(FIGURES) + 1
    for _, _, reason, mend in factory.UNAVAILABLE:
        assert reason in page.text and mend in page.text


def test_the_gravest_warning_comes_first(many):
    text = Page(many).text
    assert text.index("may change the ranking: the cores may be one grave_code") < text.index("note: only a note")


def test_the_run_can_be_repeated(many):
    assert f"tools/bench --like results/{factory.MACHINE}/{factory.STAMP}/transfer.json" in Page(many).text


def test_nothing_is_fetched_and_nothing_acts_inline(many):
    page = Page(many)
    assert not [tag for tag, _ in page.elements if tag in ("img", "iframe", "object", "embed", "form", "base")]
    assert page.all("link") == [{"rel": "icon", "href": "data:,"}]
    for tag, attributes in page.elements:
        assert "style" not in attributes and "src" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert attributes.get("href", "#").startswith(("#", "data:,"))
    assert not re.search(r"@import|url\((?!#)", many)


def test_the_policy_lets_run_this_script_and_no_other(many):
    policy = next(m["content"] for m in Page(many).all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    (script,), (style,) = Page(many).scripts, re.findall(r"<style>(.*?)</style>", many, re.DOTALL)
    for directive, text in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_ids_are_unique_and_references_lead_somewhere(many):
    page = Page(many)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {a["href"][1:] for _, a in page.elements if a.get("href", "").startswith("#")} | set(re.findall(r"url\(#([^)]+)\)", many))
    assert wanted <= set(ids)


def test_script_in_every_string_of_a_result_is_text(tmp_path):
    path = factory.write(tmp_path, factory.sealed(poisoned(factory.document(SMALL))), stamp="hostile")
    found = run("report", path, "-o", tmp_path / "r.html")
    assert (found.returncode, found.stderr) == (0, "")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    page = Page(text)
    assert len(page.all("script")) == len(page.all("style")) == 1 and len(page.scripts) == 1
    assert page.text.count("<script>alert(1)</script>") > 30 and "{{7*7}}" in page.text
    assert "alert(1)" not in page.scripts[0]
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag


def test_a_hostile_commit_or_kernel_cannot_become_a_command(tmp_path, one_figure):
    content = factory.document(SMALL)
    content["ipcbench"]["build"]["commit"] = "--exec=reboot"
    path = factory.write(tmp_path, factory.sealed(content), stamp="$(reboot); `reboot`")
    assert report.main([str(path), "-o", str(tmp_path / "r.html")]) == 0
    commands = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", (tmp_path / "r.html").read_text(), re.DOTALL)[1])
    assert "git checkout" not in commands and "tools/bench --like 'results/epyc-2c-kvm-3f9a01/$(reboot); `reboot`/transfer.json'" in commands


def test_the_same_results_give_the_same_bytes(tmp_path):
    path = factory.write(tmp_path, factory.document(SMALL.but(transports=factory.NINE[:2], shapes=((500, 9111),))))
    pages = [run("report", path, "-o", tmp_path / f"{n}.html", environment={"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": str(n)}) for n in (1, 2)]
    assert [page.returncode for page in pages] == [0, 0]
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_one_run_fits_into_3_mb(many):
    assert len(many.encode()) <= 3_000_000


def test_ten_machines_fit_into_12_mb(many):
    each = sum(len(m) for name in LEADING for m in re.findall(rf'<figure id="r1-{name}">.*?</figure>', many, re.DOTALL))
    others = len(many) - sum(map(len, re.findall(r"<figure.*?</figure>", many, re.DOTALL)))
    assert 10 * (each + others) <= 12_000_000


def test_several_results_get_an_overview_and_a_section_each(tmp_path):
    one = factory.write(tmp_path, factory.document(SMALL))
    other = factory.document(SMALL.but(transports=factory.NINE[5:8], shapes=((100, 100), (500, 9111)), seed=2))
    other["ipcbench"]["machine"]["cpu_model"] = "Cray One"
    two = factory.write(tmp_path, factory.sealed(other), machine="other")
    found = run("report", one, two, "-o", tmp_path / "r.html")
    assert found.returncode == 0
    page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    sections = [s["id"] for s in page.all("section")]
    assert sections == ["overview", "r1", "r2", "method"]
    assert [f["id"] for f in page.all("figure")] == ["comparison"] + [f"{r}-{name}" for r in ("r1", "r2") for name in LEADING]
    for part in ("1 · AMD EPYC 7763", "2 · Cray One", "100x100, 80.0 kB", "170x9111, 12.4 MB"):
        assert part in page.text
    table = page.text.partition("2 results side by side.")[2].partition("rows within ±10 %")[2]
    assert re.search(r"unix_stream\d+× · from [\d.]+", table) and re.search(r"shm_in_place[\d.]+×=? · from <?[\d.]+", table), "verdicts"
    assert "Not comparable" not in page.text


def test_the_figure_of_several_results_has_those_that_are_comparable_by_their_numbers(tmp_path, one_figure):
    plans = SMALL, SMALL.but(kernel="sum_naive"), SMALL.but(seed=2), SMALL.but(seed=3)
    paths = [factory.write(tmp_path, factory.document(plan), machine=name) for name, plan in zip("abcd", plans)]
    for count, names in ((2, None), (3, "AB"), (4, "134")):
        assert report.main([*map(str, paths[:count]), "-o", str(tmp_path / "r.html")]) == 0
        caption = (tmp_path / "r.html").read_text().partition('<figure id="comparison">')[2].partition("</figure>")[0].rpartition("<p>")[2]
        assert re.findall(r"^(\w): ", caption, re.MULTILINE) == list(names or "")


def test_colours_of_figures_can_be_seen_on_a_dark_page_too(tmp_path):
    """The page gives other colours to ink and white; what else is dark would be lost on its dark ground."""
    placed = factory.document(MANY.but(seed=4))
    with_policy("same_core")(placed)
    contents = factory.document(MANY), factory.document(MANY.but(seed=2)), factory.document(MANY.but(seed=3)), placed
    paths = [factory.write(tmp_path, factory.sealed(content), machine=name) for content, name in zip(contents, "abcd")]
    assert report.main([*map(str, paths), "-o", str(tmp_path / "r.html")]) == 0
    page, sheet = (tmp_path / "r.html").read_text(), (cli.REPOSITORY / "tools/ipcbench/page/report.css").read_text()
    assert '<figure id="placement-1">' in page and '<figure id="comparison">' in page
    mapped = set(re.findall(r'\[(?:fill|stroke)="(#[0-9a-f]{6})"\]', sheet))
    drawn = set(re.findall(r' (?:fill|stroke)="(#[0-9a-f]{6})"', page)) - mapped - {style.ON_LIGHT}
    assert len(drawn) > 5 and {colour for colour in drawn if sum(bytes.fromhex(colour[1:])) < 3 * 64} == set()


def test_a_folder_stands_for_its_results_and_the_overview_tells_them_apart(tmp_path, one_figure):
    for name, plan in (("m-clang", SMALL), ("m", SMALL.but(seed=2, warnings=()))):
        factory.write(tmp_path / "results", factory.document(plan), machine=name)
    assert report.main([str(tmp_path / "results"), "-o", str(tmp_path / "r.html")]) == 0
    text = (tmp_path / "r.html").read_text()
    first, second = re.findall(r'<tr><th scope="row" class="name"><a href="#r.">.*?</tr>', text.partition("</table>")[0], re.DOTALL)
    assert f"epyc-2c-kvm-3f9a01/{factory.STAMP}" in first and "⚠" not in first
    assert 'title="may change the ranking: the cores may be one">⚠' in second


def test_the_same_run_under_two_names_is_told_and_shown_once(tmp_path, one_figure):
    paths = [factory.write(tmp_path, factory.document(SMALL), machine=name) for name in "ab"]
    found = run("report", *paths, "-o", tmp_path / "r.html")
    assert found.returncode == 0 and found.stderr.count("\n") == 1 and found.stderr.endswith("is there under another name, too, and counts once\n")
    assert [s["id"] for s in Page((tmp_path / "r.html").read_text(encoding="utf-8")).all("section")] == ["r1", "method"]


def test_results_that_cannot_be_compared_are_named_in_the_overview(tmp_path):
    other = factory.document(SMALL.but(kernel="sum_naive"))
    paths = [factory.write(tmp_path, content, machine=name) for name, content in (("a", factory.document(SMALL)), ("b", other))]
    assert run("report", *paths, "-o", tmp_path / "r.html").returncode == 0
    text = Page((tmp_path / "r.html").read_text(encoding="utf-8")).text
    assert "Not comparable: 2 differs from 1 in kernel (sum | sum_naive)" in text
    paths.append(factory.write(tmp_path, factory.document(SMALL.but(kernel="sum_naive", seed=2)), machine="c"))
    assert run("report", *paths, "-o", tmp_path / "r.html").returncode == 0
    text = Page((tmp_path / "r.html").read_text(encoding="utf-8")).text
    assert "Not comparable: 2, 3 differ from 1 in kernel (sum | sum_naive)" in text


@pytest.mark.parametrize(
    "plan",
    [SMALL.but(transports=()), SMALL.but(rounds=1), SMALL.but(transfers=1), SMALL.but(local=False, bound=False),
     SMALL.but(shapes=tuple((n, 50) for n in range(1, 12)), unavailable=(), transports=factory.NINE[:1], rounds=1, local=False, bound=False)],
    ids=["no transports", "one round", "one transfer", "no references", "eleven shapes"],
)  # fmt: skip
def test_meagre_results_get_a_page(tmp_path, one_figure, plan):
    path = factory.write(tmp_path, factory.document(plan))
    assert report.main([str(path), "-o", str(tmp_path / "r.html")]) == 0
    assert "Measure it again" in (tmp_path / "r.html").read_text()


def test_the_page_goes_by_machine_and_stamp(tmp_path, one_figure, monkeypatch, capsys):
    path = factory.write(tmp_path, factory.document(SMALL))
    monkeypatch.setattr(cli, "PLOTS", tmp_path / "plots")
    assert report.main([str(path)]) == 0
    page = tmp_path / "plots" / factory.MACHINE / factory.STAMP / "report.html"
    assert page.is_file() and capsys.readouterr().out == f"{page}\n"


def test_a_folder_is_no_place_for_the_page(tmp_path):
    found = run("report", factory.write(tmp_path, factory.document(SMALL)), "-o", tmp_path)
    assert found.returncode == 2 and "is a folder" in found.stderr and found.stderr.count("\n") == 1
