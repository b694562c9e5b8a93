#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/report/dependencies.hpp>

#include "sample_parts.hpp"
#include "samples.hpp"

namespace mlxpatch::tests {

using namespace report;

namespace {

PatchDependencies named(const std::string& name, const std::string& subject) {
  PatchDependencies patch;
  patch.name = name;
  patch.subject = subject;
  patch.commit = base_commit().id;
  return patch;
}

/// Four patches: the second and the third need the first, the third by way of the second; the fourth stands alone.
Dependencies four_patches() {
  Dependencies found;
  found.queue = {named("0001-cache.patch", "Cache"), named("0002-log-\"all\".patch", "Log \"all\" of C:\\temp"),
                 named("0003-rename-the-server.patch", "Rename the server"), named("0004-docs.patch", "Docs")};
  found.queue[0].needed_by = {1};
  found.queue[0].all_needed_by = {1, 2};
  found.queue[1].needs = {{0, {"server.py"}}};
  found.queue[1].all_needs = {0};
  found.queue[1].needed_by = found.queue[1].all_needed_by = {2};
  found.queue[2].needs = {{1, {"a.py", "b.py", "c.py", "d.py", "e.py"}}};
  found.queue[2].all_needs = {0, 1};
  return found;
}

Dependencies asked_for(std::vector<std::size_t> places, Dependencies::Form form) {
  Dependencies found = four_patches();
  found.asked = std::move(places);
  found.form = form;
  return found;
}

/// A long queue of which every third patch needs the one before it.
Dependencies many_patches() {
  Dependencies found;
  for (std::size_t i = 0; i < 60; ++i) {
    found.queue.push_back(named(fmt::format("{:04}-change.patch", i + 1), "Change"));
    if (i % 6 != 2) continue;
    found.queue[i].needs = {{i - 1, {"server.py"}}};
    found.queue[i].all_needs = {i - 1};
    found.queue[i - 1].needed_by = found.queue[i - 1].all_needed_by = {i};
  }
  return found;
}

}  // namespace

std::vector<Sample> dependencies_samples() {
  return {
      {"deps", "deps", four_patches()},
      {"deps-many", "deps", many_patches()},
      {"deps-none", "deps", Dependencies()},
      {"deps-patch", "deps", asked_for({2, 3}, Dependencies::Form::text)},
      {"deps-dot", "deps", asked_for({}, Dependencies::Form::dot)},
      {"deps-dot-patch", "deps", asked_for({1}, Dependencies::Form::dot)},
  };
}

}  // namespace mlxpatch::tests
