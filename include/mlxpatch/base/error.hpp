#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mlxpatch {

/// Why something could not be done; the command line turns each kind into one exit code.
enum class ErrorKind {
  failed,       ///< exit 1: it could not be done; everything is as before
  damaged,      ///< exit 1: a repository lacks a part of itself, or has one that can't be read
  usage,        ///< exit 2: wrong usage or configuration
  interrupted,  ///< exit 130: a person pressed Ctrl-C; everything is as before
};

/// A failure, worded for the person who meets it: what was being done, what is wrong, where, what to type next.
/// A conflict or a failed check is an outcome of an operation, not an Error.
class Error : public std::runtime_error {
 public:
  /// `what_is_wrong` is one sentence without a full stop at its end, e.g. "no identity is configured".
  explicit Error(const std::string& what_is_wrong, ErrorKind kind = ErrorKind::failed)
      : std::runtime_error(what_is_wrong), m_kind(kind) {}

  /// What was being done, e.g. "cloning the upstream". The outermost caller's words stay if called twice.
  Error& doing(std::string words);
  /// Where: "mlxpatch.toml:3:1", "patches/a.patch: hunk 2", a commit, a path. May be called several times.
  Error& at(std::string place);
  /// A next step for the person, most useful first: a command to type, or a sentence. May be called several times.
  Error& hint(std::string next_step);

  ErrorKind kind() const { return m_kind; }
  const std::string& doing() const { return m_doing; }
  const std::vector<std::string>& places() const { return m_places; }
  const std::vector<std::string>& hints() const { return m_hints; }

 private:
  ErrorKind m_kind;
  std::string m_doing;
  std::vector<std::string> m_places;
  std::vector<std::string> m_hints;
};

/// An Error for a failed call to the operating system: "`what_failed`: <the system's reason>", with a hint if the
/// reason has an obvious remedy (full disk, missing permission). `error_number` is a value of errno.
Error system_error(const std::string& what_failed, int error_number);

}  // namespace mlxpatch
