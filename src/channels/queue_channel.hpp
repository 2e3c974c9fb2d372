/// A channel over anything that carries messages of limited size: queues. The matrix is cut into pieces.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "ipcbench/errors.hpp"
#include "ipcbench/private_matrix.hpp"
#include "ipcbench/transport.hpp"

namespace ipcbench::channels {

/// `bytes`, rounded up to a whole number of pieces.
constexpr std::size_t whole_pieces(std::size_t bytes, std::size_t piece_bytes) {
  return (bytes + piece_bytes - 1) / piece_bytes * piece_bytes;
}

/// `Queue` has message_bytes(), send(span) and receive(span) -> size; receive() needs room for message_bytes().
template <typename Queue>
class QueueSender final : public Sender {
 public:
  QueueSender(Shape shape, Queue queue) : matrix_(shape), queue_(std::move(queue)) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override {
    for (std::span<std::byte> rest = matrix_.bytes(); !rest.empty();) {
      const auto piece = rest.first(std::min(rest.size(), queue_.message_bytes()));
      queue_.send(piece);
      rest = rest.subspan(piece.size());
    }
  }

 private:
  PrivateMatrix matrix_;
  Queue queue_;
};

template <typename Queue>
class QueueReceiver final : public Receiver {
 public:
  QueueReceiver(Shape shape, Queue queue)
      : matrix_(shape, whole_pieces(shape.bytes(), queue.message_bytes())), queue_(std::move(queue)) {}
  ConstMatrixView receive() override {
    const std::size_t wanted = matrix_.bytes().size();
    for (std::size_t offset = 0; offset < wanted;) {
      const std::size_t expected = std::min(wanted - offset, queue_.message_bytes());
      const std::size_t received = queue_.receive(matrix_.capacity().subspan(offset, queue_.message_bytes()));
      if (received != expected) {
        throw CorruptMatrix("received a message of " + std::to_string(received) + " bytes in place of " +
                            std::to_string(expected));
      }
      offset += received;
    }
    return matrix_.const_view();
  }
  void release() override {}

 private:
  PrivateMatrix matrix_;
  Queue queue_;
};

/// One queue object serves both ends: it has no separate handle for either.
template <typename Queue>
class QueueChannel final : public Channel {
 public:
  QueueChannel(Shape shape, Queue queue, Settings settings)
      : shape_(shape), queue_(std::move(queue)), settings_(std::move(settings)) {}
  std::unique_ptr<Sender> keep_sender() override {
    return std::make_unique<QueueSender<Queue>>(shape_, std::move(queue_));
  }
  std::unique_ptr<Receiver> keep_receiver() override {
    return std::make_unique<QueueReceiver<Queue>>(shape_, std::move(queue_));
  }
  Settings settings() const override { return settings_; }

 private:
  Shape shape_;
  Queue queue_;
  Settings settings_;
};

/// Over a queue that holds so many messages() of message_bytes(), which join the settings.
template <typename Queue>
std::unique_ptr<Channel> queue_channel(Shape shape, Queue queue, Settings settings = {}) {
  settings["message_bytes"] = static_cast<std::int64_t>(queue.message_bytes());
  settings["messages"] = static_cast<std::int64_t>(queue.messages());
  return std::make_unique<QueueChannel<Queue>>(shape, std::move(queue), std::move(settings));
}

}  // namespace ipcbench::channels
