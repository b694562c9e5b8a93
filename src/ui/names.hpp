#pragma once

#include <string_view>

#include <mlxpatch/report/draft.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/queue_diff.hpp>
#include <mlxpatch/report/update.hpp>

/// The names of enumerated values, as JSON has them and people read them.
namespace mlxpatch::ui {

std::string_view name_of(report::Outcome outcome);
std::string_view name_of(report::PatchState state);
std::string_view name_of(report::ConflictKind kind);
std::string_view name_of(report::DriverResult result);
std::string_view name_of(report::Evidence evidence);
std::string_view name_of(report::Command command);
std::string_view name_of(report::DraftKind kind);
std::string_view name_of(report::ExportForm form);
std::string_view name_of(report::Doctor::Verdict verdict);
std::string_view name_of(report::Install::UvSource::State state);
std::string_view name_of(report::History::State state);
std::string_view name_of(report::QueueSide::Kind kind);
std::string_view name_of(report::PatchDiff::State state);
std::string_view name_of(report::PatchDiff::PairedBy by);
std::string_view name_of(report::FileDiff::State state);

}  // namespace mlxpatch::ui
