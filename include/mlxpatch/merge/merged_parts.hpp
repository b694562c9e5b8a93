#pragma once

#include <string_view>
#include <vector>

#include <mlxpatch/merge/merged_part.hpp>

namespace mlxpatch::merge {

/// The merge of three texts by git's histogram diff, cut up where it conflicts: parts that merge and parts that
/// conflict in turn, in order, with one that merges (perhaps of no lines) at either end. Together they are the three
/// texts. A conflict reaches as far as the changes of both sides that touch; conflict markers may enclose less, since
/// git leaves out lines at the ends of a conflict that both sides have.
std::vector<MergedPart> merged_parts(std::string_view base, std::string_view ours, std::string_view theirs);

}  // namespace mlxpatch::merge
