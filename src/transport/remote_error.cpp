#include "remote_error.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/transport/transfer_options.hpp>

#include "whole_objects.hpp"

namespace mlxpatch::transport {
namespace {

enum class Cause {
  unknown_host,
  unreachable,
  silence,
  credentials,
  host_key,
  certificate,
  moved,
  missing,
  object_format,
  extension,
  owner,
  disk,
  object,
  damage,
  cut,
  program,
  redirect,
  circle,
  not_git,
  garbage,
  endless,
  server
};

struct Symptom {
  std::string_view part;  ///< of the message, in lower case
  Cause cause;
};

/// In the order in which they are looked for: messages of git, curl, ssh and libgit2.
constexpr std::array k_symptoms = {
    Symptom{"cannot redirect from 'http", Cause::circle},
    Symptom{"cannot redirect", Cause::moved},
    Symptom{k_redirect, Cause::redirect},
    Symptom{"unexpected redirect", Cause::redirect},
    Symptom{"redirect", Cause::circle},
    Symptom{"not supported or disabled in libcurl", Cause::circle},
    Symptom{k_endless, Cause::endless},
    Symptom{"content-type", Cause::not_git},
    Symptom{"info/refs not valid", Cause::not_git},
    Symptom{"stream ended at", Cause::cut},
    Symptom{"transfer closed with", Cause::cut},
    Symptom{"expected flush", Cause::cut},
    Symptom{"after ref listing", Cause::cut},
    Symptom{"expected '", Cause::cut},
    Symptom{"bad pack header", Cause::garbage},
    Symptom{"pack signature", Cause::garbage},
    Symptom{"packfile is corrupted", Cause::garbage},
    Symptom{"error parsing ref", Cause::garbage},
    Symptom{"bad line length", Cause::not_git},
    Symptom{"bad packet length", Cause::not_git},
    Symptom{"http parser error", Cause::not_git},
    Symptom{"too large response headers", Cause::not_git},
    Symptom{"invalid server response", Cause::not_git},
    Symptom{"invalid response", Cause::not_git},
    Symptom{"protocol error", Cause::not_git},
    Symptom{"smart response", Cause::not_git},
    Symptom{"could not resolve host", Cause::unknown_host},
    Symptom{"could not resolve proxy", Cause::unknown_host},
    Symptom{"failed to resolve address", Cause::unknown_host},
    Symptom{"unable to look up", Cause::unknown_host},
    Symptom{"name or service not known", Cause::unknown_host},
    Symptom{"operation too slow", Cause::silence},
    Symptom{"timed out", Cause::silence},
    Symptom{"timeout", Cause::silence},
    Symptom{"connection refused", Cause::unreachable},
    Symptom{"failed to connect", Cause::unreachable},
    Symptom{"couldn't connect", Cause::unreachable},
    Symptom{"unable to connect", Cause::unreachable},
    Symptom{"no route to host", Cause::unreachable},
    Symptom{"network is unreachable", Cause::unreachable},
    Symptom{"host key verification", Cause::host_key},
    Symptom{"authentication", Cause::credentials},
    Symptom{"could not read username", Cause::credentials},
    Symptom{"could not read password", Cause::credentials},
    Symptom{"terminal prompts disabled", Cause::credentials},
    Symptom{"permission denied (", Cause::credentials},
    Symptom{"status code: 401", Cause::credentials},
    Symptom{"status code: 403", Cause::credentials},
    Symptom{"returned error: 403", Cause::credentials},
    Symptom{"certificate", Cause::certificate},
    Symptom{"mismatched algorithms", Cause::object_format},
    Symptom{"unknown object format", Cause::object_format},
    Symptom{"repository extension", Cause::extension},
    Symptom{"unsupported extension", Cause::extension},
    Symptom{"repository version", Cause::extension},
    Symptom{"git repo version", Cause::extension},
    Symptom{"dubious ownership", Cause::owner},
    Symptom{"not owned by current user", Cause::owner},
    Symptom{"not our ref", Cause::object},
    Symptom{"unadvertised object", Cause::object},
    Symptom{"did not send all necessary objects", Cause::damage},
    Symptom{".git/packed-refs", Cause::damage},
    Symptom{"not found", Cause::missing},
    Symptom{"returned error: 404", Cause::missing},
    Symptom{"status code: 404", Cause::missing},
    Symptom{"does not exist", Cause::missing},
    Symptom{"does not appear to be a git repository", Cause::missing},
    Symptom{"not a git repository", Cause::missing},
    Symptom{"could not find repository", Cause::missing},
    Symptom{"access denied or repository not exported", Cause::missing},
    Symptom{"no such file or directory", Cause::missing},
    Symptom{"no space left", Cause::disk},
    Symptom{"is not a git command", Cause::program},
    Symptom{"returned error: 5", Cause::server},
    Symptom{"status code: 5", Cause::server},
    Symptom{"early eof", Cause::cut},
    Symptom{"invalid index-pack output", Cause::cut},
    Symptom{"could not read refs", Cause::cut},
    Symptom{"could not read from remote repository", Cause::cut},
    Symptom{"hung up", Cause::cut},
    Symptom{"rpc failed", Cause::cut},
    Symptom{"unexpected disconnect", Cause::cut},
    Symptom{"eof", Cause::cut},
    Symptom{"reset by peer", Cause::cut},
};

std::string words_for(Cause cause) {
  switch (cause) {
    case Cause::unknown_host:
      return "the server's name can't be resolved";
    case Cause::unreachable:
      return "the server can't be reached";
    case Cause::silence:
      return "the server gave no sign of life in time";
    case Cause::credentials:
      return "the server does not accept the credentials";
    case Cause::host_key:
      return "the server's ssh key has changed, or is not known yet";
    case Cause::certificate:
      return "the server's certificate is not trusted";
    case Cause::missing:
      return "there is no git repository at this address, or you have no access to it";
    case Cause::object_format:
      return "the repository there names its objects in another way (sha256); only sha1 repositories can be read";
    case Cause::extension:
      return "the repository there is of a kind that can't be read";
    case Cause::owner:
      return "the repository there belongs to another user, and git does not trust such directories by default";
    case Cause::disk:
      return "the disk is full";
    case Cause::object:
      return "the server does not send an object that it has or had";
    case Cause::damage:
      return "the repository here is damaged: it lacks what its references lead to";
    case Cause::program:
      return "git lacks a part that it needs for this address";
    case Cause::moved:
      return "the server says that the repository is on another host";
    case Cause::cut:
      return "the connection broke";
    case Cause::redirect:
      return "the server refers to another address, which libgit2 does not follow";
    case Cause::circle:
      return "the server refers to other addresses without end, or to one that is not followed";
    case Cause::not_git:
      return "what answers at this address does not speak git's protocol";
    case Cause::garbage:
      return "what the server sent is damaged";
    case Cause::endless:
      return "the server sends without end, and no objects";
    case Cause::server:
      return "the server failed";
  }
  return {};
}

/// What git asks to be called safe: the git directory.
std::string owned_directory(std::string_view url) {
  consume(url, "file://");
  const std::filesystem::path path(url);
  std::error_code ignored;
  return (std::filesystem::exists(path / ".git", ignored) ? path / ".git" : path).string();
}

/// What the objects of a repository on this machine are like if one of these is what a transfer from it ends with.
constexpr std::array<std::string_view, 9> k_signs_of_damage = {
    "repository corruption", "bad pack header",   "invalid index-pack output",
    "no match for id",       "not our ref",       "inflate",
    "loose object",          "necessary objects", "hung up"};

bool is_damaged_source(std::string_view url, std::string_view lower) {
  // Our own disk is not the source's.
  if (lower.find("no space left") != std::string_view::npos || lower.find("quota exceeded") != std::string_view::npos) {
    return false;
  }
  const bool is_here = url.starts_with("file://") || url.find(':') == std::string_view::npos;
  return is_here && std::ranges::any_of(k_signs_of_damage, [&](std::string_view sign) {
           return lower.find(sign) != std::string_view::npos;
         });
}

/// The command that asks git; where the address can't be shown, in words.
std::string ls_remote(std::string_view url) {
  return shown_url(url) == url ? "git ls-remote " + shell_word(url)
                               : "git ls-remote, with the address in mlxpatch.toml";
}

void add_hint(Error& error, Cause cause, std::string_view url) {
  switch (cause) {
    case Cause::unknown_host:
    case Cause::unreachable:
      error.hint("check the network and the address, then run the command again");
      return;
    case Cause::silence:
    case Cause::cut:
    case Cause::garbage:
    case Cause::server:
      error.hint("run the command again; nothing has changed");
      return;
    case Cause::credentials:
    case Cause::host_key:
    case Cause::certificate:
    case Cause::program:
      error.hint("check whether git itself can reach it: " + ls_remote(url));
      return;
    case Cause::moved:
    case Cause::redirect:
      error.hint(
          "put the address there into mlxpatch.toml (upstream.url), or have git follow it: fetch.with = \"git\"");
      return;
    case Cause::missing:
    case Cause::circle:
    case Cause::not_git:
    case Cause::endless:
      error.hint("check the address (upstream.url in mlxpatch.toml)");
      return;
    case Cause::object_format:
      error.hint("use a repository that names them by sha1; git can't convert one");
      return;
    case Cause::extension:
      error.hint("see what git itself reports: " + ls_remote(url));
      return;
    case Cause::owner:
      error.hint(fmt::format("git config --global --add safe.directory {}     if you trust it",
                             shell_word(owned_directory(url))));
      return;
    case Cause::object:
      error.hint(
          "clone again: the server keeps nothing for partial and shallow clones that its branches no longer have");
      return;
    case Cause::damage:
      error.hint("list what is missing or broken: git fsck");
      return;
    case Cause::disk:
      error.hint("free some disk space, then run the command again");
      return;
  }
}

std::string seconds_of(std::chrono::seconds seconds) {
  return count_of(static_cast<std::size_t>(seconds.count()), "second");
}

Error waiting_error(std::string_view doing, std::string_view url, const std::string& what_is_wrong) {
  Error error(what_is_wrong);
  error.doing(std::string(doing)).at(shown_url(url));
  error.hint("run the command again; nothing has changed");
  return error.hint("if the server is only slow, allow more time with fetch.timeout in mlxpatch.toml");
}

}  // namespace

Error transfer_error(std::string_view doing, std::string_view url, std::string_view detail,
                     const TransferOptions& options) {
  const std::string shown = shown_url(url);
  // Git repeats the address, a server what it was sent.
  const std::string safe_detail = escape_control(without_password(std::string(trim(detail)), url));
  // A word of the address is no symptom.
  std::string lower = to_lower(safe_detail);
  const std::string address = to_lower(shown);
  for (std::size_t at = 0; !address.empty() && (at = lower.find(address, at)) != std::string::npos;)
    lower.erase(at, address.size());
  if (doing != k_fetching_promised && is_damaged_source(url, lower)) return damaged_source(doing, url, safe_detail);
  for (const Symptom& symptom : k_symptoms) {
    if (lower.find(symptom.part) == std::string::npos) continue;
    if (symptom.cause == Cause::silence) return silence_error(doing, url, options);
    const bool is_damage = symptom.cause == Cause::damage;
    Error error(fmt::format("{} ({})", words_for(symptom.cause), safe_detail),
                is_damage ? ErrorKind::damaged : ErrorKind::failed);
    error.doing(std::string(doing));
    // The address has no part in damage here.
    if (!is_damage) error.at(shown);
    add_hint(error, symptom.cause, url);
    return error;
  }
  Error error(safe_detail.empty() ? std::string("git failed without a message")
                                  : fmt::format("git failed ({})", safe_detail));
  error.doing(std::string(doing)).at(shown);
  return error.hint("see what git itself reports: " + ls_remote(url));
}

Error silence_error(std::string_view doing, std::string_view url, const TransferOptions& options) {
  return waiting_error(doing, url,
                       fmt::format("the server gave no sign of life for {}", seconds_of(silence_of(options))));
}

Error standstill_error(std::string_view doing, std::string_view url, const TransferOptions& options) {
  return waiting_error(
      doing, url, fmt::format("the transfer made no progress for {}", seconds_of(k_patience * silence_of(options))));
}

}  // namespace mlxpatch::transport
