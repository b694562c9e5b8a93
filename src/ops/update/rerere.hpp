#pragma once

#include <string>
#include <vector>

#include "fork/checkout.hpp"

// git's own memory of resolutions (git-rerere(1)), for who has switched it on: what git itself would do at a conflict,
// before the resolution is committed, and when it is given up.
namespace mlxpatch::ops {

/// Has git note the conflicts in the checkout, put in what it knows of them, and note what they have become. Returns
/// what a person should know of it. Does nothing unless the user's configuration asks for it.
std::vector<std::string> run_rerere(Checkout& checkout);

/// Has git forget that there are conflicts.
void clear_rerere(Checkout& checkout);

}  // namespace mlxpatch::ops
