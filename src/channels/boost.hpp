/// What the transports over Boost.Interprocess share.
#pragma once

#include <cstddef>
#include <string>

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <boost/interprocess/exceptions.hpp>

#include "ipcbench/waiting.hpp"
#include "os/names.hpp"

namespace ipcbench::channels {

/// The end of the longest wait (100 ms) that may pass inside Boost, which retries EINTR, before check_wait().
boost::posix_time::ptime boost_slice_end();

/// Calls `call`, which locks a Boost mutex, until it gets the lock. With BOOST_INTERPROCESS_ENABLE_TIMEOUT_WHEN_LOCKING
/// (cmake/layers.cmake) an untimed lock throws after such a slice: a peer that ended as its owner never gives it back.
auto with_boost_lock(auto call) {
  for (;;) {
    try {
      return call();
    } catch (const boost::interprocess::interprocess_exception& error) {
      if (error.get_error_code() != boost::interprocess::timeout_when_locking_error) throw;
      check_wait();
    }
  }
}

/// The name of a shared-memory object that Boost is about to make. Boost only truncates it, so that a full /dev/shm
/// would be a SIGBUS: the constructor checks that there is room, reserve() takes it. The destructor unlinks the name.
class BoostName {
 public:
  /// Throws SystemError if /dev/shm has no room for `bytes`.
  explicit BoostName(std::size_t bytes);

  const char* c_str() const { return name_.c_str() + 1; }  // Boost adds the slash
  /// Reserves the object's whole size; call it once Boost has made the object, before its memory is used.
  void reserve() const;

 private:
  std::string name_;
  os::NameToUnlink unlinked_;
};

}  // namespace ipcbench::channels
