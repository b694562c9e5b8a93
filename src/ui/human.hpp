#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/report/result.hpp>

#include "page.hpp"

/// The text of each result, by theme: human_project.cpp (init, setup, install, ...), human_queue.cpp (status, update,
/// check, ...), human_stop.cpp (conflicts), human_neighbours.cpp (import, export), human_plumbing.cpp; the parts that
/// several of them share are in parts.cpp.
namespace mlxpatch::ui {

void show(Page& page, const report::Init& init);
void show(Page& page, const report::Setup& setup);
void show(Page& page, const report::Verify& verify);
void show(Page& page, const report::Install& install);
void show(Page& page, const report::Doctor& doctor);
void show(Page& page, const report::Pristine& pristine);
void show(Page& page, const report::Demo& demo);

void show(Page& page, const report::Status& status);
void show(Page& page, const report::Update& update);
void show(Page& page, const report::Check& check);
void show(Page& page, const report::Regen& regen);
void show(Page& page, const report::Import& import_result);
void show(Page& page, const report::Export& export_result);

void show(Page& page, const report::Abort& abort);
void show(Page& page, const report::Why& why);
/// An update that waits for a person: which patch, which files, which upstream commit, and what to type.
void show_stop(Page& page, const report::Update& update);

void show(Page& page, const report::Log& log);
void show(Page& page, const report::Undo& undo);
void show(Page& page, const report::History& history);

void show(Page& page, const report::Am& am);
void show(Page& page, const report::FormatPatch& format_patch);
void show(Page& page, const report::ReplayRun& replay);
void show(Page& page, const report::CulpritRun& culprit);

/// One row a patch with its state, and below it what is not plain sailing. In a long queue a run of clean patches is
/// one row.
void show_patches(Page& page, const std::vector<report::Patch>& patches);
void show_drift(Page& page, const report::Drift& drift);
void show_audit(Page& page, const report::Audit& audit);
/// Rows for Page::facts.
using Rows = std::vector<std::pair<std::string, std::string>>;
/// Adds a row for each file; `what` labels the first.
void put_files(Rows& rows, const std::string& what, const std::vector<std::string>& files);

/// "2 clean, 1 conflict", "all clean"; "no patches" where there are none.
std::string summary_of(const std::vector<report::Patch>& patches);
/// How the upstream commit is known to have the change: "the same change", "its new words", ...
std::string evidence_of(const std::string& how);

}  // namespace mlxpatch::ui
