#include <array>
#include <optional>
#include <string>

#include <mlxpatch/workspace/operation.hpp>

#include "operation_text.hpp"
#include "parts.hpp"
#include "target.hpp"

namespace {

using namespace mlxpatch;
using workspace::ConflictRecord;
using workspace::Operation;

std::optional<Operation> read(const std::string& text) {
  return fuzz::read_or_refuse([](const std::string& whole) { return workspace::parse_operation(whole, "000001.json"); },
                              text);
}

ConflictRecord conflict_from(fuzz::Parts& parts) {
  ConflictRecord conflict;
  conflict.path = parts.string();
  for (ConflictRecord::Side* side : {&conflict.base, &conflict.ours, &conflict.theirs, &conflict.worktree}) {
    side->mode = static_cast<std::uint32_t>(parts.number());
    side->oid = parts.oid();
  }
  return conflict;
}

Operation operation_from(fuzz::Parts parts) {
  constexpr std::array k_states{Operation::State::open, Operation::State::done, Operation::State::undone};
  Operation operation;
  operation.id = parts.number();
  operation.state = k_states.at(parts.number() % k_states.size());
  operation.undoes = parts.number();
  for (std::string* text : {&operation.command, &operation.summary, &operation.date, &operation.head.before,
                            &operation.head.after, &operation.pending_before, &operation.pending_after,
                            &operation.cherry_pick_before, &operation.cherry_pick_after, &operation.message_after}) {
    *text = parts.string();
  }
  for (git::Oid* oid : {&operation.tree_before, &operation.tree_after, &operation.keeper}) *oid = parts.oid();
  operation.refs = parts.list([&] { return workspace::RefMove{parts.string(), parts.oid(), parts.oid()}; });
  operation.files = parts.list([&] { return workspace::FileMove{parts.string(), parts.oid(), parts.oid()}; });
  operation.conflicts_before = parts.list([&] { return conflict_from(parts); });
  operation.conflicts_after = parts.list([&] { return conflict_from(parts); });
  operation.resolutions = parts.oids();
  return operation;
}

}  // namespace

/// A journal entry; after a '=' the values of one that is to be written, which may be any bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  std::optional<Operation> operation;
  if (text.starts_with('=')) {
    operation = operation_from(fuzz::Parts(text.substr(1)));
  } else {
    operation = read(std::string(text));
  }
  if (!operation) return 0;
  fuzz::require_kept(*operation, workspace::serialize_operation(*operation), read);
  return 0;
}
