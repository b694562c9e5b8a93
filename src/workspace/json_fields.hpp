#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>

// mlxpatch keeps its state as JSON. Ids are 40 hexadecimal digits, null for none; text that is not UTF-8 (git's paths,
// messages and refs may be any bytes) is {"bytes": "<hexadecimal>"}.
namespace mlxpatch::workspace {

using Json = nlohmann::ordered_json;

Json json_text(std::string_view text);
Json json_oid(const git::Oid& oid);
Json json_oids(const std::vector<git::Oid>& oids);
Json json_texts(const std::vector<std::string>& texts);

/// Parses a state file's text, which must be an object with "schema": `schema`. `what` names it in messages, e.g. "the
/// journal entry '000001.json'". Throws Error.
Json parse_state(const std::string& text, const std::string& what, int schema);

/// The members of one JSON object. Each reader throws Error, naming the file and the member, if the member is
/// missing or of another type.
class JsonFields {
 public:
  /// `place` is where the object is in its file, e.g. "refs[2]"; "" for the whole file.
  JsonFields(const Json& value, std::string what, std::string place);

  bool has(std::string_view name) const;
  std::string text(std::string_view name) const;
  std::uint64_t number(std::string_view name) const;
  bool flag(std::string_view name) const;
  git::Oid oid(std::string_view name) const;
  JsonFields object(std::string_view name) const;
  std::vector<JsonFields> objects(std::string_view name) const;
  std::vector<git::Oid> oids(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  /// An Error that names the member.
  Error wrong(std::string_view name, std::string_view what_is_wrong) const;

 private:
  const Json& member(std::string_view name) const;
  const Json& list(std::string_view name) const;
  std::string place_of(std::string_view name) const;

  const Json& m_value;
  std::string m_what;
  std::string m_place;
};

}  // namespace mlxpatch::workspace
