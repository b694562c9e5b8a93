#pragma once

#include <string>

#include <mlxpatch/report/next_step.hpp>

namespace mlxpatch::ui {

/// A next step as people and JSON have it.
struct WordedStep {
  std::string command;  ///< may be empty: then only the reason
  std::string why;
};

/// Not escaped; files and directories in the command are quoted for a shell.
WordedStep worded(const report::NextStep& step);

}  // namespace mlxpatch::ui
