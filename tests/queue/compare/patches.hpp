#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/export.hpp>

namespace mlxpatch::tests {

/// A patch file as a person has it: a mail, or with an empty subject a bare diff.
inline patch::Patch patch_from(const std::string& name, const std::string& subject, const std::string& diff,
                               const std::string& author = "Anna Author <anna@example.com>") {
  const std::string head = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\nFrom: " + author +
                           "\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nSubject: [PATCH] " + subject + "\n\n---\n";
  patch::Patch patch = patch::read_patches((subject.empty() ? "" : head) + diff, name).at(0);
  patch.name = name;
  return patch;
}

/// The diff of one file with one hunk whose lines are these, at a line.
inline std::string diff_of(const std::string& file, const std::vector<std::string>& lines, std::size_t at = 10) {
  std::size_t before = 0;
  std::size_t after = 0;
  std::string text;
  for (const std::string& line : lines) {
    before += line.front() == '+' ? 0 : 1;
    after += line.front() == '-' ? 0 : 1;
    text += line + "\n";
  }
  const auto range = [&](std::size_t count) { return std::to_string(at) + "," + std::to_string(count); };
  return "diff --git a/" + file + " b/" + file + "\n--- a/" + file + "\n+++ b/" + file + "\n@@ -" + range(before) +
         " +" + range(after) + " @@ def f\n" + text;
}

/// The patch files that commits would get, read back.
inline std::vector<patch::Patch> patches_of(objects::ObjectStore& store, const std::vector<git::Oid>& commits) {
  std::vector<patch::Patch> patches;
  for (const queue::ExportedPatch& exported : queue::export_commits(store, commits)) {
    patches.push_back(patch::read_patches(exported.bytes, exported.name).at(0));
    patches.back().name = exported.name;
  }
  return patches;
}

}  // namespace mlxpatch::tests
