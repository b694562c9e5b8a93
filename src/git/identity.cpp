#include <mlxpatch/git/identity.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/environment.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {
namespace {

/// One of the two people in a commit: "COMMITTER" and "committer".
struct Role {
  std::string_view variable;
  std::string_view key;
};

/// As git does, without control characters and punctuation at both ends, and without what would break the header.
std::string without_crud(std::string_view text) {
  const auto is_crud = [](char character) {
    return static_cast<unsigned char>(character) <= 32 ||
           std::string_view(".,:;<>\"\\'").find(character) != std::string_view::npos;
  };
  while (!text.empty() && is_crud(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_crud(text.back())) text.remove_suffix(1);
  std::string clean;
  for (const char character : text) {
    if (character != '\n' && character != '<' && character != '>') clean += character;
  }
  return clean;
}

/// GIT_<ROLE>_<PART>, <role>.<part>, user.<part>, in this order.
std::optional<std::string> find_part(const Repository& repository, const Role& role, std::string_view variable_part,
                                     std::string_view key_part) {
  if (auto value = environment(fmt::format("GIT_{}_{}", role.variable, variable_part).c_str())) return value;
  if (auto value = repository.config_string(fmt::format("{}.{}", role.key, key_part))) return value;
  return repository.config_string(fmt::format("user.{}", key_part));
}

Error no_identity(const Role& role, std::string_view missing) {
  Error error(fmt::format("git does not know who you are: no {} is configured", missing));
  error.doing(fmt::format("finding the {} of new commits", role.key));
  error.hint("git config --global user.name \"Your Name\"");
  error.hint("git config --global user.email you@example.com");
  return error;
}

Time find_time(const Role& role) {
  const std::string variable = fmt::format("GIT_{}_DATE", role.variable);
  const auto text = environment(variable.c_str());
  if (!text || trim(*text).empty()) return now();
  if (const auto time = parse_date(*text, DateForms::exact)) return *time;
  throw Error(fmt::format("{} is not a date that can be read: \"{}\"", variable, escape_control(*text)),
              ErrorKind::usage)
      .doing(fmt::format("finding the {} of new commits", role.key))
      .hint(fmt::format("write it as \"@1767882620 +0100\" or \"2026-01-08T15:30:20+01:00\", or unset {}", variable));
}

Signature identity(const Repository& repository, const Role& role) {
  const std::string name = without_crud(find_part(repository, role, "NAME", "name").value_or(""));
  if (name.empty()) throw no_identity(role, "name");
  auto email = find_part(repository, role, "EMAIL", "email");
  if (!email) email = environment("EMAIL");
  if (!email) throw no_identity(role, "e-mail address");
  return {name, without_crud(*email), find_time(role)};
}

constexpr Role k_committer{"COMMITTER", "committer"};
constexpr Role k_author{"AUTHOR", "author"};

}  // namespace

Signature committer_identity(const Repository& repository) { return identity(repository, k_committer); }
Signature author_identity(const Repository& repository) { return identity(repository, k_author); }

Signature reflog_identity(const Repository& repository) {
  const std::string name = without_crud(find_part(repository, k_committer, "NAME", "name").value_or(""));
  const std::string email = without_crud(find_part(repository, k_committer, "EMAIL", "email").value_or(""));
  return {name.empty() ? "unknown" : name, email.empty() ? "unknown" : email, find_time(k_committer)};
}

}  // namespace mlxpatch::git
