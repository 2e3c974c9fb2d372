// One memory file, passed over a socket once and then reused: a byte over that socket says whose turn it is.

#include "channels/shared_settings.hpp"
#include "channels/two_ended.hpp"
#include "os/io.hpp"
#include "os/shared_memory.hpp"
#include "os/socket.hpp"

namespace ipcbench {
namespace {

/// The first loan makes the file and passes it; each later one waits for the receiver's word.
class ReusingSender final : public Sender {
 public:
  ReusingSender(Shape shape, Fd socket) : shape_(shape), socket_(std::move(socket)) {}
  MatrixView loan() override {
    if (mapping_.data() != nullptr) {
      os::await_turn(socket_);
    } else {
      const Fd file = os::memory_file(shape_.bytes());
      mapping_ = Mapping::of_file(file, shape_.bytes());
      os::send_fd(socket_, file);
    }
    return {reinterpret_cast<double*>(mapping_.data()), shape_};
  }
  void send() override { os::give_turn(socket_); }

 private:
  Shape shape_;
  Fd socket_;
  Mapping mapping_;
};

class ReusingReceiver final : public Receiver {
 public:
  ReusingReceiver(Shape shape, Fd socket) : shape_(shape), socket_(std::move(socket)) {}
  ConstMatrixView receive() override {
    if (mapping_.data() == nullptr) mapping_ = Mapping::readable_file(os::receive_fd(socket_), shape_.bytes());
    os::await_turn(socket_);
    return {reinterpret_cast<const double*>(mapping_.data()), shape_};
  }
  void release() override { os::give_turn(socket_); }

 private:
  Shape shape_;
  Fd socket_;
  Mapping mapping_;
};

std::unique_ptr<Channel> open_memfd_reused(Shape shape) {
  // Here, not in the first transfer, it shows whether there is memory for one.
  Settings settings = channels::in_memory_files(os::memory_file(shape.bytes()));
  return channels::over_sockets<ReusingSender, ReusingReceiver>(shape, std::move(settings));
}

const Registration registered({
    .key = "memfd_reused",
    .label = "Memory file, reused",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .open = open_memfd_reused,
});

}  // namespace
}  // namespace ipcbench
