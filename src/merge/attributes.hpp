#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

namespace mlxpatch::merge {

/// The value of one attribute of a file (gitattributes(5)).
struct AttributeValue {
  enum class State { unspecified, set, unset, text };
  State state = State::unspecified;
  std::string text;  ///< of "name=text"
};

/// The rules of one attributes file.
class AttributeRules {
 public:
  struct Assignment {
    std::string name;
    AttributeValue value;
  };
  struct Rule {
    std::string pattern;  ///< of paths from the file's directory; of names if it has no '/'
    bool has_directory = false;
    std::vector<Assignment> assignments;
  };

  explicit AttributeRules(std::string_view text);

  const std::vector<Rule>& rules() const { return m_rules; }
  /// The lines "[attr]name ...".
  const std::map<std::string, std::vector<Assignment>>& macros() const { return m_macros; }

 private:
  std::vector<Rule> m_rules;
  std::map<std::string, std::vector<Assignment>> m_macros;
};

/// Whether "A" and "a" are different letters (core.ignoreCase).
enum class LetterCase { counts, ignored };

/// Whether a pattern of an attributes file matches the path; both are relative to that file's directory.
bool attribute_pattern_matches(const AttributeRules::Rule& rule, std::string_view path,
                               LetterCase letter_case = LetterCase::counts);

/// Reads attributes of files in trees that may be in memory only. Git reads the .gitattributes of the worktree, which
/// for a merge are those of our side's tree. The repository's info/attributes override them, the user's and the
/// system's files come last. The store must outlive it.
class Attributes {
 public:
  explicit Attributes(objects::ObjectStore& store);

  AttributeValue value(const objects::OverlayTree& tree, const std::string& path, std::string_view name);

 private:
  struct Source {
    const AttributeRules* rules = nullptr;
    std::size_t directory_length = 0;  ///< of the rules' directory in the path, with its '/'
  };
  class Question;

  const AttributeRules& rules_in(const git::Oid& blob);
  void read_outer_files();

  objects::ObjectStore& m_store;
  std::map<git::Oid, AttributeRules> m_by_blob;
  bool m_has_read_outer = false;
  LetterCase m_letter_case = LetterCase::counts;
  std::optional<AttributeRules> m_info;    ///< of the repository
  std::optional<AttributeRules> m_user;    ///< core.attributesFile
  std::optional<AttributeRules> m_system;  ///< /etc/gitattributes
};

}  // namespace mlxpatch::merge
