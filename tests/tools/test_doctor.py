"""tools/doctor: what each transport lacks, the mend and how to undo it; nothing is changed, and no one is asked who they are."""

import subprocess
import sys

import fake_system
import pytest
from fake_system import probed
from ipcbench.base import console
from ipcbench.base.errors import ResultError, UsageError
from ipcbench.base.text import width
from ipcbench.commands import doctor
from ipcbench.doctor import probe
from ipcbench.doctor.known_limits import LIMITS
from test_commands import ENVIRONMENT, run

GOOD = {"fs.mqueue.msgsize_max": "1048576", "net.core.wmem_max": "4194304", "net.core.rmem_max": "4194304", "vm.nr_hugepages": "32"}


@pytest.fixture
def diagnosed(tmp_path, capsys):
    """The status and the text of the doctor for these probes on this system."""

    def of(transports, sysctls=(), rlimits=(), flags=()):
        root = fake_system.root(tmp_path / "root", sysctls, rlimits)
        status = doctor.main(["--binary", str(fake_system.binary(tmp_path, transports)), *flags], root)
        text = capsys.readouterr().out
        assert max(map(width, text.splitlines())) <= console.MOST_COLUMNS
        return status, text

    return of


def section(text, title):
    """The lines between a title and the next blank line, joined."""
    return "\n".join(text[text.index(f"\n{title}\n") :].strip().split("\n\n")[0].splitlines()[1:])


def test_what_runs_is_named_and_the_status_is_0(diagnosed):
    status, text = diagnosed([*probed("pipe", {"pipe_bytes": 65536}), *probed("fifo")])
    assert status == 0 and text.startswith("2 transports at 170x9111, 500x9111: 2 run, 0 run below their best, 0 cannot run\n")
    assert section(text, "RUN") == " pipe, fifo" and "CANNOT RUN" not in text
    assert "BELOW THEIR BEST" not in text


def test_what_cannot_run_says_why_with_mend_and_undo_and_the_status_is_1(diagnosed):
    gone = probed("other_huge", None, "reserve 37748736 bytes of huge pages: Cannot allocate memory (ENOMEM)", "sudo sysctl vm.nr_hugepages=19")
    status, text = diagnosed([*probed("pipe"), *gone])
    assert status == 1 and "1 run, 0 run below their best, 1 cannot run" in text
    assert section(text, "CANNOT RUN") == (
        " other_huge\n   reserve 37748736 bytes of huge pages: Cannot allocate memory (ENOMEM)\n"
        "   mend: sudo sysctl vm.nr_hugepages=19\n   undo: sudo sysctl vm.nr_hugepages=0"
    )


def test_the_undo_of_several_sysctls_sets_all_back_to_what_they_are(diagnosed):
    mend = "sudo sysctl kernel.shmmax=68719476736 net.ipv4.tcp_wmem=1; ipcs -m lists segments"
    _, text = diagnosed(probed("x", None, "no", mend), {"kernel.shmmax": "4096"})
    assert 'undo: sudo sysctl kernel.shmmax=4096 net.ipv4.tcp_wmem="4096 16384 4194304"' in text


def test_a_mend_that_is_no_sysctl_has_no_undo(diagnosed):
    _, text = diagnosed(probed("x", None, "no", "mount -o size=1G /dev/shm"))
    assert "mend: mount -o size=1G /dev/shm" in text and "undo" not in text


def test_what_cannot_run_at_one_shape_says_at_which(diagnosed):
    small, large = ((170, 9111),), ((500, 9111),)
    status, text = diagnosed([*probed("mmap_file", shapes=small), *probed("mmap_file", None, "no space", "a smaller --shape", shapes=large)])
    assert status == 1 and "at 500x9111: no space" in text and "mend: a smaller --shape" in text


def test_a_limit_below_what_is_wanted_is_named_with_both_values(diagnosed):
    status, text = diagnosed(probed("posix_mq_tuned", {"message_bytes": 8192, "messages": 10}), rlimits={"Max msgqueue size": ("819200", "unlimited")})
    assert status == 0 and "0 run, 1 run below their best" in text
    assert section(text, "BELOW THEIR BEST") == (
        " posix_mq_tuned\n   fs.mqueue.msgsize_max is 8192, wanted at least 1048576\n"
        "   mend: sudo sysctl fs.mqueue.msgsize_max=1048576\n   undo: sudo sysctl fs.mqueue.msgsize_max=8192"
    )


def test_a_resource_limit_is_mended_for_the_shell(diagnosed):
    _, text = diagnosed(probed("posix_mq_tuned"), GOOD)
    assert "mend: sudo prlimit --pid $$ --msgqueue=16777216:16777216" in text and "undo: sudo prlimit --pid $$ --msgqueue=819200:819200" in text


def test_a_limit_of_no_transport_in_particular_concerns_all(diagnosed):
    _, text = diagnosed(probed("new_one"), rlimits={"Max open files": ("64", "64")})
    assert " new_one\n   RLIMIT_NOFILE is 64, wanted at least 256\n   mend: sudo prlimit --pid $$ --nofile=256:\n" in text


