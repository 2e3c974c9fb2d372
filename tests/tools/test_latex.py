"""The table as LaTeX: whole, escaped, and accepted by pdflatex where that is installed."""

import re
import shutil
import subprocess
from dataclasses import replace

import factory
import pytest
from factory import Plan
from ipcbench.tables import latex

MANY = Plan(rounds=7, transports=factory.NINE + factory.MORE)
HOSTILE = r"\input{/etc/passwd} & % $x^2$ #1 _a_ ~ {} \\ -- ` | < > 共有 é"


def with_setup(plan):
    """All columns that there are."""
    return plan.but(transports=tuple(replace(spec, setup_ns=10**6) for spec in plan.transports))


def lines(text):
    """The rows of the body: the cells of each."""
    return [line.removesuffix(r" \\").split(" & ") for line in text.splitlines() if line.startswith(r"\texttt")]


@pytest.mark.parametrize("shapes", [((500, 9111),), factory.TWO_SHAPES, ((1, 1), (7, 13), (100, 1000), (170, 9111), (500, 9111))])
def test_every_row_has_a_cell_for_every_column(summary_of, shapes):
    text = latex.table(summary_of(with_setup(MANY.but(shapes=shapes))))
    tabulars = re.findall(r"\\begin\{tabular\}\{(\w+)\}(.*?)\\end\{tabular\}", text, re.DOTALL)
    assert len(tabulars) == -(-len(shapes) // 2)
    for columns, body in tabulars:
        assert {len(cells) for cells in lines(body)} == {len(columns)} and len(columns) <= 18
    assert text.count("{") == text.count("}") and text.endswith("\\end{table*}\n")


def test_it_has_the_rows_and_values_of_the_verdict_table(summary_of):
    text = latex.table(summary_of(Plan(noise=0, shapes=((500, 9111),), transports=factory.NINE + factory.MORE[:1])))
    rows = {cells[0]: cells[1:] for cells in lines(text)}
    assert {r"\texttt{local sum}", r"\texttt{memcpy}", r"\texttt{memcpy\_nt}", r"\texttt{pipe}", r"\texttt{pipe\_tuned}*"} <= rows.keys()
    assert r"\texttt{local sum\_naive}" not in rows, "the verdict table leaves it out, too"
    assert rows[r"\texttt{local sum}"] == ["--", "0.744", "0", "--", "0.744", r"1.0\(\times\)", "--", "--"]
    assert rows[r"\texttt{shm\_copy}"] == ["1", "4.19", "0", "3.32", "0.855", r"5.6\(\times\)", r"73 \%", "3.2"]
    assert rows[r"\texttt{pipe}"][:2] == ["2", "52.9"]
    for part in (r"\toprule", r"\midrule", r"\bottomrule", r"95 \% interval", "AMD EPYC 7763", "commit 1a2b3c4d5e"):
        assert part in text


def test_what_comes_from_a_file_is_text():
    escaped = latex.escape(HOSTILE)
    assert escaped == (
        r"\textbackslash{}input\{/etc/passwd\} \& \% \$x\textasciicircum{}2\$ \#1 \_a\_ \textasciitilde{} \{\} "
        r"\textbackslash{}\textbackslash{} -{}- \textasciigrave{} \textbar{} \textless{} \textgreater{} ?? é"
    )


def test_a_hostile_result_brings_no_command_of_its_own(summary_of):
    content = factory.document(Plan(rounds=6, transfers=2, transports=factory.NINE[:2]))
    honest = set(re.findall(r"\\[a-zA-Z]+", latex.table(summary_of(content))))
    content["ipcbench"]["machine"]["cpu_model"] = HOSTILE
    for item in content["benchmarks"]:
        if item["ipc"]["kind"] == "transfer":
            item["ipc"]["key"] += HOSTILE.replace("/", "|")
    found = set(re.findall(r"\\[a-zA-Z]+", latex.table(summary_of(content))))
    assert found - honest <= {rf"\text{name}" for name in ("backslash", "asciicircum", "asciitilde", "asciigrave", "bar", "less", "greater")} | {r"\dots"}


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_pdflatex_accepts_it(summary_of, tmp_path):
    content = factory.document(MANY)
    content["ipcbench"]["machine"]["cpu_model"] = HOSTILE
    body = latex.table(summary_of(content))
    source = rf"\documentclass{{article}}\usepackage{{booktabs}}\begin{{document}}{body}\end{{document}}"
    (tmp_path / "t.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-2000:]
