/// A channel over a pair of descriptors, one for each end.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "ipcbench/fd.hpp"
#include "ipcbench/transport.hpp"

namespace ipcbench::channels {

/// Makes the sender or the receiver from the end that it keeps.
using MakeSender = std::function<std::unique_ptr<Sender>(Fd)>;
using MakeReceiver = std::function<std::unique_ptr<Receiver>(Fd)>;

class TwoEnded final : public Channel {
 public:
  struct Ends {
    Fd producer;
    Fd consumer;
  };
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

/// Of ends that want no more than the shape and their descriptor.
template <typename SenderOfIt, typename ReceiverOfIt>
std::unique_ptr<Channel> two_ended(Shape shape, TwoEnded::Ends ends, Settings settings) {
  return std::make_unique<TwoEnded>(
      std::move(ends), [shape](Fd fd) { return std::make_unique<SenderOfIt>(shape, std::move(fd)); },
      [shape](Fd fd) { return std::make_unique<ReceiverOfIt>(shape, std::move(fd)); }, std::move(settings));
}

}  // namespace ipcbench::channels
