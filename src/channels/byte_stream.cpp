#include "channels/byte_stream.hpp"

#include <sys/socket.h>

#include "ipcbench/private_matrix.hpp"
#include "os/io.hpp"

namespace ipcbench::channels {
namespace {

Settings read_back(ReadBack from, const Fd& end) { return from != nullptr ? from(end) : Settings{}; }

class ByteSender final : public Sender {
 public:
  ByteSender(Shape shape, Fd fd, std::size_t write_bytes, ReadBack sent)
      : matrix_(shape), fd_(std::move(fd)), write_bytes_(write_bytes), sent_(sent) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override { os::write_all(fd_, matrix_.bytes(), write_bytes_); }
  Settings settings() override { return read_back(sent_, fd_); }

 private:
  PrivateMatrix matrix_;
  Fd fd_;
  std::size_t write_bytes_;
  ReadBack sent_;
};

class ByteReceiver final : public Receiver {
 public:
  ByteReceiver(Shape shape, Fd fd, ReadBack received) : matrix_(shape), fd_(std::move(fd)), received_(received) {}
  ConstMatrixView receive() override {
    os::read_all(fd_, matrix_.bytes());
    return matrix_.const_view();
  }
  void release() override {}
  Settings settings() override { return read_back(received_, fd_); }

 private:
  PrivateMatrix matrix_;
  Fd fd_;
  ReadBack received_;
};

/// The writing sender, with what both ends can read back.
std::unique_ptr<Channel> written(Shape shape, TwoEnded::Ends ends, Settings settings, std::size_t write_bytes,
                                 ReadBack sent, ReadBack received) {
  if (write_bytes != whole_matrix) settings["write_bytes"] = static_cast<std::int64_t>(write_bytes);
  const auto make_sender = [shape, write_bytes, sent](Fd fd) {
    return std::make_unique<ByteSender>(shape, std::move(fd), write_bytes, sent);
  };
  return byte_stream(shape, std::move(ends), std::move(settings), make_sender, received);
}

}  // namespace

std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings, std::size_t write_bytes) {
  return written(shape, std::move(ends), std::move(settings), write_bytes, nullptr, nullptr);
}

std::unique_ptr<Channel> byte_stream(Shape shape, TwoEnded::Ends ends, Settings settings,
                                     TwoEnded::MakeSender make_sender, ReadBack received) {
  return std::make_unique<TwoEnded>(
      std::move(ends), std::move(make_sender),
      [shape, received](Fd fd) { return std::make_unique<ByteReceiver>(shape, std::move(fd), received); },
      std::move(settings));
}

std::unique_ptr<Channel> pipe_stream(Shape shape, os::Pipe pipe, std::size_t write_bytes) {
  Settings settings{{"pipe_bytes", os::pipe_bytes(pipe.write_end)}};
  return byte_stream(shape, {std::move(pipe.write_end), std::move(pipe.read_end)}, std::move(settings), write_bytes);
}

std::unique_ptr<Channel> socket_stream(Shape shape, os::SocketPair ends, Settings settings, std::size_t write_bytes) {
  settings.merge(buffer_settings(ends));
  return written(shape, {std::move(ends.first), std::move(ends.second)}, std::move(settings), write_bytes, send_buffer,
                 receive_buffer);
}

std::unique_ptr<Channel> tcp_stream(Shape shape, os::SocketBuffers buffers, std::size_t write_bytes) {
  os::SocketPair ends = os::tcp_pair(buffers);
  Settings settings{{"nodelay", os::has_no_delay(ends.first)}};
  return socket_stream(shape, std::move(ends), std::move(settings), write_bytes);
}

Settings buffer_settings(const os::SocketPair& ends) {
  Settings both = send_buffer(ends.first);
  both.merge(receive_buffer(ends.second));
  return both;
}

Settings send_buffer(const Fd& end) { return {{"sndbuf_bytes", os::socket_buffer_bytes(end, SO_SNDBUF)}}; }

Settings receive_buffer(const Fd& end) { return {{"rcvbuf_bytes", os::socket_buffer_bytes(end, SO_RCVBUF)}}; }

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
