#pragma once

#include <optional>
#include <string>

namespace mlxpatch::report {

/// A commit as people are shown it. The id has 40 hexadecimal digits, the date is ISO 8601.
struct CommitLine {
  std::string id;
  std::string date;
  std::string author;
  std::string subject;
  std::optional<int> number;
  std::string describe;  ///< "v0.30.2-4-g5cce1495", where it was asked for
};

}  // namespace mlxpatch::report
