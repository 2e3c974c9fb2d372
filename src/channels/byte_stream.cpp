#include "channels/byte_stream.hpp"

#include "channels/private_matrix.hpp"
#include "os/io.hpp"

namespace ipcbench::channels {
namespace {

class ByteSender final : public Sender {
 public:
  ByteSender(Shape shape, os::Fd fd, std::size_t write_bytes)
      : matrix_(shape), fd_(std::move(fd)), write_bytes_(write_bytes) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override { os::write_all(fd_, matrix_.bytes(), write_bytes_); }

 private:
  PrivateMatrix matrix_;
  os::Fd fd_;
  std::size_t write_bytes_;
};

class ByteReceiver final : public Receiver {
 public:
  ByteReceiver(Shape shape, os::Fd fd) : matrix_(shape), fd_(std::move(fd)) {}
  ConstMatrixView receive() override {
    os::read_all(fd_, matrix_.bytes());
    return matrix_.const_view();
  }
  void release() override {}

 private:
  PrivateMatrix matrix_;
  os::Fd fd_;
};

}  // namespace

std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings, std::size_t write_bytes) {
  if (write_bytes != whole_matrix) settings["write_bytes"] = static_cast<std::int64_t>(write_bytes);
  return std::make_unique<TwoEnded>(
      std::move(ends),
      [shape, write_bytes](os::Fd fd) { return std::make_unique<ByteSender>(shape, std::move(fd), write_bytes); },
      [shape](os::Fd fd) { return byte_receiver(shape, std::move(fd)); }, std::move(settings));
}

std::unique_ptr<Receiver> byte_receiver(Shape shape, os::Fd fd) {
  return std::make_unique<ByteReceiver>(shape, std::move(fd));
}

}  // namespace ipcbench::channels
