#include <mlxpatch/queue/resolve/resolution.hpp>

#include <string>

#include <fmt/format.h>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/sha1.hpp>

namespace mlxpatch::queue {

git::Oid key_of(const ConflictTexts& conflict) {
  git::Sha1 sum;
  for (const std::string* text :
       {&conflict.before, &conflict.base, &conflict.ours, &conflict.theirs, &conflict.after}) {
    sum.update(fmt::format("{}:", text->size()));
    sum.update(*text);
  }
  return sum.finish();
}

}  // namespace mlxpatch::queue
