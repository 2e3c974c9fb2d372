// A fresh memory file for each matrix, sealed and passed over a socket; the consumer maps it and reads in place.

#include "channels/shared_settings.hpp"
#include "channels/two_ended.hpp"
#include "os/shared_memory.hpp"
#include "os/socket.hpp"

namespace ipcbench {
namespace {

class SealingSender final : public Sender {
 public:
  SealingSender(Shape shape, Fd socket) : shape_(shape), socket_(std::move(socket)) {}
  MatrixView loan() override {
    file_ = os::memory_file(shape_.bytes());
    mapping_ = Mapping::of_file(file_, shape_.bytes());
    return {reinterpret_cast<double*>(mapping_.data()), shape_};
  }
  void send() override {
    mapping_ = {};  // nothing that is mapped for writing can be sealed
    os::seal(file_);
    os::send_fd(socket_, file_);
    file_ = {};
  }

 private:
  Shape shape_;
  Fd socket_;
  Fd file_;
  Mapping mapping_;
};

class MappingReceiver final : public Receiver {
 public:
  MappingReceiver(Shape shape, Fd socket) : shape_(shape), socket_(std::move(socket)) {}
  ConstMatrixView receive() override {
    const Fd file = os::receive_fd(socket_);
    if (!os::is_sealed(file)) throw CorruptMatrix("received a memory file that can still change");
    mapping_ = Mapping::readable_file(file, shape_.bytes());
    return {reinterpret_cast<const double*>(mapping_.data()), shape_};
  }
  void release() override { mapping_ = {}; }

 private:
  Shape shape_;
  Fd socket_;
  Mapping mapping_;
};

std::unique_ptr<Channel> open_memfd(Shape shape) {
  // Here, not in the first transfer, it shows whether there is memory for one.
  Settings settings = channels::in_memory_files(os::memory_file(shape.bytes()));
  return channels::over_sockets<SealingSender, MappingReceiver>(shape, std::move(settings));
}

const Registration registered({
    .key = "memfd",
    .label = "Memory file, fresh and sealed",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .open = open_memfd,
});

}  // namespace
}  // namespace ipcbench
