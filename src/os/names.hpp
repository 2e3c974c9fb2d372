/// The names of what outlives a process: shared memory, queues, files. All of a run bear its token, so that whatever a
/// killed process leaves behind can be found and removed.
#pragma once

#include <sys/types.h>

#include <string>

namespace ipcbench::os {

/// Eight random hexadecimal digits; no key in the SysV tables bears them.
std::string new_run_token();

/// What the names that this process makes from now on bear; none at first.
void set_run_token(const std::string& token);

/// A name no other process uses: "/ipcbench-<token>-<pid>-<counter>".
std::string unique_name();

/// A key for msgget(2) and the like, made of the token and a counter; IPC_PRIVATE without a token.
key_t unique_sysv_key();

/// A new path in the folder for temporary files ($TMPDIR, else /tmp). Throws SystemError if there is no such folder.
std::string temporary_path(const std::string& suffix);

/// Such a path for the text of an error, in quotes: "$TMPDIR/ipcbench-…", since texts stand in results, where no home
/// folder is to be named. What lies in /tmp stays as it is.
std::string quoted_name(const std::string& path);

/// Where a POSIX shared-memory object of that name lies: "/dev/shm/ipcbench-…" (shm_overview(7)).
std::string shared_memory_path(const std::string& name);

/// A file that is to be unlinked by the destructor.
class NameToUnlink {
 public:
  explicit NameToUnlink(std::string path) : path_(std::move(path)) {}
  ~NameToUnlink();
  NameToUnlink(const NameToUnlink&) = delete;
  NameToUnlink& operator=(const NameToUnlink&) = delete;

 private:
  std::string path_;
};

/// Removes what bears the token and was left by the process `pid` or its children, which have ended: files in /dev/shm
/// and in the folder for temporary files, POSIX queues, and what stands in the SysV tables.
void remove_leftovers(const std::string& token, int pid);

}  // namespace ipcbench::os
