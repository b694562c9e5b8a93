#include <limits>
#include <optional>
#include <string>

#include <sys/types.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/workspace/autostash.hpp>
#include <mlxpatch/workspace/export_record.hpp>

#include "lock_owner.hpp"
#include "parts.hpp"
#include "target.hpp"

namespace {

using namespace mlxpatch;
using workspace::Autostash;
using workspace::ExportRecord;
using workspace::LockOwner;

/// What `read` reads of a text; std::nullopt if it refuses it.
template <typename Read>
auto read_or_refuse(Read read, const std::string& text) -> std::optional<decltype(read(text))> {
  try {
    return read(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Writes a value and reads it again. Cut off, it is refused.
template <typename Value, typename Write, typename Read>
void check_round_trip(const Value& value, Write write, Read read) {
  const std::string written = write(value);
  fuzz::require(read_or_refuse(read, written) == value, "what is written reads as the same");
  for (const std::size_t length : {std::size_t{0}, written.size() / 2, written.size() - 2}) {
    fuzz::require(!read_or_refuse(read, written.substr(0, length)), "what was cut off is refused");
  }
}

ExportRecord record_from(fuzz::Parts& parts) {
  ExportRecord record;
  record.list = parts.string();
  record.patches = parts.list([&] { return ExportRecord::Patch{parts.oid(), parts.string()}; });
  record.left = parts.list([&] { return ExportRecord::Left{parts.string(), parts.string(), parts.string()}; });
  record.resolved = parts.strings();
  return record;
}

LockOwner owner_from(fuzz::Parts& parts) {
  LockOwner owner;
  owner.process = static_cast<pid_t>(1 + parts.number() % (std::numeric_limits<pid_t>::max() - 1U));
  for (std::string* text : {&owner.host, &owner.boot, &owner.container, &owner.started, &owner.since}) {
    *text = parts.string();
  }
  return owner;
}

void check_record(const ExportRecord& record) {
  check_round_trip(record, workspace::serialize_export_record, workspace::parse_export_record);
}

void check_autostash(const Autostash& autostash) {
  check_round_trip(autostash, workspace::serialize_autostash, workspace::parse_autostash);
}

/// The reader of a run lock never throws.
void check_owner(const LockOwner& owner) {
  const std::string written = workspace::serialize_owner(owner);
  fuzz::require(workspace::parse_owner(written) == owner, "what is written reads as the same owner");
  for (const std::size_t length : {std::size_t{0}, written.size() / 2, written.size() - 2}) {
    fuzz::require(!workspace::parse_owner(written.substr(0, length)), "a lock that was cut off names nobody");
  }
}

}  // namespace

/// The first byte says which of the smaller state files this is: the record of exported files, the autostash, or the
/// owner of the run lock; upper case: the values of one that is to be written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
  const std::string text(bytes);
  fuzz::Parts parts(bytes);
  switch (data[0]) {
    case 'r':
      if (const auto record = read_or_refuse(workspace::parse_export_record, text)) check_record(*record);
      break;
    case 'R':
      check_record(record_from(parts));
      break;
    case 'a':
      if (const auto autostash = read_or_refuse(workspace::parse_autostash, text)) check_autostash(*autostash);
      break;
    case 'A':
      check_autostash({parts.oid(), parts.oid()});
      break;
    case 'o':
      if (const auto owner = workspace::parse_owner(bytes)) {
        fuzz::require(owner->process > 0, "the owner is one process");
        check_owner(*owner);
      }
      break;
    case 'O':
      check_owner(owner_from(parts));
      break;
    default:
      break;
  }
  return 0;
}
