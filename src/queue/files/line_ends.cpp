#include "files/line_ends.hpp"

#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

namespace {

bool applies(const std::string& text, const std::vector<patch::Hunk>& hunks) {
  return std::holds_alternative<patch::AppliedText>(patch::apply_hunks(text, hunks));
}

}  // namespace

LineEnds::LineEnds(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree) {
  for (const patch::FilePatch& file : patch.files) {
    if (file.old_path.empty() || file.hunks.empty()) continue;
    const git::Entry entry = objects::entry_at(store, tree, file.old_path);
    if (!git::is_regular(entry.mode)) continue;
    const Bytes text = store.read(entry.oid, git::ObjectType::blob);
    if (!applies(*text, file.hunks) && applies(*text, with_crlf(file.hunks))) {
      m_crlf.insert(file.old_path);
    } else {
      m_has_lf = true;
    }
  }
}

bool LineEnds::is_crlf(const patch::FilePatch& file) const {
  if (file.old_path.empty()) return !m_crlf.empty() && !m_has_lf;
  return m_crlf.contains(file.old_path);
}

std::vector<patch::Hunk> with_crlf(std::vector<patch::Hunk> hunks) {
  for (patch::Hunk& hunk : hunks) {
    for (patch::HunkLine& line : hunk.lines) {
      if (line.text.ends_with('\n')) line.text.insert(line.text.size() - 1, 1, '\r');
    }
  }
  return hunks;
}

}  // namespace mlxpatch::queue
