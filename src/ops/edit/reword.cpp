#include <mlxpatch/ops/edit/reword.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/edit/reword.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "edit/message.hpp"
#include "edit/new_name.hpp"
#include "edit/queue_edit.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_rewording = "rewording a patch";
constexpr const char* k_renaming = "renaming a patch";

report::QueueEdit publish(OpenQueue& queue, const queue::Rewording& rewording, report::QueueEdit report,
                          report::Reporter& reporter) {
  const queue::EditedQueue made = queue::reword(queue.fork().store(), queue.branch().commits, queue.branch().base,
                                                rewording, queue.replay_options(reporter));
  report.patches = {queue.titles()[rewording.place].name};
  const std::string summary =
      report.target.empty() ? report.patches.front() : fmt::format("{} to {}", report.patches.front(), report.target);
  return queue.publish_as(made, {}, summary, std::move(report), reporter);
}

/// Settings that a renamed file no longer has.
std::vector<std::string> notes_on_settings(const workspace::Config& config, const std::string& old_name) {
  if (std::ranges::find(config.patches, old_name, &workspace::Config::Patch::file) == config.patches.end()) return {};
  return {
      fmt::format("{} has settings for {}: give them the new name there", config.file.filename().string(), old_name)};
}

}  // namespace

report::QueueEdit reword(const Invocation& invocation, const RewordOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  queue::Rewording rewording;
  rewording.place = queue.places_of({options.patch}, "mlxpatch reword").front();
  const std::string before = queue.fork().store().commit(queue.branch().commits.at(rewording.place)).message;
  rewording.message =
      asked_message(queue.fork().repository(),
                    {options.paragraphs, queue::split_name_trailer(before).message, options.effect}, k_rewording);
  report::QueueEdit report;
  report.command = report::EditCommand::reword;
  return publish(queue, rewording, std::move(report), reporter);
}

report::QueueEdit rename(const Invocation& invocation, const RenameOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  queue::Rewording rewording;
  rewording.place = queue.places_of({options.patch}, "mlxpatch rename").front();
  const std::string& old_name = queue.titles()[rewording.place].name;
  rewording.name = new_name(queue, options.name, old_name, k_renaming);
  report::QueueEdit report;
  report.command = report::EditCommand::rename;
  report.target = *rewording.name;
  report.notes = notes_on_settings(queue.fork().config(), old_name);
  return publish(queue, rewording, std::move(report), reporter);
}

}  // namespace mlxpatch::ops
