#include <mlxpatch/cli/run.hpp>

int main(int argc, char** argv) { return mlxpatch::cli::run(argc, argv); }
