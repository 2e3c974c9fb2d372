"""A fake root with /proc, /sys and /dev/shm, and a fake benchmark that answers --probe."""

import json
import sys

SYSCTLS = {
    "fs.pipe-max-size": "1048576", "fs.pipe-user-pages-soft": "16384", "fs.mqueue.msg_max": "10", "fs.mqueue.msgsize_max": "8192",
    "fs.mqueue.queues_max": "256", "kernel.msgmax": "8192", "kernel.msgmnb": "16384", "kernel.msgmni": "32000",
    "kernel.shmmax": "18446744073692774399", "kernel.shmall": "18446744073692774399", "net.core.wmem_max": "212992",
    "net.core.rmem_max": "212992", "net.ipv4.tcp_wmem": "4096\t16384\t4194304", "net.ipv4.tcp_rmem": "4096\t131072\t6291456",
    "net.core.optmem_max": "20480", "net.unix.max_dgram_qlen": "10", "vm.nr_hugepages": "0", "kernel.yama.ptrace_scope": "1",
    "kernel.io_uring_disabled": "0",
}  # fmt: skip
RLIMITS = {"Max open files": ("1024", "1048576"), "Max msgqueue size": ("819200", "819200"), "Max locked memory": ("8388608", "unlimited")}


def root(folder, sysctls=(), rlimits=()):
    """Makes the root in `folder`, with other values or, for None, without them."""
    for name, value in (SYSCTLS | dict(sysctls)).items():
        if value is not None:
            _write(folder / "proc" / "sys" / name.replace(".", "/"), f"{value}\n")
    known = RLIMITS | dict(rlimits)
    lines = [f"{title:<25} {soft:<20} {hard:<20} bytes" for title, (soft, hard) in known.items()]
    _write(folder / "proc/self/limits", "\n".join(["Limit                     Soft Limit           Hard Limit           Units", *lines, ""]))
    _write(folder / "proc/meminfo", "MemTotal:        8000000 kB\nHugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n")
    _write(folder / "sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n")
    _write(folder / "sys/kernel/mm/transparent_hugepage/shmem_enabled", "always within_size advise [never] deny force\n")
    (folder / "dev/shm").mkdir(parents=True)
    return folder


def probed(transport, settings=None, reason=None, mend="", shapes=((170, 9111), (500, 9111))):
    """The elements of 'rows' of one transport."""
    gone = None if reason is None else {"reason": reason, "mend": mend}
    facts = {"kind": "transfer", "key": transport, "label": transport.title(), "family": "pipe", "unavailable": gone, "settings": settings or {}}
    return [facts | {"row": f"transfer/{transport}/{rows}x{cols}", "rows": rows, "cols": cols} for rows, cols in shapes]


def binary(folder, transports=(), text=None, status=0, error=""):
    """A program that notes its arguments in <folder>/called and answers."""
    answer = json.dumps({"schema": 1, "rows": list(transports)}) if text is None else text
    path = folder / "bench_transfer"
    path.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(folder / 'called')!r}, 'w').write(' '.join(sys.argv[1:]))\n"
        f"sys.stdout.write({answer!r})\nsys.stderr.write({error!r})\nsys.exit({status})\n"
    )
    path.chmod(0o755)
    return path


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
