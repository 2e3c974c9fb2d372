/// What the transports over Boost.Interprocess share.
#pragma once

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <cstddef>
#include <string>

namespace ipcbench::channels {

/// The end of the longest wait (100 ms) that may pass inside Boost, which retries EINTR, before check_wait().
boost::posix_time::ptime boost_slice_end();

/// The name of a shared-memory object that Boost is about to make. Boost only truncates it, so that a full /dev/shm
/// would be a SIGBUS: the constructor checks that there is room, reserve() takes it. The destructor unlinks the name.
class BoostName {
 public:
  /// Throws SystemError if /dev/shm has no room for `bytes`.
  explicit BoostName(std::size_t bytes);
  ~BoostName();
  BoostName(const BoostName&) = delete;
  BoostName& operator=(const BoostName&) = delete;

  const char* c_str() const { return name_.c_str(); }
  /// Reserves the object's whole size; call it once Boost has made the object, before its memory is used.
  void reserve() const;

 private:
  std::string name_;
};

}  // namespace ipcbench::channels
