#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::tests {

/// A change of one line of a.txt, as git writes it.
inline const std::string k_small_diff =
    "diff --git a/a.txt b/a.txt\n"
    "index 5626abf0f72e58d7a153368ba57db4c673c0e171..f719efd430d52bcfc8566a43b2eb655688d38871 100644\n"
    "--- a/a.txt\n"
    "+++ b/a.txt\n"
    "@@ -1 +1 @@\n"
    "-one\n"
    "+two\n";

/// A mail as format-patch writes it: these header fields (each with its newline), this body, this diff.
inline std::string mail(std::string_view fields, std::string_view body, std::string_view diff = k_small_diff) {
  return "From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 2001\n" + std::string(fields) + "\n" +
         std::string(body) + std::string(diff);
}

inline const std::string k_fields =
    "From: A U Thor <author@example.com>\n"
    "Date: Thu, 8 Jan 2026 15:30:20 +0100\n";

/// Reads exactly one patch.
inline patch::Patch read_one(std::string_view bytes, const patch::ReadOptions& options = {}) {
  std::vector<patch::Patch> patches = patch::read_patches(bytes, "dir/x.patch", options);
  if (patches.size() != 1) throw std::runtime_error("expected one patch, read " + std::to_string(patches.size()));
  return std::move(patches.front());
}

/// Why a patch is refused, "dir/x.patch:12: what is wrong"; "" if it is accepted.
inline std::string refusal(std::string_view bytes, const patch::ReadOptions& options = {}) {
  try {
    patch::read_patches(bytes, "dir/x.patch", options);
    return {};
  } catch (const Error& error) {
    return (error.places().empty() ? "" : error.places().front()) + ": " + error.what();
  }
}

/// The lines of all hunks as a diff shows them.
inline std::string hunk_text(const patch::FilePatch& file) {
  std::string text;
  for (const patch::Hunk& hunk : file.hunks) {
    for (const patch::HunkLine& line : hunk.lines) text += line.origin + line.text;
  }
  return text;
}

inline bool has_note(const patch::Patch& patch, std::string_view part) {
  return std::any_of(patch.notes.begin(), patch.notes.end(),
                     [part](const std::string& note) { return note.find(part) != std::string::npos; });
}

}  // namespace mlxpatch::tests
