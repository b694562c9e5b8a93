#include "human/dependencies.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/report/dependencies.hpp>

#include "human/dot.hpp"
#include "human/page.hpp"

namespace mlxpatch::ui {

namespace {

using report::Dependencies;
using report::PatchDependencies;
using Places = std::vector<std::size_t>;

/// More patches than this that stand alone are listed by their numbers only.
constexpr std::size_t k_most_named = 10;
constexpr std::size_t k_most_paths = 3;
constexpr std::size_t k_indent = 7;

/// "3  fix-it.patch", as wide as the queue's last number.
std::string numbered(const Dependencies& dependencies, std::size_t place) {
  const std::string last = std::to_string(dependencies.queue.size());
  return fmt::format("{:>{}}  {}", place + 1, last.size(), dependencies.queue[place].name);
}

std::string short_list(const std::vector<std::string>& paths) {
  if (paths.size() <= k_most_paths) return join(paths, ", ");
  const std::vector<std::string> first(paths.begin(), paths.begin() + k_most_paths);
  return fmt::format("{} and {} more", join(first, ", "), paths.size() - k_most_paths);
}

/// "2, 5-9, 12"
std::string ranges(const Places& places) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < places.size();) {
    std::size_t end = i + 1;
    while (end < places.size() && places[end] == places[end - 1] + 1) ++end;
    const bool is_range = end - i > 2;
    if (!is_range) end = i + 1;
    parts.push_back(is_range ? fmt::format("{}-{}", places[i] + 1, places[end - 1] + 1)
                             : std::to_string(places[i] + 1));
    i = end;
  }
  return join(parts, ", ");
}

void put_places(Rows& rows, const Dependencies& dependencies, const std::string& label, const Places& places) {
  for (const std::size_t place : places) {
    rows.push_back({place == places.front() ? label : "", numbered(dependencies, place)});
  }
}

void put_needs(Rows& rows, const Dependencies& dependencies, const PatchDependencies& patch) {
  for (const report::PatchNeed& need : patch.needs) {
    rows.push_back({&need == &patch.needs.front() ? "needs" : "",
                    fmt::format("{}   {}", numbered(dependencies, need.patch), short_list(need.paths))});
  }
}

/// Those of `all` that are not among `direct`.
Places indirect(const Places& all, const Places& direct) {
  Places others;
  std::ranges::copy_if(all, std::back_inserter(others),
                       [&](std::size_t place) { return std::ranges::find(direct, place) == direct.end(); });
  return others;
}

void show_one(Page& page, const Dependencies& dependencies, std::size_t place) {
  const PatchDependencies& patch = dependencies.queue[place];
  page.gap();
  if (patch.is_alone()) {
    page.headline(fmt::format("{} stands alone: it needs no other patch, and none needs it.", patch.name));
    return;
  }
  const std::string needs =
      patch.all_needs.empty() ? "no other patch" : count_of(patch.all_needs.size(), "patch", "patches");
  page.headline(fmt::format("{} needs {}; {} {} it.", patch.name, needs,
                            patch.all_needed_by.empty() ? "none" : std::to_string(patch.all_needed_by.size()),
                            patch.all_needed_by.size() > 1 ? "need" : "needs"));
  Places direct;
  for (const report::PatchNeed& need : patch.needs) direct.push_back(need.patch);
  Rows rows;
  put_needs(rows, dependencies, patch);
  put_places(rows, dependencies, "and by way of those", indirect(patch.all_needs, direct));
  put_places(rows, dependencies, "needed by", patch.needed_by);
  put_places(rows, dependencies, "and by way of those", indirect(patch.all_needed_by, patch.needed_by));
  page.facts(rows);
}

std::string headline_of(const Dependencies& dependencies) {
  const auto count = [&](auto has) { return static_cast<std::size_t>(std::ranges::count_if(dependencies.queue, has)); };
  const std::size_t alone = count([](const PatchDependencies& patch) { return patch.is_alone(); });
  const std::size_t needing = count([](const PatchDependencies& patch) { return !patch.needs.empty(); });
  const std::size_t all = dependencies.queue.size();
  if (all == 0) return "The queue has no patches.";
  std::vector<std::string> parts;
  if (alone > 0) parts.push_back(fmt::format("{} {} alone", alone, alone == 1 ? "stands" : "stand"));
  if (needing > 0) parts.push_back(fmt::format("{} {} others", needing, needing == 1 ? "needs" : "need"));
  const std::size_t needed = all - alone - needing;
  if (needed > 0) parts.push_back(fmt::format("{} {} only needed", needed, needed == 1 ? "is" : "are"));
  return fmt::format("{}: {}", count_of(all, "patch", "patches"), join(parts, ", "));
}

void show_all(Page& page, const Dependencies& dependencies) {
  page.headline(headline_of(dependencies));
  page.gap();
  Places alone;
  for (std::size_t place = 0; place < dependencies.queue.size(); ++place) {
    const PatchDependencies& patch = dependencies.queue[place];
    if (patch.is_alone()) {
      alone.push_back(place);
      continue;
    }
    page.list({numbered(dependencies, place)});
    for (const report::PatchNeed& need : patch.needs) {
      page.list({fmt::format("needs {}   {}", numbered(dependencies, need.patch), short_list(need.paths))}, k_indent);
    }
    if (!patch.needed_by.empty()) page.prose("needed by " + ranges(patch.needed_by), k_indent);
  }
  if (alone.empty()) return;
  page.section("Stand alone");
  if (alone.size() > k_most_named) {
    page.prose(ranges(alone), 2);
  } else {
    for (const std::size_t place : alone) page.list({numbered(dependencies, place)});
  }
}

}  // namespace

void show(Page& page, const Dependencies& dependencies) {
  if (dependencies.form == Dependencies::Form::dot) {
    show_dot(page, dependencies);
    return;
  }
  if (dependencies.asked.empty()) {
    show_all(page, dependencies);
  } else {
    for (const std::size_t place : dependencies.asked) show_one(page, dependencies, place);
  }
  page.notes(dependencies.notes);
}

}  // namespace mlxpatch::ui
