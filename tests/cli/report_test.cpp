// Reports: one document as text and as a page.
#include "report/document.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "process.h"
#include "support/exit.h"

namespace kelvin::testing {
namespace {

using namespace native;

Plot plot() {
  Plot plot;
  plot.title = "Area <1>";
  plot.says = "It rises.";
  plot.x = {"no", 0, 1, true};
  plot.y = {"yes", 0, 1, true};
  plot.bands = {{"95 %", {{0, 0, 0.1}, {1, 0.9, 1}}}};
  plot.curves = {{"score", {{0, 0}, {0.5, 0.8}, {1, 1}}}, {"chance", {{0, 0}, {1, 1}}}};
  plot.marks = {{0.5, "half & half"}};
  plot.table = {"Area", {{"no", true}, {"yes", true}}, {{"0 %", "0 %"}, {"50 %", "80 %"}}};
  return plot;
}

Document document() {
  Document report("Calibration of a<b> \"1\"");
  report.heading("Thresholds");
  report.say("A sentence.");
  report.warn("5 conversions.");
  report.add(Table{"Who", {{"name"}, {"visitors", true}}, {{"hot", "1,234"}, {"a<b>", "5"}}});
  report.add(plot());
  report.say("The end.");
  return report;
}

TEST(Report, TextHasSentencesAndTablesAndNoPlots) {
  EXPECT_EQ(document().text(), R"(Calibration of a<b> "1"

THRESHOLDS
A sentence.
! 5 conversions.
Who:
  name  visitors
  hot      1,234
  a<b>         5
The end.
)");
}

TEST(Report, TextStaysWithinEightyColumns) {
  Document report("x");
  report.add(Table{"c", {{"name"}, {"n", true}}, {{std::string(200, 'a'), "12"}}});
  report.say(std::string(50, 'b') + " " + std::string(50, 'c'));
  for (const std::string& line : lines(report.text())) EXPECT_LE(line.size(), 80U) << line;
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Report, APageIsWholeAndEscapedAndEachPlotHasItsTable) {
  const std::string page = document().page();
  EXPECT_EQ(times(page, "<svg role=\"img\""), 1U);
  EXPECT_EQ(times(page, "<table>"), 2U);
  EXPECT_EQ(times(page, "</table>"), 2U);
  EXPECT_EQ(times(page, "<div"), times(page, "</div>"));
  EXPECT_EQ(times(page, "<h1>Calibration of a&lt;b&gt; &quot;1&quot;</h1>"), 1U);
  EXPECT_EQ(times(page, "aria-label=\"Area &lt;1&gt;. It rises.\""), 1U);
  EXPECT_EQ(times(page, "half &amp; half"), 1U);
  for (const char* outside : {"<script", "http:", "https:", "src=", "url("}) {
    EXPECT_EQ(times(page, outside), 0U) << outside;
  }
}

TEST(Report, WhatIsOutOfThePlotIsDrawnAtItsEdge) {
  Plot wild = plot();
  wild.curves = {{"score", {{-5, -5}, {9, 9}}}};
  wild.x = {"one value", 3, 3};
  EXPECT_EQ(draw(wild).find("nan"), std::string::npos);
  EXPECT_EQ(draw(wild).find("inf"), std::string::npos);
}

TEST(Report, TicksAreEasyToRead) {
  EXPECT_EQ(ticks(0, 100, 5), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(ticks(0, 7, 4), (std::vector<double>{0, 2, 4, 6}));
  EXPECT_EQ(ticks(-15, 15, 4), (std::vector<double>{-10, 0, 10}));
  EXPECT_EQ(ticks(3, 3, 4), std::vector<double>());
}

TEST(Report, NumbersAreTold) {
  EXPECT_EQ(share_text(0.0424), "4.2 %");
  EXPECT_EQ(share_text(0.0996), "10 %");
  EXPECT_EQ(share_text(0.614), "61 %");
  EXPECT_EQ(share_text(0.0001), "<0.1 %");
  EXPECT_EQ(share_text(0), "0 %");
  EXPECT_EQ(number_text(2.50, 2), "2.5");
  EXPECT_EQ(number_text(-0.001, 1), "0");
  EXPECT_EQ(share_range_text(0.031, 0.2), "3.1-20 %");
  EXPECT_EQ(range_text(-0.5, 0.25, 2), "-0.5 to 0.25");
}

TEST(Report, AFolderThatIsNotThereIsUnusable) {
  EXPECT_THROW(write_page("/none/there.html", document()), Unusable);
}

}  // namespace
}  // namespace kelvin::testing
