#include "os/pipe.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <string>

#include "os/io.hpp"
#include "os/names.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {

Pipe make_pipe() {
  std::array<int, 2> ends{};
  checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2()");
  return {Fd(ends[0]), Fd(ends[1])};
}

Pipe make_fifo() {
  const std::string path = temporary_path(".fifo");
  const NameToUnlink unlinked(path);
  checked(::mkfifo(path.c_str(), 0600), "mkfifo(" + quoted_name(path) + ")", "TMPDIR=a folder on a local file system");
  // Opened for reading first and without blocking, or each end would wait for the other.
  Fd read_end(checked(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC), "open(" + quoted_name(path) + ")"));
  Fd write_end(checked(::open(path.c_str(), O_WRONLY | O_CLOEXEC), "open(" + quoted_name(path) + ")"));
  checked(::fcntl(read_end.get(), F_SETFL, O_RDONLY), "fcntl(F_SETFL)");
  return {std::move(read_end), std::move(write_end)};
}

std::int64_t pipe_bytes(const Fd& end) { return checked(::fcntl(end.get(), F_GETPIPE_SZ), "fcntl(F_GETPIPE_SZ)"); }

void set_pipe_bytes(const Fd& end, std::size_t bytes) {
  checked(::fcntl(end.get(), F_SETPIPE_SZ, static_cast<int>(bytes)),
          "fcntl(F_SETPIPE_SZ, " + std::to_string(bytes) + " bytes)",
          "sudo sysctl fs.pipe-max-size=1048576 fs.pipe-user-pages-soft=16384");
}

void splice_all(const Fd& write_end, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const iovec pages{const_cast<std::byte*>(bytes.data()), bytes.size()};
    bytes = bytes.subspan(retried([&] { return ::vmsplice(write_end.get(), &pages, 1, 0); }, "vmsplice()"));
  }
}

void wait_until_drained(const Fd& write_end) {
  for (;;) {
    int unread = 0;
    checked(::ioctl(write_end.get(), FIONREAD, &unread), "ioctl(FIONREAD)");
    if (unread == 0) return;
    check_wait();
    constexpr timespec pause{0, 20'000};
    ::nanosleep(&pause, nullptr);
  }
}

}  // namespace ipcbench::os
