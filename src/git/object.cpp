#include <mlxpatch/git/object.hpp>

#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <git2.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/sha1.hpp>

namespace mlxpatch::git {
namespace {

using namespace std::string_view_literals;

void refuse(std::string_view field, std::string_view text, std::string_view forbidden) {
  if (text.find_first_of(forbidden) == std::string_view::npos) return;
  throw Error(fmt::format("the {} \"{}\" has a character that git does not allow there", field, escape_control(text)))
      .doing("making a commit");
}

std::string signature_line(std::string_view header, const Signature& signature) {
  const std::string name_field = fmt::format("{}'s name", header);
  const std::string email_field = fmt::format("{}'s e-mail address", header);
  refuse(name_field, signature.name, "<>\n\0"sv);
  refuse(email_field, signature.email, "<>\n\0"sv);
  const int offset = std::abs(signature.when.offset_minutes);
  return fmt::format("{} {} <{}> {} {}{:02}{:02}\n", header, signature.name, signature.email, signature.when.seconds,
                     signature.when.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

}  // namespace

std::string Commit::subject() const { return subject_of(message); }

std::string serialize_commit(const Commit& commit) {
  refuse("encoding", commit.encoding, "\n\0"sv);
  refuse("message", commit.message, "\0"sv);
  std::string text = fmt::format("tree {}\n", commit.tree.hex());
  for (const Oid& parent : commit.parents) text += fmt::format("parent {}\n", parent.hex());
  text += signature_line("author", commit.author);
  text += signature_line("committer", commit.committer);
  if (!commit.encoding.empty()) text += fmt::format("encoding {}\n", commit.encoding);
  text += '\n';
  text += commit.message;
  return text;
}

Oid hash_object(ObjectType type, std::string_view bytes) {
  start_library();
  git_oid raw{};
  check(git_odb_hash(&raw, bytes.data(), bytes.size(), static_cast<git_object_t>(type)), "hashing an object");
  return from_git(raw);
}

Oid hash_scratch_object(ObjectType type, std::string_view bytes) {
  Sha1 sum;
  sum.update(fmt::format("{} {}", git_object_type2string(static_cast<git_object_t>(type)), bytes.size()));
  sum.update("\0"sv);
  sum.update(bytes);
  return sum.finish();
}

}  // namespace mlxpatch::git