def test_a_process_that_passes_a_limit_is_not_bound_by_it(diagnosed):
    _, text = diagnosed(probed("unix_stream_tuned", {"sndbuf_bytes": 1048576}))
    assert "1 run, 0 run below their best" in text, "SO_SNDBUFFORCE went beyond twice wmem_max"


def test_who_gets_no_more_than_a_limit_allows_is_bound_by_it(diagnosed):
    _, text = diagnosed(probed("unix_stream_tuned", {"sndbuf_bytes": 425984}))
    assert "net.core.wmem_max is 212992, wanted at least 4194304" in text


def test_zero_pages_mean_no_limit_and_too_many_scopes_hinder(diagnosed):
    _, text = diagnosed([*probed("vmsplice"), *probed("process_vm_readv")], {"fs.pipe-user-pages-soft": "0", "kernel.yama.ptrace_scope": "2"})
    assert "pipe-user-pages-soft is" not in text and "kernel.yama.ptrace_scope is 2, wanted at most 1" in text


def test_a_limit_that_the_probe_names_itself_is_not_told_twice(diagnosed):
    gone = probed("process_vm_readv", None, "EPERM", "sudo sysctl kernel.yama.ptrace_scope=0")
    _, text = diagnosed(gone, {"kernel.yama.ptrace_scope": "2"})
    assert text.count("ptrace_scope=0") == 1 and "wanted at most" not in text and "undo: sudo sysctl kernel.yama.ptrace_scope=2" in text


def test_the_limits_stand_in_a_table_with_values_and_sources(diagnosed):
    _, text = diagnosed(probed("pipe"), {"kernel.yama.ptrace_scope": None})
    for part in ("fs.pipe-max-size                    1048576 (1 MiB) ", "16384 pages", "8192 (8 KiB)", "at least 1 MiB !", "4194304 (4 MiB)", "madvise",
                 "kernel.yama.ptrace_scope            not there", "kernel.shmmax                       unlimited", "RLIMIT_NOFILE",
                 "Hugepagesize                        2048 kB", "mqueue  (mq_overview(7), getrlimit(2))", "/dev/shm, free"):  # fmt: skip
        assert part in text
    assert all(f" {limit.name} " in text for limit in LIMITS) and "Nothing was changed." in text


def test_a_system_without_any_of_it_is_survived(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert doctor.main(["--limits"], tmp_path / "empty") == 0
    text = capsys.readouterr().out
    assert text.count("not there") == len(LIMITS) and "transports at" not in text


def test_shape_and_only_are_passed_on(diagnosed, tmp_path):
    diagnosed(probed("pipe", shapes=((7, 7),)), flags=["--shape", "7x7", "--shape", "8x8", "--only", "transfer/pipe"])
    assert (tmp_path / "called").read_text() == "--probe --shape 7x7 --shape 8x8 --only transfer/pipe"


def test_hostile_text_of_a_probe_stays_text(diagnosed):
    _, text = diagnosed(probed("x\x1b[2J", None, "\x1b[31mred\u202e", "sudo \x07 sysctl ../../etc/passwd=1 a.b=2"))
    assert all(line.isprintable() for line in text.splitlines()) and "undo" not in text


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"text": "no json"}, ResultError),
        ({"text": "[1]"}, ResultError),
        ({"text": '{"schema": 2, "rows": []}'}, ResultError),
        ({"text": '{"schema": 1, "rows": [{"key": "pipe"}]}'}, ResultError),
        ({"status": 2, "error": "bench_transfer: --shape: banana is no RxC\n"}, UsageError),
        ({"status": 3}, UsageError),
    ],
)
def test_an_answer_that_is_none_is_said_in_one_line(tmp_path, answer, error):
    with pytest.raises(error) as caught:
        probe.run(fake_system.binary(tmp_path, **answer), [])
    assert "\n" not in str(caught.value) and str(caught.value).isprintable()


def test_a_missing_binary_ends_with_2_and_one_line(tmp_path):
    found = run("doctor", "--binary", tmp_path / "nowhere")
    assert found.returncode == 2 and found.stderr.startswith("tools/doctor: ") and found.stderr.count("\n") == 1
    assert run("doctor").returncode == 2 and run("doctor", "--banana").returncode == 2
    assert run("doctor", "--help").returncode == 0


def test_it_runs_without_numpy(tmp_path):
    code = "import sys\nfor name in ('numpy', 'scipy', 'matplotlib', 'jinja2', 'jsonschema'): sys.modules[name] = None\n"
    code += "from ipcbench.commands import doctor\nsys.exit(doctor.main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--binary", str(fake_system.binary(tmp_path, probed("pipe")))]
    found = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert found.returncode == 0 and found.stderr == "" and "1 transport" in found.stdout


def test_every_limit_has_a_source_and_every_wanted_one_a_mend_and_its_undo():
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)
    for limit in LIMITS:
        assert limit.source and (limit.wanted is None or (limit.mend and limit.undo)), limit.name
        assert "{" not in limit.command(limit.mend, 1) + limit.command(limit.undo, 1)
