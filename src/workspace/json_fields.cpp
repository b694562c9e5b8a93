#include "json_fields.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::workspace {

namespace {

constexpr std::string_view k_bytes = "bytes";

Error broken(const std::string& what, std::string_view what_is_wrong) {
  Error error(fmt::format("{} is broken: {}", what, what_is_wrong));
  error.doing("reading the state that an earlier run saved");
  return error;
}

std::string to_hexadecimal(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::optional<unsigned> digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  return std::nullopt;
}

std::optional<std::string> from_hexadecimal(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t index = 0; index < digits.size(); index += 2) {
    const auto high = digit_value(digits[index]);
    const auto low = digit_value(digits[index + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high * 16 + *low);
  }
  return bytes;
}

std::optional<std::string> text_from(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || value.size() != 1) return std::nullopt;
  const auto bytes = value.find(k_bytes);
  if (bytes == value.end() || !bytes->is_string()) return std::nullopt;
  return from_hexadecimal(bytes->get_ref<const std::string&>());
}

std::optional<git::Oid> oid_from(const Json& value) {
  if (value.is_null()) return git::Oid{};
  if (!value.is_string()) return std::nullopt;
  return git::Oid::from_hex(value.get_ref<const std::string&>());
}

}  // namespace

Json json_text(std::string_view text) {
  if (is_valid_utf8(text)) return Json(std::string(text));
  Json value = Json::object();
  value[std::string(k_bytes)] = to_hexadecimal(text);
  return value;
}

Json json_oid(const git::Oid& oid) { return oid.is_zero() ? Json(nullptr) : Json(oid.hex()); }

Json json_oids(const std::vector<git::Oid>& oids) {
  Json list = Json::array();
  for (const git::Oid& oid : oids) list.push_back(json_oid(oid));
  return list;
}

Json json_texts(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(json_text(text));
  return list;
}

Json parse_state(const std::string& text, const std::string& what, int schema) {
  // Without the library's own message: a syntax error in a file that no person wrote helps nobody.
  Json value = Json::parse(text, nullptr, false);
  if (!value.is_object()) throw broken(what, "it is not a JSON object");
  const auto version = value.find("schema");
  if (version == value.end() || !version->is_number_unsigned()) throw broken(what, "it has no \"schema\"");
  const auto number = version->get<std::uint64_t>();
  if (number > static_cast<std::uint64_t>(schema)) {
    throw Error(Error(fmt::format("{} has schema {}; this mlxpatch knows schemas up to {}", what, number, schema))
                    .hint("run the newer mlxpatch that wrote it"));
  }
  return value;
}

JsonFields::JsonFields(const Json& value, std::string what, std::string place)
    : m_value(value), m_what(std::move(what)), m_place(std::move(place)) {
  if (!m_value.is_object()) throw broken(m_what, fmt::format("'{}' is not an object", m_place));
}

std::string JsonFields::place_of(std::string_view name) const {
  return m_place.empty() ? std::string(name) : fmt::format("{}.{}", m_place, name);
}

Error JsonFields::wrong(std::string_view name, std::string_view what_is_wrong) const {
  return broken(m_what, fmt::format("'{}' {}", place_of(name), what_is_wrong));
}

const Json& JsonFields::member(std::string_view name) const {
  const auto found = m_value.find(name);
  if (found == m_value.end()) throw wrong(name, "is missing");
  return *found;
}

const Json& JsonFields::list(std::string_view name) const {
  const Json& value = member(name);
  if (!value.is_array()) throw wrong(name, "is not a list");
  return value;
}

bool JsonFields::has(std::string_view name) const { return m_value.contains(name); }

std::string JsonFields::text(std::string_view name) const {
  auto text = text_from(member(name));
  if (!text) throw wrong(name, "is not text");
  return std::move(*text);
}

std::uint64_t JsonFields::number(std::string_view name) const {
  const Json& value = member(name);
  if (!value.is_number_unsigned()) throw wrong(name, "is not a whole number");
  return value.get<std::uint64_t>();
}

bool JsonFields::flag(std::string_view name) const {
  const Json& value = member(name);
  if (!value.is_boolean()) throw wrong(name, "is not true or false");
  return value.get<bool>();
}

git::Oid JsonFields::oid(std::string_view name) const {
  const auto oid = oid_from(member(name));
  if (!oid) throw wrong(name, "is not an object id");
  return *oid;
}

JsonFields JsonFields::object(std::string_view name) const { return JsonFields(member(name), m_what, place_of(name)); }

std::vector<JsonFields> JsonFields::objects(std::string_view name) const {
  std::vector<JsonFields> objects;
  for (const Json& item : list(name)) {
    objects.emplace_back(item, m_what, fmt::format("{}[{}]", place_of(name), objects.size()));
  }
  return objects;
}

std::vector<git::Oid> JsonFields::oids(std::string_view name) const {
  std::vector<git::Oid> oids;
  for (const Json& item : list(name)) {
    const auto oid = oid_from(item);
    if (!oid) throw wrong(name, "holds something that is not an object id");
    oids.push_back(*oid);
  }
  return oids;
}

std::vector<std::string> JsonFields::texts(std::string_view name) const {
  std::vector<std::string> texts;
  for (const Json& item : list(name)) {
    auto text = text_from(item);
    if (!text) throw wrong(name, "holds something that is not text");
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace mlxpatch::workspace
