/// A channel over a pair of descriptors, one for each end.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <memory>
#include <utility>

#include "ipcbench/fd.hpp"
#include "ipcbench/transport.hpp"
#include "os/socket.hpp"

namespace ipcbench::channels {

class TwoEnded final : public Channel {
 public:
  struct Ends {
    Fd producer;
    Fd consumer;
  };
  /// Makes the sender or the receiver from the end that it keeps.
  using MakeSender = std::function<std::unique_ptr<Sender>(Fd)>;
  using MakeReceiver = std::function<std::unique_ptr<Receiver>(Fd)>;

  TwoEnded(Ends ends, MakeSender make_sender, MakeReceiver make_receiver, Settings settings)
      : ends_(std::move(ends)),
        make_sender_(std::move(make_sender)),
        make_receiver_(std::move(make_receiver)),
        settings_(std::move(settings)) {}

  std::unique_ptr<Sender> keep_sender() override {
    ends_.consumer.reset();
    return make_sender_(std::move(ends_.producer));
  }
  std::unique_ptr<Receiver> keep_receiver() override {
    ends_.producer.reset();
    return make_receiver_(std::move(ends_.consumer));
  }
  Settings settings() const override { return settings_; }

 private:
  Ends ends_;
  MakeSender make_sender_;
  MakeReceiver make_receiver_;
  Settings settings_;
};

/// Over a pair of Unix-domain sockets that keep messages apart (SOCK_SEQPACKET), for ends that want no more than the
/// shape and their socket.
template <typename SenderOfIt, typename ReceiverOfIt>
std::unique_ptr<Channel> over_sockets(Shape shape) {
  os::SocketPair ends = os::unix_pair(SOCK_SEQPACKET);
  return std::make_unique<TwoEnded>(
      TwoEnded::Ends{std::move(ends.first), std::move(ends.second)},
      [shape](Fd fd) { return std::make_unique<SenderOfIt>(shape, std::move(fd)); },
      [shape](Fd fd) { return std::make_unique<ReceiverOfIt>(shape, std::move(fd)); }, Settings{});
}

}  // namespace ipcbench::channels
