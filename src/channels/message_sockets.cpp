#include "channels/message_sockets.hpp"

#include <sys/socket.h>

#include <string>

#include "channels/queue_channel.hpp"
#include "channels/two_ended.hpp"
#include "os/io.hpp"
#include "os/socket.hpp"

namespace ipcbench::channels {
namespace {

/// One end, as QueueChannel wants a queue.
class MessageSocket {
 public:
  MessageSocket(Fd fd, std::size_t message_bytes) : fd_(std::move(fd)), message_bytes_(message_bytes) {}
  std::size_t message_bytes() const { return message_bytes_; }
  void send(std::span<const std::byte> message) const { os::send_message(fd_, message); }
  std::size_t receive(std::span<std::byte> buffer) const { return os::receive_message(fd_, buffer); }

 private:
  Fd fd_;
  std::size_t message_bytes_;
};

/// Linux refuses a message that its sender's buffer could never hold (EMSGSIZE): better here than in a transfer.
void require_room(std::int64_t sndbuf_bytes, std::size_t message_bytes) {
  if (static_cast<std::size_t>(sndbuf_bytes) > message_bytes) return;
  throw SystemError("a message of " + std::to_string(message_bytes) + " bytes in a buffer (SO_SNDBUF) of " +
                        std::to_string(sndbuf_bytes),
                    EMSGSIZE, "sudo sysctl net.core.wmem_max=4194304");
}

}  // namespace

std::unique_ptr<Channel> message_sockets(Shape shape, int type, const Tuning& tuning) {
  auto [producer_end, consumer_end] = os::unix_pair(type);
  os::set_buffers(producer_end, {tuning.buffer_bytes});
  const std::int64_t sndbuf_bytes = os::socket_buffer_bytes(producer_end, SO_SNDBUF);
  const std::size_t message_bytes = tuning.piece_bytes;
  require_room(sndbuf_bytes, message_bytes);
  return std::make_unique<TwoEnded>(
      TwoEnded::Ends{std::move(producer_end), std::move(consumer_end)},
      [shape, message_bytes](Fd fd) {
        return std::make_unique<QueueSender<MessageSocket>>(shape, MessageSocket(std::move(fd), message_bytes));
      },
      [shape, message_bytes](Fd fd) {
        return std::make_unique<QueueReceiver<MessageSocket>>(shape, MessageSocket(std::move(fd), message_bytes));
      },
      Settings{{"sndbuf_bytes", sndbuf_bytes}, {"message_bytes", static_cast<std::int64_t>(message_bytes)}});
}

std::vector<Tuning> message_tunings(Shape) {
  constexpr std::size_t kib = 1024;
  return {{4096 * kib, 256 * kib}, {512 * kib, 64 * kib},  {0, 64 * kib},
          {0, 128 * kib},          {4096 * kib, 64 * kib}, {8192 * kib, 1024 * kib}};
}

}  // namespace ipcbench::channels
