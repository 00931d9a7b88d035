#include "report/document.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

#include "log/bad_lines.h"
#include "report/style.h"
#include "support/exit.h"
#include "support/layout.h"

namespace kelvin::native {
namespace {

template <class... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};
template <class... Calls>
Overloaded(Calls...) -> Overloaded<Calls...>;

struct Layout {
  std::vector<std::size_t> widths;
  std::size_t gap = 2;  ///< before each column
};

/// How wide each column is, together at most the terminal's where that can be: first the gaps give
/// way, then the widest texts, never a number.
Layout layout_of(const Table& table) {
  constexpr std::size_t kLeast = 8;
  std::size_t gap = 2;
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t width = columns_of(table.columns[i].name);
    for (const auto& row : table.rows) {
      if (i < row.size()) width = std::max(width, columns_of(row[i]));
    }
    widths.push_back(width);
  }
  std::size_t sum = gap * widths.size();
  for (const std::size_t width : widths) sum += width;
  if (sum > kColumns) {
    gap = 1;
    sum -= widths.size();
  }
  while (sum > kColumns && !widths.empty()) {
    auto widest = widths.end();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (table.columns[i].number) continue;
      const auto here = widths.begin() + static_cast<std::ptrdiff_t>(i);
      if (widest == widths.end() || *here > *widest) widest = here;
    }
    if (widest == widths.end() || *widest <= kLeast) break;
    --*widest;
    --sum;
  }
  return {std::move(widths), gap};
}

/// Takes as many of the text's words as fit, at least one.
std::string take_line(std::string& text, std::size_t width) {
  std::size_t end = text.find(' ');
  while (end != std::string::npos) {
    const std::size_t next = text.find(' ', end + 1);
    if (columns_of(std::string_view(text).substr(0, next)) > width) break;
    end = next;
  }
  std::string line = text.substr(0, end);
  text = end == std::string::npos ? "" : text.substr(end + 1);
  return line;
}

std::string table_text(const Table& table) {
  const auto [widths, gap] = layout_of(table);
  std::string out = beside("", table.caption + ":");
  const auto add_row = [&, &widths = widths, gap = gap](auto text_of) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::string text = text_of(i);
      line +=
          std::string(gap, ' ') + (table.columns[i].number ? right_cell(printable(text), widths[i])
                                                           : cell(text, widths[i]));
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  const auto add_wrapped = [&, &widths = widths](std::vector<std::string> row) {
    row.resize(table.columns.size());
    for (bool first = true; first || std::any_of(row.begin(), row.end(),
                                                 [](const auto& rest) { return !rest.empty(); });
         first = false) {
      add_row([&](std::size_t i) {
        return table.columns[i].wraps ? take_line(row[i], widths[i]) : std::exchange(row[i], "");
      });
    }
  };
  add_row([&](std::size_t i) { return table.columns[i].name; });
  for (const auto& row : table.rows) add_wrapped(row);
  return out;
}

std::string table_page(const Table& table) {
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                    escaped(table.caption) + "\"><table><caption>" + escaped(table.caption) +
                    "</caption><thead><tr>";
  for (const ColumnHead& column : table.columns) {
    out += std::string("<th scope=\"col\"") + (column.number ? " class=\"n\">" : ">") +
           escaped(column.name) + "</th>";
  }
  out += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const std::string text = i < row.size() ? escaped(printable(row[i])) : "";
      const char* const open = i == 0 ? "<th scope=\"row\"" : "<td";
      out += open + std::string(table.columns[i].number ? " class=\"n\">" : ">") + text +
             (i == 0 ? "</th>" : "</td>");
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string plot_page(const Plot& plot) {
  return std::string(plot.table_open ? "<figure class=\"wide\">" : "<figure>") +
         "<figcaption><strong>" + escaped(plot.title) + "</strong> " + escaped(plot.says) +
         "</figcaption>" + draw(plot) + legend(plot) +
         (plot.table_open ? "<details open>" : "<details>") + "<summary>As a table</summary>" +
         table_page(plot.table) + "</details></figure>\n";
}

}  // namespace

std::string Document::text() const {
  std::string out = beside("", title_);
  for (const Block& block : blocks_) {
    out += std::visit(
        Overloaded{
            [](const Heading& heading) {
              std::string upper = heading.text;
              std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
              });
              return "\n" + beside("", upper);
            },
            [](const Paragraph& part) { return beside(part.warning ? "! " : "", part.text); },
            [](const Table& table) { return table_text(table); },
            [](const TextTable& only) { return table_text(only.table); },
            [](const Plot&) { return std::string(); }},
        block);
  }
  return out;
}

std::string Document::page() const {
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n<title>" +
      escaped(title_) + "</title>\n<style>\n" + std::string(kReportStyle) +
      "</style>\n</head>\n<body>\n<main>\n<h1>" + escaped(title_) + "</h1>\n";
  bool in_plots = false;
  for (const Block& block : blocks_) {
    const bool is_plot = std::holds_alternative<Plot>(block);
    if (is_plot != in_plots) out += is_plot ? "<div class=\"plots\">\n" : "</div>\n";
    in_plots = is_plot;
    out += std::visit(
        Overloaded{
            [](const Heading& heading) { return "<h2>" + escaped(heading.text) + "</h2>\n"; },
            [](const Paragraph& part) {
              return std::string(part.warning ? "<p class=\"warning\">" : "<p>") +
                     escaped(part.text) + "</p>\n";
            },
            [](const Table& table) { return table_page(table); },
            [](const TextTable&) { return std::string(); },
            [](const Plot& plot) { return plot_page(plot); }},
        block);
  }
  if (in_plots) out += "</div>\n";
  return out + "</main>\n</body>\n</html>\n";
}

void write_whole(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw Unusable(path + ": cannot be written");
}

void write_page(const std::string& path, const Document& report) {
  write_whole(path, report.page());
}

}  // namespace kelvin::native
