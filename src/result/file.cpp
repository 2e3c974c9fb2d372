#include "result/file.hpp"

#include <fcntl.h>
#include <spdlog/fmt/chrono.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>

#include "ipcbench/errors.hpp"
#include "os/terminal.hpp"

namespace ipcbench {
namespace {

namespace fs = std::filesystem;

/// YYYYMMDDThhmmssZ.
std::string stamp(time_t when) { return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(when)); }

/// Of a write to a file that is there; where it is none of the disk's, the usual one.
std::string mend_of_disk(int error_number) {
  if (error_number == EIO) return "another disk: this one fails";
  if (error_number == ENOSPC || error_number == EDQUOT) return "free some space on that disk";
  return {};
}

/// Of a file that cannot be made.
std::string mend_of(int error_number) {
  if (const std::string mend = mend_of_disk(error_number); !mend.empty()) return mend;
  if (error_number == EFBIG || error_number == EMFILE || error_number == ENFILE) return {};
  if (error_number == EEXIST) return "--results, for a new run: this suite was begun in that one already";
  return "--results with a folder that you may write to";
}

/// Plain writes: a Ctrl-C must not keep what is finished from the disk.
void write_uninterrupted(const Fd& fd, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw SystemError("write(\"" + path.string() + "\")", errno, mend_of_disk(errno));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

Fd create(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) throw SystemError("create \"" + path.string() + "\"", errno, mend_of(errno));
  return Fd(descriptor);
}

void lock(const Fd& fd, const fs::path& path) {
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;  // not every file system has locks
  throw UsageError("\"" + path.string() + "\" is being written: another process measures this run");
}

/// The side file of a run that did not end, as far as its lines are whole.
Fd open_again(const fs::path& path) {
  Fd fd(checked(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC), "open(\"" + path.string() + "\")"));
  lock(fd, path);
  std::ifstream text(path, std::ios::binary);
  off_t whole = 0;
  for (std::string line; std::getline(text, line) && !text.eof();) whole = static_cast<off_t>(text.tellg());
  checked(::ftruncate(fd.get(), whole), "cut the torn last line of \"" + path.string() + "\"");
  return fd;
}

/// To /dev/null, /dev/stdout, a FIFO: nothing there can be replaced.
void write_to_device(const fs::path& path, std::string_view text) {
  const Fd fd(checked(::open(path.c_str(), O_WRONLY | O_CLOEXEC), "open(\"" + path.string() + "\")"));
  write_uninterrupted(fd, text, path);
}

}  // namespace

void write_whole(const fs::path& path, const std::string& text) {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) return write_to_device(path, text);
  fs::path target = fs::weakly_canonical(path, error);  // a symbolic link stays one
  if (error) target = path;
  const fs::path beside = target.string() + "." + std::to_string(::getpid()) + ".tmp";
  try {
    const Fd fd = create(beside);
    write_uninterrupted(fd, text, beside);
    if (::fsync(fd.get()) != 0) throw SystemError("fsync(\"" + beside.string() + "\")", errno, mend_of_disk(errno));
    checked(::rename(beside.c_str(), target.c_str()), "rename to \"" + path.string() + "\"");
  } catch (...) {
    ::unlink(beside.c_str());
    throw;
  }
}

RunFolder RunFolder::claim(const fs::path& results, const std::string& machine) {
  const fs::path folder = results / machine;
  std::error_code error;
  std::vector<fs::path> made;  // the deepest first
  for (fs::path path = fs::absolute(folder); !path.empty() && !fs::exists(path, error); path = path.parent_path()) {
    made.push_back(path);
  }
  fs::create_directories(folder, error);
  if (error) throw SystemError("create the folder \"" + folder.string() + "\"", error.value(), mend_of(error.value()));
  for (time_t when = ::time(nullptr);; ++when) {
    const fs::path claimed = folder / stamp(when);
    if (::mkdir(claimed.c_str(), 0755) == 0) {
      made.insert(made.begin(), claimed);
      return {claimed, made};
    }
    if (errno != EEXIST) throw SystemError("create the folder \"" + claimed.string() + "\"", errno, mend_of(errno));
  }
}

RunFolder RunFolder::of(const fs::path& folder) {
  std::error_code error;
  const fs::path path = fs::canonical(folder, error);
  const std::string said = "--run \"" + folder.string() + "\": ";
  if (error || !fs::is_directory(path)) {
    throw UsageError(said + "no such folder; the first binary of a run makes it (--results)");
  }
  const std::string name = path.filename().string();
  if (name.size() != stamp(0).size() || name[8] != 'T' || name.back() != 'Z') {
    throw UsageError(said + "no folder of a run, which is called <machine>/<YYYYMMDDThhmmssZ>");
  }
  return {path, {}};
}

RunFolder::~RunFolder() {
  for (const fs::path& path : made_) {
    if (::rmdir(path.c_str()) != 0) return;  // something is in it
  }
}

std::string RunFolder::machine() const { return path_.parent_path().filename().string(); }
std::string RunFolder::run() const { return machine() + "/" + path_.filename().string(); }

fs::path side_path(const fs::path& run, const std::string& suite) { return run / (suite + ".partial.jsonl"); }

ResultFile::ResultFile(const RunFolder& folder, const std::string& suite, Begin begin, bool may_go_on)
    : path_(folder.path() / (suite + ".json")), side_path_(side_path(folder.path(), suite)) {
  if (begin == Begin::anew && fs::exists(path_)) {
    throw UsageError("\"" + path_.string() +
                     "\" is there already, and nothing is ever overwritten: a run has each suite once");
  }
  if (begin == Begin::anew) {
    side_file_ = create(side_path_);
    lock(side_file_, side_path_);
  } else {
    side_file_ = open_again(side_path_);
  }
  const char* const fresh_line = os::can_rewrite_lines() ? "\n" : "";
  last_words_.emplace(fresh_line + std::string("ipcbench: ended without a result. What was finished is kept in \"") +
                      side_path_.string() + "\": " + (may_go_on ? "tools/bench --resume goes on, " : "") +
                      "tools/recover makes a result of it.\n");
}

ResultFile::~ResultFile() {
  std::error_code gone;
  if (fs::file_size(side_path_, gone) == 0 && !gone) ::unlink(side_path_.c_str());
}

void ResultFile::append(const std::string& lines) { write_uninterrupted(side_file_, lines + "\n", side_path_); }

void ResultFile::finish(const std::string& document, bool more) {
  std::error_code ignored;  // the folder may have been removed meanwhile; if it cannot be made again, writing says so
  fs::create_directories(path_.parent_path(), ignored);
  try {
    write_whole(path_, document);
  } catch (const SystemError& error) {
    const bool kept = fs::exists(side_path_, ignored);
    throw SystemError("write the result \"" + path_.string() + "\" (" +
                          (kept ? "its finished entries are kept in \"" + side_path_.string() + "\""
                                : "its folder was removed, and its finished entries with it") +
                          ")",
                      error.error_number(), mend_of(error.error_number()));
  }
  last_words_.reset();
  if (!more) ::unlink(side_path_.c_str());
}

}  // namespace ipcbench
