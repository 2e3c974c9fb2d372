// A pipe as every program gets it: 64 KiB of buffer, one write() of the whole matrix.

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "channels/byte_stream.hpp"

namespace ipcbench {
namespace {

std::unique_ptr<Channel> open_pipe(Shape shape) {
  std::array<int, 2> ends{};
  os::checked(::pipe2(ends.data(), O_CLOEXEC), "pipe2()", "raise the limit of open files (ulimit -n)");
  os::Fd read_end(ends[0]);
  os::Fd write_end(ends[1]);
  const int pipe_bytes = os::checked(::fcntl(write_end.get(), F_GETPIPE_SZ), "fcntl(F_GETPIPE_SZ)");
  return channels::byte_stream(shape, std::move(write_end), std::move(read_end), {{"pipe_bytes", pipe_bytes}});
}

const Registration registered({
    .key = "pipe",
    .label = "Pipe",
    .family = Family::pipe,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = probe_by_opening<open_pipe>,
    .open = open_pipe,
});

}  // namespace
}  // namespace ipcbench
