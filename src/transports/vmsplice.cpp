// A pipe that is given the pages of the matrix in place of a copy (vmsplice); the reader still copies.

#include "channels/byte_stream.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/pipe.hpp"

namespace ipcbench {
namespace {

class SplicingSender final : public Sender {
 public:
  SplicingSender(Shape shape, Fd fd) : matrix_(shape), fd_(std::move(fd)) {}
  MatrixView loan() override {
    os::wait_until_drained(fd_);  // its pages are the matrix
    return matrix_.view();
  }
  void send() override { os::splice_all(fd_, matrix_.bytes()); }

 private:
  PrivateMatrix matrix_;
  Fd fd_;
};

/// A pipe holds as many pages as would fill its size.
std::vector<Tuning> pipe_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  return {{.buffer_bytes = 1024 * kib}, {.buffer_bytes = 256 * kib}, {.buffer_bytes = 64 * kib}};
}

std::unique_ptr<Channel> open_vmsplice(Shape shape, const Tuning& tuning) {
  auto [read_end, write_end] = os::make_pipe();
  os::set_pipe_bytes(write_end, tuning.buffer_bytes);
  Settings settings{{"pipe_bytes", os::pipe_bytes(write_end)}};
  return channels::byte_stream(shape, {std::move(write_end), std::move(read_end)}, std::move(settings),
                               [shape](Fd fd) { return std::make_unique<SplicingSender>(shape, std::move(fd)); });
}

const Registration registered({
    .key = "vmsplice",
    .label = "Pipe, vmsplice",
    .family = Family::pipe,
    .copies = 1,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .tunings = pipe_tunings,
    .open_tuned = open_vmsplice,
});

}  // namespace
}  // namespace ipcbench
