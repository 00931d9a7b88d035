// A case of the corpus: a model, a log, and what must come of it. tests/cases/README.md tells the
// format; every build runs the same files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kelvin/value.h"

namespace kelvin::corpus {

/// A file's bytes; empty where it cannot be read.
std::string read_file(const std::filesystem::path& path);

struct Case {
  std::string name;
  std::string model;
  std::vector<std::string> lines;
  Value expected;
};

/// The names of all cases, sorted.
std::vector<std::string> case_names();

/// Reads one case; aborts the test program where its files are unreadable.
Case load_case(const std::string& name);

/// Differences between what is expected and what came: "at /views/0/scores: expected 10, was 9".
/// Members that `expected` does not have are not compared.
std::vector<std::string> differences(const Value& expected, const Value& actual,
                                     const std::string& at = "");

}  // namespace kelvin::corpus
