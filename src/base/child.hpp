#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include <mlxpatch/base/descriptor.hpp>

namespace mlxpatch {

/// What a child's exec call needs, built before the fork: after it only async-signal-safe calls are allowed.
struct Launch {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< "NAME=value"
  std::filesystem::path directory;       ///< empty: here
  bool shares_terminal = false;          ///< it stays in our process group, so that it may ask the person
  bool inherits_input = false;           ///< our standard input; else a pipe
  bool inherits_output = false;          ///< our standard output and error; else pipes
};

/// A running child with pipes to it. The destructor kills it if it was not waited for.
class Child {
 public:
  /// Throws Error if the program can't be started.
  explicit Child(const Launch& launch);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Whether it has ended. It stays a zombie until reap(), so that its process group's id is not reused.
  bool has_ended() const;
  /// Sends a signal to it, and to its own children if it leads a process group.
  void signal(int number) const;
  /// Waits, if need be, and returns its exit status, or 128 + signal.
  int reap();

  Descriptor input;  ///< our ends of its pipes, non-blocking; closed where the child inherits ours
  Descriptor output;
  Descriptor errors;

 private:
  pid_t m_process = -1;
  bool m_leads_group = true;
};

}  // namespace mlxpatch
