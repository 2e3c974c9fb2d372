/// An owned file descriptor, and the check of a system call.
#pragma once

#include <string>
#include <utility>

namespace ipcbench {

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

}  // namespace ipcbench
