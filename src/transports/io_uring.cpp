// A pair of connected Unix-domain stream sockets, sent to and received from by io_uring: Linux waits for room and for
// bytes, and goes on by itself.

#include <sys/socket.h>

#include "channels/byte_stream.hpp"
#include "channels/child_probe.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/io_ring.hpp"

namespace ipcbench {
namespace {

class RingSender final : public Sender {
 public:
  RingSender(Shape shape, Fd fd) : matrix_(shape), fd_(std::move(fd)) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override { ring_.send_all(fd_, matrix_.bytes()); }

 private:
  PrivateMatrix matrix_;
  Fd fd_;
  os::IoRing ring_;
};

class RingReceiver final : public Receiver {
 public:
  RingReceiver(Shape shape, Fd fd) : matrix_(shape), fd_(std::move(fd)) {}
  ConstMatrixView receive() override {
    ring_.receive_all(fd_, matrix_.bytes());
    return matrix_.const_view();
  }
  void release() override {}

 private:
  PrivateMatrix matrix_;
  Fd fd_;
  os::IoRing ring_;
};

/// A Unix-domain socket is bounded by the sender's buffer alone; 0 leaves it as it is.
std::vector<Tuning> socket_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  return {{.buffer_bytes = 4096 * kib}, {.buffer_bytes = 512 * kib}, {.buffer_bytes = 0}};
}

std::unique_ptr<Channel> open_io_uring(Shape shape, const Tuning& tuning) {
  auto [producer_end, consumer_end] = os::unix_pair(SOCK_STREAM);
  os::set_buffers(producer_end, {tuning.buffer_bytes});
  Settings settings = channels::send_buffer(producer_end);
  return std::make_unique<channels::TwoEnded>(
      channels::TwoEnded::Ends{std::move(producer_end), std::move(consumer_end)},
      [shape](Fd fd) { return std::make_unique<RingSender>(shape, std::move(fd)); },
      [shape](Fd fd) { return std::make_unique<RingReceiver>(shape, std::move(fd)); }, std::move(settings));
}

const Registration registered({
    .key = "io_uring",
    .label = "io_uring, Unix stream socket",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = channels::probe_with_a_child(open_likeliest(socket_tunings, open_io_uring)),
    .tunings = socket_tunings,
    .open_tuned = open_io_uring,
});

}  // namespace
}  // namespace ipcbench
