"""The seal: any change of a result's text is found, and older files need none."""

import hashlib
import json
import re
import subprocess

import factory
import numpy as np
import pytest
from ipcbench.commands import cli, verify
from tool import run


def test_any_flipped_digit_of_a_sealed_file_is_found(tmp_path, good, capsys):
    """Three digits behind each key there is."""
    good["ipcbench"] |= {"tuning": [{"row": "x", "trials": [{"settings": {"pipe_bytes": 4096}, "total_ns": 123}]}]}
    good["ipcbench"]["rounds"] = [{"round": number, "steal_ms": 1.25, "producer_cpus": [10]} for number in range(3)]
    path = factory.write(tmp_path, good)
    assert verify.main([str(path)]) == 0
    text, places = path.read_text(), {}
    for key in re.finditer(r'"(\w+)": ([^{}]*?)(?=, "|[{}])', text):
        places.setdefault(key[1], []).extend(at for at in range(*key.span(2)) if text[at].isdigit())
    places = {key: found for key, found in places.items() if found}
    assert places.keys() > {"seal", "producer_cpu_ns", "copies", "seed", "order", "steal_ms", "total_ns", "run_name", "cpu_time"}
    random = np.random.default_rng(5)
    for key, found in places.items():
        for at in random.choice(found, 3):
            path.write_text(text[:at] + str((int(text[at]) + random.integers(1, 10)) % 10) + text[at + 1 :])
            assert verify.main([str(path)]) in (1, 2), (key, text[at - 30 : at + 30])
    assert "was changed after the run" in capsys.readouterr().out


def test_what_needs_a_sound_result_needs_its_seal(tmp_path, good):
    path = factory.write(tmp_path, good)
    path.write_text(path.read_text().replace('"dirty": false', '"dirty": true'))
    for tool in ("like", "show", "export", "plot", "report", "pool_rows"):
        found = run(tool, path)
        assert found.returncode == 2 and found.stderr.count("\n") == 1, tool
        assert "not sound: the text of the file is not the one that was sealed" in found.stderr


def test_an_older_file_has_no_seal_and_a_damaged_one_is_none(tmp_path, good):
    path = tmp_path / "result.json"
    path.write_text(json.dumps(good))
    assert verify.main([str(path)]) == 0
    for seal in (None, 1, "beef", "A" * 64):
        good["ipcbench"]["seal"] = seal
        path.write_text(json.dumps(good))
        found = run("verify", path)
        assert found.returncode == 1 and "ipcbench.seal" in found.stdout
    good["ipcbench"]["seal"] = "0" * 64
    good["ipcbench"]["weather"] = {"seal": "0" * 64}
    path.write_text(json.dumps(good))
    assert "the text has it 2 times" in run("verify", path).stdout


def test_what_was_carried_over_names_its_old_seal_beside_its_own(tmp_path, good):
    good["ipcbench"]["migrated"] = {"from": "m/20260101T000000Z.json", "seal": "1" * 64, "changes": "All of it."}
    path = factory.write(tmp_path, good)
    assert run("verify", path).returncode == 0
    path.write_text(path.read_text().replace("1" * 64, "1" * 63 + "2"))
    assert "was changed after the run" in run("verify", path).stdout


def of_lines(path):
    """The sealed text of a result, in lines as the programs write it."""
    text = json.dumps(json.loads(path.read_text()), indent=1) + "\n"
    unsealed = re.sub(r'(?<="seal": ")[0-9a-f]{64}', "0" * 64, text)
    return unsealed.replace("0" * 64, hashlib.sha256(unsealed.encode()).hexdigest()).encode()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda data: data.replace(b"\n", b"\r\n"), "line ends are no longer LF alone"),
        (lambda data: data.replace(b"\n", b"\r"), "line ends are no longer LF alone"),
        (lambda data: b"\xef\xbb\xbf" + data, "a byte-order mark stands before it (dos2unix"),
        (lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), "a byte-order mark stands before it and its line ends"),
        (lambda data: data + b"\n\n", "other line ends"),
        (lambda data: data.rstrip(b"\n"), "other line ends"),
    ],
    ids=["CR LF", "CR", "mark", "both", "more", "none"],
)
def test_a_text_that_an_editor_or_git_has_saved_anew_is_named_as_that(tmp_path, good, change, named):
    path = factory.write(tmp_path, good)
    sealed = of_lines(path)
    path.write_bytes(change(sealed))
    assert path.read_bytes() != sealed
    found = run("verify", path)
    assert found.returncode == 1 and "is the one that was sealed, but" in found.stdout and named in found.stdout
    assert "changed after the run" not in found.stdout
    path.write_bytes(change(sealed.replace(b'"dirty": false', b'"dirty": true')))
    assert "changed after the run" in run("verify", path).stdout


def test_a_result_in_utf_16_is_named_as_that(tmp_path, good):
    path = factory.write(tmp_path, good)
    path.write_text(path.read_text(), encoding="utf-16")
    found = run("verify", path)
    assert found.returncode == 2 and "UTF-16" in found.stderr + found.stdout


def test_a_checkout_with_other_line_ends_has_the_same_bytes(tmp_path):
    """Whatever core.autocrlf says: scripts run, seals hold, drawn figures compare."""
    if not (cli.REPOSITORY / ".git").exists():
        pytest.skip("not a git checkout")
    git = ["git", "-c", f"safe.directory={cli.REPOSITORY}", "-c", f"safe.directory={cli.REPOSITORY / '.git'}"]
    clone = [*git, "clone", "-q", "--no-hardlinks", "-c", "core.autocrlf=true", str(cli.REPOSITORY), str(tmp_path / "clone")]
    subprocess.run(clone, check=True, capture_output=True)
    names = subprocess.run(["git", "-C", tmp_path / "clone", "ls-files", "--eol"], check=True, capture_output=True, text=True).stdout
    changed = [line for line in names.splitlines() if line.split()[0].removeprefix("i/") != line.split()[1].removeprefix("w/")]
    assert len(names.splitlines()) > 300 and not changed
