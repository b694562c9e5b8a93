#pragma once

#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// If every line of a patch ended with CRLF, the CRs may be the transport's, and the reader has removed them, or those
/// of files that have CRLF themselves. The files tell: this says for which of them the CRs count.
class LineEnds {
 public:
  /// No CR counts.
  LineEnds() = default;
  LineEnds(objects::ObjectStore& store, const patch::Patch& patch, const git::Oid& tree);

  /// Whether the hunks of the file need their CRs. New files follow the changed ones, if those agree.
  bool is_crlf(const patch::FilePatch& file) const;
  bool has_crlf() const { return !m_crlf.empty(); }

 private:
  std::set<std::string> m_crlf;  ///< old paths
  bool m_has_lf = false;         ///< whether there are changed files without CRs, too
};

/// The hunks with a CR before each line end.
std::vector<patch::Hunk> with_crlf(std::vector<patch::Hunk> hunks);

}  // namespace mlxpatch::queue
