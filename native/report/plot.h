// Tables and plots as plain data, and how they are drawn.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kelvin::native {

struct ColumnHead {
  std::string name;
  bool number = false;  ///< aligned to the right
  bool wraps = false;   ///< in text what does not fit goes on below, instead of being cut
};

struct Table {
  std::string caption;  ///< says what the table is; text has it above the columns
  std::vector<ColumnHead> columns;
  std::vector<std::vector<std::string>> rows;
};

struct Axis {
  std::string label;
  double low = 0, high = 1;
  bool share = false;  ///< 0 to 1, told in per cent
  bool time = false;   ///< milliseconds since 1970, told as dates
};

struct Point {
  double x = 0, y = 0;
};

struct Curve {
  enum class Kind { kLine, kSteps, kDashed, kDots };
  std::string name;
  std::vector<Point> points;  ///< x rising
  Kind kind = Kind::kLine;
};

/// An area between two heights.
struct Band {
  std::string name;
  struct Slice {
    double x = 0, low = 0, high = 0;
  };
  std::vector<Slice> slices;  ///< x rising
};

struct Bar {
  double from = 0, to = 0, height = 0;
  std::size_t series = 0;  ///< place of its name in Plot::bar_names
};

/// A line across the plot.
struct Mark {
  double at = 0;
  std::string label;
  bool level = false;  ///< at a height; else at an x
};

struct Plot {
  std::string title;
  std::string says;  ///< in a sentence, what is to be seen
  Axis x, y;
  std::vector<Band> bands;
  std::vector<std::string> bar_names;
  std::vector<Bar> bars;
  std::vector<Curve> curves;
  std::vector<Mark> marks;
  Table table;              ///< the same figures, for those who do not see the plot
  bool table_open = false;  ///< for those who do, too
};

/// An `svg` element whose colours are those of the page's style.
std::string draw(const Plot& plot);
/// Which line is which: a list, "" where there is one thing only.
std::string legend(const Plot& plot);

/// At most so many numbers that are easy to read, evenly between two ends.
std::vector<double> ticks(double low, double high, std::size_t most);

/// The text in HTML, in elements and in quoted attributes.
std::string escaped(std::string_view text);

// Numbers as reports tell them.
std::string number_text(double number, int decimals);  ///< at most; without zeros at the end
std::string share_text(double share);                  ///< `4.2 %`, `61 %`
std::string range_text(double low, double high, int decimals);
std::string weeks_text(double weeks);                   ///< `4.2 weeks`, `3.5 days`, `2.8 hours`
std::string share_range_text(double low, double high);  ///< `3.1-5.9 %`

}  // namespace kelvin::native
