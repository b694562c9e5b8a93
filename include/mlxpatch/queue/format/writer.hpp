#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::queue {

/// One changed file, ready to be written: both sides and their bytes.
struct FileChange {
  std::string old_path;  ///< differs from new_path for a rename
  std::string new_path;
  git::Entry before;     ///< absent: the file is new
  git::Entry after;      ///< absent: it is removed
  std::string before_bytes;  ///< of a submodule: "Subproject commit <id>\n"
  std::string after_bytes;
  int similarity = 0;    ///< percent, for a rename
};

/// What is written of a commit.
struct PatchText {
  git::Signature author;
  std::string message;  ///< UTF-8
  std::vector<FileChange> files;
};

/// A `git format-patch` mail, deterministic: zero commit id, no stat, no signature line, full ids, a/ b/, three lines
/// of context, RFC 2047/5322 headers, LF. read_patches() and `git am --keep-non-patch` give the commit back.
std::string write_mail(const PatchText& patch);

/// Only the diff of it.
std::string write_diff(const std::vector<FileChange>& files);

/// "subject-in-words" for a file name, as git format-patch makes it (without number and ".patch").
std::string file_name_for(std::string_view subject);

}  // namespace mlxpatch::queue
