#include "channels/byte_stream.hpp"

#include "channels/private_matrix.hpp"
#include "os/io.hpp"

namespace ipcbench::channels {
namespace {

class StreamSender final : public Sender {
 public:
  StreamSender(Shape shape, os::Fd fd) : matrix_(shape), fd_(std::move(fd)) {}
  MatrixView loan() override { return matrix_.view(); }
  void send() override { os::write_all(fd_, matrix_.bytes()); }

 private:
  PrivateMatrix matrix_;
  os::Fd fd_;
};

class StreamReceiver final : public Receiver {
 public:
  StreamReceiver(Shape shape, os::Fd fd) : matrix_(shape), fd_(std::move(fd)) {}
  ConstMatrixView receive() override {
    os::read_all(fd_, matrix_.bytes());
    return {matrix_.view().data, matrix_.view().shape};
  }
  void release() override {}

 private:
  PrivateMatrix matrix_;
  os::Fd fd_;
};

class ByteStream final : public Channel {
 public:
  ByteStream(Shape shape, os::Fd write_end, os::Fd read_end, Settings settings)
      : shape_(shape),
        write_end_(std::move(write_end)),
        read_end_(std::move(read_end)),
        settings_(std::move(settings)) {}

  std::unique_ptr<Sender> keep_sender() override {
    read_end_.reset();
    return std::make_unique<StreamSender>(shape_, std::move(write_end_));
  }
  std::unique_ptr<Receiver> keep_receiver() override {
    write_end_.reset();
    return std::make_unique<StreamReceiver>(shape_, std::move(read_end_));
  }
  Settings settings() const override { return settings_; }

 private:
  Shape shape_;
  os::Fd write_end_;
  os::Fd read_end_;
  Settings settings_;
};

}  // namespace

std::unique_ptr<Channel> byte_stream(Shape shape, os::Fd write_end, os::Fd read_end, Settings settings) {
  return std::make_unique<ByteStream>(shape, std::move(write_end), std::move(read_end), std::move(settings));
}

}  // namespace ipcbench::channels
