#pragma once

#include <variant>

#include <mlxpatch/report/absorb.hpp>
#include <mlxpatch/report/dependencies.hpp>
#include <mlxpatch/report/draft.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/plumbing.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/queue_diff.hpp>
#include <mlxpatch/report/queue_edit.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>

/// What each command found or did, as plain values: the command line shows them for people or as JSON. Ids have 40
/// hexadecimal digits, dates are ISO 8601. Nothing here knows git, the terminal or JSON.
namespace mlxpatch::report {

using Result = std::variant<Init, Setup, Status, Update, Abort, Regen, Import, Export, Check, Verify, Install, Doctor,
                            Log, Pristine, Why, Drafts, Undo, History, QueueEdit, QueueDiff, Absorb, Dependencies,
                            EditedPatch, Resolutions, Demo, Am, FormatPatch, ReplayRun, CulpritRun>;

/// The outcome that a result carries (done if it has none).
Outcome outcome_of(const Result& result);

}  // namespace mlxpatch::report
