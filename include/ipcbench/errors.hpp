/// What ipcbench throws. Expected absence is a value (see Unavailable); everything here is an error that says what was
/// tried, why it failed and, where there is one, the mend.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ipcbench {

/// Base of all errors. `name()` is the word under which an error stands in a result file.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  virtual std::string_view name() const noexcept { return "Error"; }
};

/// The command line, an input file or a parameter is wrong: exit status 2.
class UsageError : public Error {
 public:
  using Error::Error;
  std::string_view name() const noexcept override { return "UsageError"; }
};

/// A system call failed. The text is "<tried>: <strerror> (<errno's name>).\nTry: <mend>". Where no mend is
/// given, it is the usual one of the errno, if that has one: more open files, larger files.
class SystemError : public Error {
 public:
  SystemError(const std::string& tried, int error_number, const std::string& mend = {});
  std::string_view name() const noexcept override { return "SystemError"; }
  int error_number() const noexcept { return error_number_; }

 private:
  int error_number_;
};

/// The other process is gone. The text names it and, if known, the signal or status it ended with.
class PeerDied : public Error {
 public:
  using Error::Error;
  std::string_view name() const noexcept override { return "PeerDied"; }
};

/// The deadline has passed. The text names the peer that was waited for and, if known, that it is stopped.
class TimedOut : public Error {
 public:
  using Error::Error;
  std::string_view name() const noexcept override { return "TimedOut"; }
};

/// The consumer's digest differs from the producer's.
class CorruptMatrix : public Error {
 public:
  using Error::Error;
  std::string_view name() const noexcept override { return "CorruptMatrix"; }
};

/// The user pressed Ctrl-C, or SIGTERM came: exit status 130.
class Interrupted : public Error {
 public:
  using Error::Error;
  std::string_view name() const noexcept override { return "Interrupted"; }
};

}  // namespace ipcbench
