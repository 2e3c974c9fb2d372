#include "channels/boost.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <boost/date_time/posix_time/posix_time.hpp>

#include "ipcbench/fd.hpp"
#include "os/shared_memory.hpp"

namespace ipcbench::channels {

boost::posix_time::ptime boost_slice_end() {
  return boost::posix_time::microsec_clock::universal_time() + boost::posix_time::milliseconds(100);
}

namespace {

/// A new name, once it is certain that so many bytes can be had.
std::string name_with_room_for(std::size_t bytes) {
  os::shared_memory(bytes);
  return os::unique_name();
}

}  // namespace

BoostName::BoostName(std::size_t bytes) : name_(name_with_room_for(bytes)), unlinked_(os::shared_memory_path(name_)) {}

void BoostName::reserve() const {
  const Fd fd(checked(::shm_open(name_.c_str(), O_RDWR | O_CLOEXEC, 0), "shm_open(\"" + name_ + "\")"));
  struct stat status {};
  checked(::fstat(fd.get(), &status), "fstat()");
  os::reserve_shared_memory(fd, static_cast<std::size_t>(status.st_size));
}

}  // namespace ipcbench::channels
