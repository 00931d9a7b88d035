#include "corpus/case.h"
#include "kelvin/json.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace kelvin::corpus {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(KELVIN_CASES)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Case load_case(const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(KELVIN_CASES) / name;
  Case out{name, read_file(folder / "model.json"), {}, {}};
  std::istringstream log(read_file(folder / "events.ndjson"));
  for (std::string line; std::getline(log, line);) out.lines.push_back(line);
  auto expected = parse_json(read_file(folder / "expected.json"));
  if (!expected) {
    std::cerr << name << "/expected.json: " << expected.errors()[0].found << '\n';
    std::abort();
  }
  out.expected = std::move(*expected);
  return out;
}

std::vector<std::string> differences(const Value& expected, const Value& actual,
                                     const std::string& at) {
  const Object* members = expected.as_object();
  if (members == nullptr || actual.as_object() == nullptr) {
    if (expected == actual) return {};
    return {"at " + at + ": expected " + to_json(expected) + ", was " + to_json(actual)};
  }
  std::vector<std::string> out;
  for (const auto& [name, value] : *members) {
    const Value* found = actual.find(name);
    const std::string place = at + '/' + name;
    const auto more = found != nullptr ? differences(value, *found, place)
                                       : std::vector<std::string>{"at " + place + ": expected " +
                                                                  to_json(value) + ", was nothing"};
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

}  // namespace kelvin::corpus
