/// An owned file descriptor.
#pragma once

#include <string>
#include <utility>

namespace ipcbench::os {

/// Closes its descriptor once. Movable; -1 when empty.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int descriptor) : descriptor_(descriptor) {}
  Fd(Fd&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Fd() { reset(); }

  int get() const { return descriptor_; }
  void reset() noexcept;

 private:
  int descriptor_ = -1;
};

/// `result` if it is not negative, else throws SystemError with errno.
int checked(int result, const std::string& tried, const std::string& mend = {});

/// The integer in a file of /proc or /sys. Throws SystemError if it cannot be read, Error if it is no integer.
long long read_integer(const std::string& path);

}  // namespace ipcbench::os
