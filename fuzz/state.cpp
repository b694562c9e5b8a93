#include <limits>
#include <optional>
#include <string>

#include <sys/types.h>

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

std::optional<ExportRecord> read_record(const std::string& text) {
  return fuzz::read_or_refuse(workspace::parse_export_record, text);
}

std::optional<Autostash> read_autostash(const std::string& text) {
  return fuzz::read_or_refuse(workspace::parse_autostash, text);
}

void check_record(const ExportRecord& record) {
  fuzz::require_kept(record, workspace::serialize_export_record(record), read_record);
}

void check_autostash(const Autostash& autostash) {
  fuzz::require_kept(autostash, workspace::serialize_autostash(autostash), read_autostash);
}

/// The reader of a run lock never throws.
void check_owner(const LockOwner& owner) {
  fuzz::require_kept(owner, workspace::serialize_owner(owner), workspace::parse_owner);
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
      if (const auto record = read_record(text)) check_record(*record);
      break;
    case 'R':
      check_record(record_from(parts));
      break;
    case 'a':
      if (const auto autostash = read_autostash(text)) check_autostash(*autostash);
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
