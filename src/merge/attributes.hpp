#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

namespace mlxpatch::merge {

/// What a file's attributes say of one name (gitattributes(5)).
struct AttributeValue {
  enum class State { unspecified, set, unset, text };
  State state = State::unspecified;
  std::string text;  ///< where it is "name=text"
};

/// One file of rules, read once.
class AttributeRules {
 public:
  struct Assignment {
    std::string name;
    AttributeValue value;
  };
  struct Rule {
    std::string pattern;  ///< for paths from the rules' folder, or where it has no '/' for names
    bool has_folder = false;
    std::vector<Assignment> assignments;
  };

  explicit AttributeRules(std::string_view text);

  const std::vector<Rule>& rules() const { return m_rules; }
  /// "[attr]name ..." lines.
  const std::map<std::string, std::vector<Assignment>>& macros() const { return m_macros; }

 private:
  std::vector<Rule> m_rules;
  std::map<std::string, std::vector<Assignment>> m_macros;
};

/// Whether "A" and "a" are two letters (core.ignoreCase).
enum class LetterCase { counts, ignored };

/// Whether a pattern of an attributes file names the path; both are relative to that file's folder.
bool attribute_pattern_matches(const AttributeRules::Rule& rule, std::string_view path,
                               LetterCase letter_case = LetterCase::counts);

/// Asks for attributes of files in trees that may be in memory only: git asks the working folder's .gitattributes,
/// which for a merge are those of our side's tree. The repository's info/attributes go before them, the user's and the
/// system's come behind. The store must outlive it.
class Attributes {
 public:
  explicit Attributes(objects::ObjectStore& store);

  AttributeValue value(const objects::OverlayTree& tree, const std::string& path, std::string_view name);

 private:
  struct Source {
    const AttributeRules* rules = nullptr;
    std::size_t folder_length = 0;  ///< of the path's part that the patterns are relative to, '/' included
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
