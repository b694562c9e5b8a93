#include <optional>
#include <string>

#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "parts.hpp"
#include "target.hpp"

namespace {

using namespace mlxpatch;
using workspace::Pending;

std::optional<Pending> read(const std::string& text) {
  return fuzz::read_or_refuse([](const std::string& whole) { return workspace::parse_pending(whole); }, text);
}

Pending::Done done_from(fuzz::Parts& parts) {
  Pending::Done done;
  done.commit = parts.oid();
  done.new_commit = parts.oid();
  for (std::string* text : {&done.state, &done.by, &done.how}) *text = parts.string();
  done.notes = parts.strings();
  done.taken = parts.list([&] { return Pending::Done::TakenHunks{parts.oid(), parts.number()}; });
  done.hunks_kept = parts.number();
  done.lost_lines = parts.list([&] { return Pending::Done::LostLine{parts.string(), parts.string()}; });
  return done;
}

Pending pending_from(fuzz::Parts parts) {
  using queue::ReplayPolicy;
  Pending pending;
  const std::uint64_t flags = parts.number();
  if ((flags & 1U) != 0) pending.command = Pending::Command::pick;
  if ((flags & 2U) != 0) pending.mode = Pending::Mode::merge;
  if ((flags & 4U) != 0) pending.policy.range = ReplayPolicy::Range::direct;
  if ((flags & 8U) != 0) pending.policy.dedup = ReplayPolicy::Dedup::off;
  pending.by_hand = (flags & 16U) != 0;
  pending.operation = parts.number();
  pending.head_before = parts.string();
  for (git::Oid* oid : {&pending.branch_before, &pending.base, &pending.onto, &pending.stopped_on, &pending.culprit,
                        &pending.prefix, &pending.autostash}) {
    *oid = parts.oid();
  }
  pending.queue = parts.oids();
  pending.todo = parts.oids();
  pending.todo_from = parts.oids();
  pending.paths = parts.strings();
  pending.done = parts.list([&] { return done_from(parts); });
  pending.resolutions = parts.list([&] { return Pending::Resolution{parts.oid(), parts.oid()}; });
  return pending;
}

}  // namespace

/// The state of a stopped update; after a '=' the values of one that is to be written, which may be any bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  std::optional<Pending> pending;
  if (text.starts_with('=')) {
    pending = pending_from(fuzz::Parts(text.substr(1)));
  } else {
    pending = read(std::string(text));
  }
  if (!pending) return 0;
  fuzz::require_kept(*pending, workspace::serialize_pending(*pending), read);
  return 0;
}
