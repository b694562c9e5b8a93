#pragma once

#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/files/patch_names.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// A commit whose tree holds the record of the exported patch files. It moves with k_exported_ref.
inline constexpr const char* k_names_ref = "refs/mlxpatch/names";

/// Which file belonged to which commit when branch and files last agreed; an empty record if that is not known.
workspace::ExportRecord export_record(Fork& fork);

/// The names of the commits' patch files: those that they have, by the record or by what `files` say, or new ones.
std::vector<queue::PatchName> patch_names(Fork& fork, const std::vector<git::Commit>& commits,
                                          const queue::PatchDirectory& files,
                                          queue::NamingOptions::Numbers numbers = queue::NamingOptions::Numbers::keep);

/// The names that the files had when the record at a commit of k_names_ref was made; zero: the one of now.
std::vector<queue::PatchName> patch_names_at(Fork& fork, const std::vector<git::Commit>& commits,
                                             const git::Oid& record);

/// The same as a replay takes it.
std::map<git::Oid, std::string> replay_names(Fork& fork, const std::vector<git::Oid>& commits,
                                             const queue::PatchDirectory& files);

/// The move of k_names_ref to this record; none if it is there. `list` is kept if the record has none.
std::vector<workspace::RefMove> record_moves(Fork& fork, workspace::ExportRecord record);

}  // namespace mlxpatch::ops
