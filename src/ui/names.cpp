#include "names.hpp"

#include <string_view>

#include <mlxpatch/report/draft.hpp>
#include <mlxpatch/report/exchange.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/queue_diff.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::ui {

std::string_view name_of(report::Outcome outcome) {
  switch (outcome) {
    using enum report::Outcome;
    case done:
      return "done";
    case stopped_at_conflict:
      return "stopped_at_conflict";
    case check_failed:
      return "check_failed";
  }
  return "";
}

std::string_view name_of(report::PatchState state) {
  switch (state) {
    using enum report::PatchState;
    case clean:
      return "clean";
    case moved:
      return "moved";
    case stepped:
      return "stepped";
    case upstreamed:
      return "upstreamed";
    case empty:
      return "empty";
    case conflict:
      return "conflict";
    case blocked:
      return "blocked";
    case resolved:
      return "resolved";
    case skipped:
      return "skipped";
  }
  return "";
}

std::string_view name_of(report::ConflictKind kind) {
  switch (kind) {
    using enum report::ConflictKind;
    case content:
      return "content";
    case add_add:
      return "add/add";
    case modify_delete:
      return "modify/delete";
    case rename_delete:
      return "rename/delete";
    case rename_rename:
      return "rename/rename";
    case file_directory:
      return "file/directory";
    case file_location:
      return "file location";
    case mode:
      return "mode";
    case symlink:
      return "symlink";
    case binary:
      return "binary";
    case submodule:
      return "submodule";
  }
  return "";
}

std::string_view name_of(report::DriverResult result) {
  switch (result) {
    using enum report::DriverResult;
    case none:
      return "";
    case merged:
      return "merged";
    case conflicts:
      return "conflicts";
    case failed:
      return "failed";
  }
  return "";
}

std::string_view name_of(report::Evidence evidence) {
  switch (evidence) {
    using enum report::Evidence;
    case patch_id:
      return "patch-id";
    case squashed:
      return "squashed";
    case empty:
      return "empty";
    case reverse_applies:
      return "reverse-applies";
    case cherry_picked:
      return "cherry-picked";
    case new_words:
      return "new-words";
    case same_lines:
      return "same-lines";
  }
  return "";
}

std::string_view name_of(report::Command command) {
  switch (command) {
    using enum report::Command;
    case update:
      return "update";
    case continue_update:
      return "continue";
    case skip:
      return "skip";
    case finish:
      return "finish";
    case pick:
      return "pick";
    case edit:
      return "edit";
  }
  return "";
}

std::string_view name_of(report::DraftKind kind) {
  switch (kind) {
    using enum report::DraftKind;
    case moved:
      return "moved";
    case already_there:
      return "already there";
    case agreement:
      return "agreement";
    case both_orders:
      return "both orders";
  }
  return "agreement";
}

std::string_view name_of(report::ExportForm form) {
  switch (form) {
    using enum report::ExportForm;
    case quilt:
      return "quilt";
    case electron:
      return "electron";
    case gbp:
      return "gbp";
    case mbox:
      return "mbox";
  }
  return "";
}

std::string_view name_of(report::Doctor::Verdict verdict) {
  switch (verdict) {
    using enum report::Doctor::Verdict;
    case good:
      return "good";
    case warning:
      return "warning";
    case bad:
      return "bad";
    case skipped:
      return "skipped";
  }
  return "";
}

std::string_view name_of(report::Install::UvSource::State state) {
  switch (state) {
    using enum report::Install::UvSource::State;
    case present:
      return "present";
    case written:
      return "written";
    case missing:
      return "missing";
    case other:
      return "other";
  }
  return "";
}

std::string_view name_of(report::History::State state) {
  switch (state) {
    using enum report::History::State;
    case done:
      return "done";
    case undone:
      return "undone";
  }
  return "";
}

std::string_view name_of(report::QueueSide::Kind kind) {
  switch (kind) {
    using enum report::QueueSide::Kind;
    case patch_files:
      return "patch-files";
    case branch:
      return "branch";
    case before_update:
      return "before-update";
    case after_update:
      return "after-update";
    case revision:
      return "revision";
  }
  return "";
}

std::string_view name_of(report::PatchDiff::State state) {
  switch (state) {
    using enum report::PatchDiff::State;
    case unchanged:
      return "unchanged";
    case changed:
      return "changed";
    case left:
      return "left";
    case added:
      return "new";
  }
  return "";
}

std::string_view name_of(report::PatchDiff::PairedBy by) {
  switch (by) {
    using enum report::PatchDiff::PairedBy;
    case name:
      return "name";
    case patch_id:
      return "patch-id";
    case size:
      return "diff-size";
  }
  return "";
}

std::string_view name_of(report::FileDiff::State state) {
  switch (state) {
    using enum report::FileDiff::State;
    case changed:
      return "changed";
    case added:
      return "added";
    case removed:
      return "removed";
  }
  return "";
}

}  // namespace mlxpatch::ui
