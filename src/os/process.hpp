/// Child processes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ipcbench/fd.hpp"

namespace ipcbench::os {

/// How the child ended ("was killed by signal 9 (SIGKILL)", "left with status 1"), if it has ended; it stays
/// reapable. Decided by waitid(): a SIGCHLD alone says nothing, a stopped child raises it too.
std::optional<std::string> how_child_ended(int pid);
inline constexpr std::string_view good_end = "left with status 0";

/// A program to execute.
class Image {
 public:
  /// The program at this path.
  explicit Image(std::string path) : path_(std::move(path)) {}
  /// This program, kept open, so that what is built or removed meanwhile changes nothing.
  static Image own();
  /// The program at this path, likewise kept open. Throws SystemError if it cannot be opened.
  static Image kept(const std::string& path);

  const std::string& path() const { return path_; }

 private:
  /// What is open here.
  static Image of(Fd anywhere);

  std::string path_;
  Fd fd_;
};

/// The descriptor that a child of an image is given.
inline constexpr int inherited_descriptor = 3;

/// A child process. Ended by SIGKILL (a stopped process takes no other signal) and reaped when this owner goes.
class Child {
 public:
  /// Forks. The child runs `body` and leaves by _exit() with what it returns; exceptions end it with status 1.
  explicit Child(const std::function<int()>& body);
  /// Starts a program with these words (the first is its name), with `given` as its descriptor 3, the standard streams
  /// of this process, and `mark` ("NAME=value") in its environment. What a terminal sends to all is blocked there until
  /// the program chooses what it does. Costs the same however much memory this process has. Throws SystemError.
  Child(const Image& image, const std::vector<std::string>& words, const Fd& given, const std::string& mark);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int pid() const { return pid_; }

  /// Waits until the child has ended, and reaps it. Throws what check_wait() throws; not under a ChildWatch.
  void reap();
  /// Reaps the child if it ends within `patience_ns`; true if it did.
  bool reap_within(long patience_ns);
  /// How the child ended, in the words of how_child_ended(), if it ends within `patience_ns`; it stays reapable.
  std::optional<std::string> end_within(long patience_ns) const;

 private:
  int pid_ = 0;  // 0 once reaped
};

/// While it lives, what a child of this process leaves behind when it dies becomes a child of this process.
class Subreaper {
 public:
  Subreaper();
  ~Subreaper();
  Subreaper(const Subreaper&) = delete;
  Subreaper& operator=(const Subreaper&) = delete;
};

/// Kills and reaps those children of this process that have `mark` in their environment: what a child that was started
/// with it has left behind. Does nothing where Linux does not list children.
void end_orphans(const std::string& mark);

}  // namespace ipcbench::os
