// TCP over the loopback interface with MSG_ZEROCOPY. There Linux copies after all: what the flag costs, not what
// it saves.

#include "channels/byte_stream.hpp"
#include "channels/child_probe.hpp"
#include "ipcbench/private_matrix.hpp"
#include "os/zero_copy.hpp"

namespace ipcbench {
namespace {

class ZeroCopySender final : public Sender {
 public:
  ZeroCopySender(Shape shape, Fd fd, std::size_t write_bytes)
      : matrix_(shape), socket_(std::move(fd)), write_bytes_(write_bytes) {}
  MatrixView loan() override {
    socket_.wait_until_sent();
    return matrix_.view();
  }
  void send() override {
    socket_.send_all(matrix_.bytes(), write_bytes_);
    has_sent_ = true;
  }
  /// What Linux has made of the flag, too.
  Settings settings() override {
    Settings found = channels::send_buffer(socket_.fd());
    if (!has_sent_) return found;
    socket_.wait_until_sent();
    found["zero_copy"] = socket_.copied() ? "copied by the kernel" : "sent without a copy";
    return found;
  }

 private:
  PrivateMatrix matrix_;
  os::ZeroCopySocket socket_;
  std::size_t write_bytes_;
  bool has_sent_ = false;
};

std::vector<Tuning> write_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  return {{.piece_bytes = 256 * kib}, {.piece_bytes = 64 * kib}, {.piece_bytes = 1024 * kib}};
}

std::unique_ptr<Channel> open_tcp_zerocopy(Shape shape, const Tuning& tuning) {
  os::SocketPair ends = os::tcp_pair();
  Settings settings{{"nodelay", os::has_no_delay(ends.first)},
                    {"write_bytes", static_cast<std::int64_t>(tuning.piece_bytes)}};
  settings.merge(channels::buffer_settings(ends));
  return channels::byte_stream(
      shape, {std::move(ends.first), std::move(ends.second)}, std::move(settings),
      [shape, write_bytes = tuning.piece_bytes](Fd fd) {
        return std::make_unique<ZeroCopySender>(shape, std::move(fd), write_bytes);
      },
      channels::receive_buffer);
}

const Registration registered({
    .key = "tcp_zerocopy",
    .label = "TCP, MSG_ZEROCOPY (copies on loopback)",
    .family = Family::socket,
    .copies = 2,
    .lands = Lands::in_private,
    .waiting = Waiting::blocking,
    .probe = channels::probe_with_a_child(open_likeliest(write_tunings, open_tcp_zerocopy)),
    .tunings = write_tunings,
    .open_tuned = open_tcp_zerocopy,
});

}  // namespace
}  // namespace ipcbench
