#include "channels/byte_stream.hpp"

#include <sys/socket.h>

#include "ipcbench/private_matrix.hpp"
#include "os/io.hpp"

namespace ipcbench::channels {
namespace {

class ByteSender final : public Sender {
 public:
  ByteSender(Shape shape, Fd fd, std::size_t write_bytes)
      : matrix_(shape), fd_(std::move(fd)), write_bytes_(write_bytes) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override { os::write_all(fd_, matrix_.bytes(), write_bytes_); }

 private:
  PrivateMatrix matrix_;
  Fd fd_;
  std::size_t write_bytes_;
};

class ByteReceiver final : public Receiver {
 public:
  ByteReceiver(Shape shape, Fd fd) : matrix_(shape), fd_(std::move(fd)) {}
  ConstMatrixView receive() override {
    os::read_all(fd_, matrix_.bytes());
    return matrix_.const_view();
  }
  void release() override {}

 private:
  PrivateMatrix matrix_;
  Fd fd_;
};

}  // namespace

std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings, std::size_t write_bytes) {
  if (write_bytes != whole_matrix) settings["write_bytes"] = static_cast<std::int64_t>(write_bytes);
  return byte_stream(shape, std::move(ends), std::move(settings), [shape, write_bytes](Fd fd) {
    return std::make_unique<ByteSender>(shape, std::move(fd), write_bytes);
  });
}

std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings,
                                     TwoEnded::MakeSender make_sender) {
  return std::make_unique<TwoEnded>(
      std::move(ends), std::move(make_sender),
      [shape](Fd fd) { return std::make_unique<ByteReceiver>(shape, std::move(fd)); }, std::move(settings));
}

std::unique_ptr<Channel> pipe_stream(Shape shape, os::Pipe pipe, std::size_t write_bytes) {
  Settings settings{{"pipe_bytes", os::pipe_bytes(pipe.write_end)}};
  return byte_stream(shape, {std::move(pipe.write_end), std::move(pipe.read_end)}, std::move(settings), write_bytes);
}

std::unique_ptr<Channel> socket_stream(Shape shape, os::SocketPair ends, Settings settings, std::size_t write_bytes) {
  settings.merge(buffer_settings(ends));
  return byte_stream(shape, {std::move(ends.first), std::move(ends.second)}, std::move(settings), write_bytes);
}

Settings buffer_settings(const os::SocketPair& ends) {
  return {{"sndbuf_bytes", os::socket_buffer_bytes(ends.first, SO_SNDBUF)},
          {"rcvbuf_bytes", os::socket_buffer_bytes(ends.second, SO_RCVBUF)}};
}

std::vector<Tuning> buffers_and_writes(std::initializer_list<std::size_t> buffers_kib,
                                       std::initializer_list<std::size_t> writes_kib) {
  std::vector<Tuning> all;
  for (const std::size_t buffer : buffers_kib) {
    for (const std::size_t write : writes_kib)
      all.push_back({.buffer_bytes = buffer * 1024, .piece_bytes = write * 1024});
  }
  return all;
}

}  // namespace ipcbench::channels
