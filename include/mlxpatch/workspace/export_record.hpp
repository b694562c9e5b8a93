#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::workspace {

/// Which patch file belongs to which commit, as of the last time that branch and files agreed; and what has left the
/// queue since.
struct ExportRecord {
  struct Patch {
    git::Oid commit;
    std::string name;
    friend bool operator==(const Patch&, const Patch&) = default;
  };
  /// A patch that upstream took, or that a person left out, in an update that did not write the files.
  struct Left {
    std::string name;
    std::string why;  ///< "skipped", "it is now empty"; empty for upstreamed
    std::string by;   ///< upstream commit id, for upstreamed
    friend bool operator==(const Left&, const Left&) = default;
  };
  std::string list;  ///< the file that lists the patches, if the directory has had one: "series"
  std::vector<Patch> patches;
  std::vector<Left> left;
  std::vector<std::string> resolved{};  ///< names of patches that a person resolved in such updates

  friend bool operator==(const ExportRecord&, const ExportRecord&) = default;
};

std::string serialize_export_record(const ExportRecord& record);
/// Throws Error, naming the member, if the text is not a valid record.
ExportRecord parse_export_record(const std::string& text);

}  // namespace mlxpatch::workspace
