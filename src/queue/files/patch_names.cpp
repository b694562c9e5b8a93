#include <mlxpatch/queue/files/patch_names.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/queue/files/known_patch.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>

#include "files/patch_match.hpp"

namespace mlxpatch::queue {

namespace {

constexpr std::size_t k_digits = 4;

/// The number in front of a name like "0012-x.patch".
std::optional<std::size_t> number_of(std::string_view name) {
  name.remove_prefix(name.rfind('/') + 1);
  std::size_t number = 0;
  std::size_t digits = 0;
  for (; digits < name.size() && name[digits] >= '0' && name[digits] <= '9'; ++digits) {
    if (digits > k_digits * 2) return std::nullopt;
    number = number * 10 + static_cast<std::size_t>(name[digits] - '0');
  }
  if (digits < k_digits || digits == name.size() || name[digits] != '-') return std::nullopt;
  return number;
}

/// The name with another number in front of it; the name as it is if it has none.
std::string with_number(const std::string& name, std::size_t number) {
  if (!number_of(name)) return name;
  const std::size_t start = name.rfind('/') + 1;
  return fmt::format("{}{:04}{}", name.substr(0, start), number, name.substr(name.find('-', start)));
}

/// A name as a series can list it, which ends each name at a blank.
std::string listable(std::string name) {
  for (char& letter : name) {
    if (letter == ' ' || letter == '\t') letter = '-';
  }
  if (name.starts_with('#')) name.front() = '-';
  return name;
}

/// Gives out names, none of them twice.
class Namer {
 public:
  explicit Namer(std::size_t patches) : m_names(patches) {
    claim("series");
    claim(".patches");
  }

  const std::string& name(std::size_t index) const { return m_names[index]; }
  bool is_taken(const std::string& name) const { return m_taken.contains(name); }

  /// A name that the patch has already, which may differ from another one in case.
  void keep(std::size_t index, const std::string& name) {
    m_names[index] = m_taken.contains(name) ? unique(name) : name;
    claim(m_names[index]);
  }

  void give_new(std::size_t index, const std::string& words, bool numbered) {
    m_names[index] = unique(numbered ? fmt::format("{:04}-{}.patch", number_at(index), words) : words + ".patch");
    claim(m_names[index]);
  }

 private:
  void claim(const std::string& name) {
    m_taken.insert(name);
    m_folded.insert(to_lower(name));
    if (const auto number = number_of(name)) m_numbers.insert(*number);
  }

  std::string unique(const std::string& name) const {
    const std::size_t dot = std::min(name.size(), name.rfind('.'));
    std::string candidate = name;
    for (int i = 2; m_folded.contains(to_lower(candidate)); ++i) {
      candidate = fmt::format("{}-{}{}", name.substr(0, dot), i, name.substr(dot));
    }
    return candidate;
  }

  /// The number after the patch before, or if another one has it the next that is free at the end.
  std::size_t number_at(std::size_t index) const {
    const auto before = index == 0 ? std::nullopt : number_of(m_names[index - 1]);
    const std::size_t wanted = before ? *before + 1 : index + 1;
    return m_numbers.contains(wanted) ? *m_numbers.rbegin() + 1 : wanted;
  }

  std::vector<std::string> m_names;
  std::set<std::string> m_taken;
  std::set<std::string> m_folded;
  std::set<std::size_t> m_numbers;
};

}  // namespace

std::vector<PatchName> name_patches(objects::ObjectStore& store, const std::vector<git::Commit>& commits,
                                    const std::vector<KnownPatch>& known, const NamingOptions& options) {
  const std::vector<std::optional<PatchMatch>> matches = match_patches(store, commits, known);
  std::set<std::string> known_names;
  for (const KnownPatch& patch : known) known_names.insert(patch.name);
  const bool renumber = options.numbers == NamingOptions::Numbers::renumber;
  const auto kept = [&](std::size_t index, const std::string& name) {
    return listable(renumber ? with_number(name, index + 1) : name);
  };

  Namer namer(commits.size());
  std::vector<PatchName> names(commits.size());
  std::vector<std::string> subjects(commits.size());
  std::set<std::string> given;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const NamedMessage message = split_name_trailer(commits[i].message);
    subjects[i] = subject_of(message.message);
    if (matches[i]) names[i].known_as = known[matches[i]->known].name;
    // A trailer that names no known file is a person's new name for the patch.
    const bool is_given = !message.name.empty() && !known_names.contains(message.name) &&
                          (!matches[i] || matches[i]->by == PatchMatch::By::content);
    names[i].name = is_given && given.insert(message.name).second ? message.name : names[i].known_as;
  }
  for (std::size_t i = 0; i < commits.size(); ++i) {
    if (!names[i].name.empty()) namer.keep(i, kept(i, names[i].name));
  }
  for (std::size_t i = 0; i < commits.size(); ++i) {
    if (names[i].name.empty()) namer.give_new(i, patch::file_name_for(subjects[i]), options.numbered);
    names[i].name = namer.name(i);
  }
  return names;
}

}  // namespace mlxpatch::queue
