// A report: headings, sentences, tables and plots, put down once and shown two ways, as text in a
// terminal and as one self-contained page.
//
//   Document report("Calibration of shop 2026-03");
//   report.heading("Thresholds");
//   report.say("70 finds 41 of 100 buyers.");
//   report.add(Table{"Thresholds", {{"score"}, {"visitors", true}}, {{"70", "312"}}});
//   report.add(plot);
//   output.write(report.text());              // plots are left out
//   write_page("report.html", report);        // each plot has its table
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "report/plot.h"

namespace kelvin::native {

class Document {
 public:
  explicit Document(std::string title) : title_(std::move(title)) {}

  void heading(std::string text) { blocks_.push_back(Heading{std::move(text)}); }
  /// A sentence or some.
  void say(std::string text) { blocks_.push_back(Paragraph{std::move(text), false}); }
  /// One that must not be overlooked: what the data cannot tell, what is probably wrong.
  void warn(std::string text) { blocks_.push_back(Paragraph{std::move(text), true}); }
  void add(Table table) { blocks_.push_back(std::move(table)); }
  /// A table that the page has under a plot.
  void add_to_text(Table table) { blocks_.push_back(TextTable{std::move(table)}); }
  void add(Plot plot) { blocks_.push_back(std::move(plot)); }

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string page() const;

 private:
  struct Heading {
    std::string text;
  };
  struct Paragraph {
    std::string text;
    bool warning;
  };
  struct TextTable {
    Table table;
  };
  using Block = std::variant<Heading, Paragraph, Table, TextTable, Plot>;

  std::string title_;
  std::vector<Block> blocks_;
};

/// Throws Unusable if the file cannot be written.
void write_page(const std::string& path, const Document& report);
/// The same for any bytes.
void write_whole(const std::string& path, std::string_view bytes);

}  // namespace kelvin::native
