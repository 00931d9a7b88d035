#include "log/bad_lines.h"

#include <unistd.h>

#include <cstdio>

namespace kelvin::native {

void BadLines::add(std::string_view file, std::uint64_t line, const Errors& errors) {
  add(file, line, one_line(errors));
}

void BadLines::add(std::string_view file, std::uint64_t line, std::string_view reason) {
  if (++count_ > named_) return;
  const std::string text = printable(std::string(file == "-" ? "stdin" : file) + ":" +
                                     std::to_string(line) + ": " + std::string(reason));
  // A progress line may stand there; see Progress.
  const char* const clear = isatty(STDERR_FILENO) == 1 ? "\r\033[K" : "";
  std::fprintf(stderr, "%s%s\n", clear, text.c_str());
}

void BadLines::finish() const {
  if (named_ == 0 || count_ <= named_) return;
  std::fprintf(stderr, "and %llu more bad lines\n",
               static_cast<unsigned long long>(count_ - named_));
}

std::string one_line(const Errors& errors) {
  std::string out;
  for (const Error& error : errors) {
    if (!out.empty()) out += "; ";
    out += error.code;
    if (!error.at.empty()) out += " at " + error.at;
    if (!error.found.empty()) out += ": " + error.found;
    if (!error.fix.empty()) out += ": " + error.fix;
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return out;
}

}  // namespace kelvin::native
