#include "import/line_source.h"

#include <algorithm>

#include "support/ascii.h"
#include "support/exit.h"

namespace kelvin::native {

/// Whether there is a line.
bool LineSource::fill() {
  while (rest_.empty()) {
    if (block_.damage) bad_.add(logs_.paths()[*file_], number_ + 1, *block_.damage);
    if (!logs_.next(block_)) {
      block_.damage.reset();
      progress_.clear();
      return false;
    }
    progress_.show(logs_.taken(), logs_.total());
    if (file_ != block_.file) number_ = 0;
    file_ = block_.file;
    rest_ = block_.text();
  }
  return true;
}

bool LineSource::next(Line& line) {
  if (!fill()) return false;
  const std::size_t size = std::min(rest_.find('\n'), rest_.size());
  line = {*file_, ++number_, rest_.substr(0, size)};
  rest_.remove_prefix(std::min(size + 1, rest_.size()));
  ++count_;
  return true;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(kBlank);
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

void require_text(const std::string& path, std::string_view first_line) {
  const std::string name = path == "-" ? "standard input" : path;
  if (first_line.starts_with("\xFF\xFE") || first_line.starts_with("\xFE\xFF")) {
    throw Unusable(name + ": this is UTF-16; make it UTF-8: iconv -f UTF-16 -t UTF-8 FILE");
  }
  if (first_line.starts_with("PAR1") || first_line.starts_with("PK\x03\x04")) {
    throw Unusable(name + ": this is " +
                   (first_line[1] == 'A' ? "a Parquet file" : "a zip archive or a spreadsheet") +
                   ", no text; export it as " + (first_line[1] == 'A' ? "NDJSON or CSV" : "CSV"));
  }
}

}  // namespace kelvin::native
