// A plot as SVG: so small that its letters can be read on a telephone, and no wider than half a
// screen elsewhere.
#include <algorithm>
#include <cmath>

#include "kelvin/time.h"
#include "report/plot.h"

namespace kelvin::native {
namespace {

constexpr double kWidth = 400, kHeight = 270;
constexpr double kLeft = 64, kRight = 12, kTop = 12, kBottom = 46;
constexpr double kLetter = 7;  // about a letter's width

class Drawing {
 public:
  explicit Drawing(const Plot& plot) : plot_(plot) {}
  std::string svg();

 private:
  [[nodiscard]] double x(double value) const {
    return kLeft + share(plot_.x, value) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double y(double value) const {
    return kHeight - kBottom - share(plot_.y, value) * (kHeight - kTop - kBottom);
  }
  static double share(const Axis& axis, double value) {
    if (!(axis.high > axis.low)) return 0.5;
    return std::clamp((value - axis.low) / (axis.high - axis.low), 0.0, 1.0);
  }
  static std::string place(double px) { return number_text(px, 1); }
  [[nodiscard]] std::string at(const Point& point) const {
    return place(x(point.x)) + " " + place(y(point.y));
  }

  void add_text(double px, double py, const char* anchor, const std::string& text,
                const std::string& more = "");
  void add_line(double x1, double y1, double x2, double y2, const char* kind);
  void add_axes();
  void add_band(const Band& band, std::size_t series);
  void add_bar(const Bar& bar);
  void add_curve(const Curve& curve, std::size_t series);
  void add_marks();

  const Plot& plot_;
  std::string out_;
};

std::string tick_text(const Axis& axis, double value) {
  if (axis.time) return std::string(to_iso(Instant{static_cast<std::int64_t>(value)}).substr(5, 5));
  if (axis.share) return number_text(value * 100, 1) + " %";
  if (std::abs(value) >= 10000) return number_text(value / 1000, 1) + "k";
  return number_text(value, 3);
}

/// Of time: at the starts of days.
std::vector<double> ticks_of(const Axis& axis, std::size_t most) {
  if (!axis.time) return ticks(axis.low, axis.high, most);
  const auto day = static_cast<double>(kDay.ms);
  std::vector<double> out;
  const double days =
      std::max(1.0, std::ceil((axis.high - axis.low) / day / static_cast<double>(most)));
  for (double n = std::ceil(axis.low / day); n * day <= axis.high; n += days)
    out.push_back(n * day);
  return out;
}

void Drawing::add_text(double px, double py, const char* anchor, const std::string& text,
                       const std::string& more) {
  out_ += "<text x=\"" + place(px) + "\" y=\"" + place(py) + "\" text-anchor=\"" + anchor + "\"" +
          more + ">" + escaped(text) + "</text>";
}

void Drawing::add_line(double x1, double y1, double x2, double y2, const char* kind) {
  out_ += "<path class=\"" + std::string(kind) + "\" d=\"M" + place(x1) + " " + place(y1) + "L" +
          place(x2) + " " + place(y2) + "\"/>";
}

void Drawing::add_axes() {
  constexpr std::size_t kMostAcross = 6, kMostUp = 5;
  constexpr double kBelow = 16, kBeside = 6, kDown = 4, kTitle = 10;
  for (const double tick : ticks_of(plot_.y, kMostUp)) {
    add_line(kLeft, y(tick), kWidth - kRight, y(tick), "grid");
    add_text(kLeft - kBeside, y(tick) + kDown, "end", tick_text(plot_.y, tick));
  }
  for (const double tick : ticks_of(plot_.x, kMostAcross)) {
    add_line(x(tick), kHeight - kBottom, x(tick), kHeight - kBottom + kDown, "axis");
    const bool last = x(tick) > kWidth - kRight - 2 * kLetter;
    add_text(last ? kWidth - kRight : x(tick), kHeight - kBottom + kBelow, last ? "end" : "middle",
             tick_text(plot_.x, tick));
  }
  add_line(kLeft, kHeight - kBottom, kWidth - kRight, kHeight - kBottom, "axis");
  add_text((kLeft + kWidth - kRight) / 2, kHeight - kTitle, "middle", plot_.x.label);
  const std::string middle = place((kTop + kHeight - kBottom) / 2);
  add_text(0, 0, "middle", plot_.y.label,
           " transform=\"translate(12 " + middle + ") rotate(-90)\"");
}

std::string series(const char* kind, std::size_t number) {
  constexpr std::size_t kSeries = 5;
  return std::string(kind) + " s" + std::to_string(number % kSeries);
}

void Drawing::add_band(const Band& band, std::size_t number) {
  std::string there, back;
  for (const Band::Slice& slice : band.slices) {
    there += (there.empty() ? "M" : "L") + at({slice.x, slice.high});
    back.insert(0, "L" + at({slice.x, slice.low}));
  }
  if (!there.empty()) {
    out_ += "<path class=\"" + series("band", number) + "\" d=\"" + there + back + "Z\"/>";
  }
}

void Drawing::add_bar(const Bar& bar) {
  const double zero = y(std::clamp(0.0, plot_.y.low, plot_.y.high));
  const double top = std::min(y(bar.height), zero), bottom = std::max(y(bar.height), zero);
  const double left = x(bar.from) + 1;
  out_ += "<rect class=\"" + series("bar", bar.series) + "\" x=\"" + place(left) + "\" y=\"" +
          place(top) + "\" width=\"" + place(std::max(1.0, x(bar.to) - left - 1)) + "\" height=\"" +
          place(bottom - top) + "\"/>";
}

void Drawing::add_curve(const Curve& curve, std::size_t number) {
  if (curve.kind == Curve::Kind::kDots) {
    for (const Point& point : curve.points) {
      out_ += "<circle class=\"" + series("dot", number) + "\" cx=\"" + place(x(point.x)) +
              "\" cy=\"" + place(y(point.y)) + "\" r=\"3\"/>";
    }
    return;
  }
  std::string path;
  double height = 0;
  for (const Point& point : curve.points) {
    if (!path.empty() && curve.kind == Curve::Kind::kSteps) path += "L" + at({point.x, height});
    path += (path.empty() ? "M" : "L") + at(point);
    height = point.y;
  }
  const char* kind = curve.kind == Curve::Kind::kDashed ? "line dashed" : "line";
  if (!path.empty()) out_ += "<path class=\"" + series(kind, number) + "\" d=\"" + path + "\"/>";
}

/// Labels stand one below the other, so that neighbours do not cover each other.
void Drawing::add_marks() {
  constexpr double kLineHeight = 14, kGap = 4;
  double row = kTop + kLineHeight;
  for (const Mark& mark : plot_.marks) {
    if (mark.level) {
      add_line(kLeft, y(mark.at), kWidth - kRight, y(mark.at), "mark");
      add_text(kWidth - kRight, y(mark.at) - kGap, "end", mark.label, " class=\"halo\"");
      continue;
    }
    add_line(x(mark.at), kTop, x(mark.at), kHeight - kBottom, "mark");
    const bool left = x(mark.at) + kLetter * static_cast<double>(mark.label.size()) > kWidth;
    add_text(x(mark.at) + (left ? -kGap : kGap), row, left ? "end" : "start", mark.label,
             " class=\"halo\"");
    row += kLineHeight;
  }
}

std::string Drawing::svg() {
  out_ = "<svg role=\"img\" viewBox=\"0 0 " + place(kWidth) + " " + place(kHeight) +
         "\" aria-label=\"" + escaped(plot_.title + ". " + plot_.says) + "\">";
  add_axes();
  for (std::size_t i = 0; i < plot_.bands.size(); ++i) add_band(plot_.bands[i], i);
  for (const Bar& bar : plot_.bars) add_bar(bar);
  add_marks();  // below the curves, which their labels must not hide
  for (std::size_t i = 0; i < plot_.curves.size(); ++i) {
    add_curve(plot_.curves[i], i + plot_.bar_names.size());
  }
  return out_ + "</svg>";
}

}  // namespace

std::string draw(const Plot& plot) {
  return Drawing(plot).svg();
}

std::string legend(const Plot& plot) {
  if (plot.bands.size() + plot.bar_names.size() + plot.curves.size() < 2) return "";
  std::string out = "<ul class=\"legend\">";
  const auto add = [&out](const std::string& kind, const std::string& name) {
    out += "<li><svg viewBox=\"0 0 24 12\" aria-hidden=\"true\">" + kind + "</svg>" +
           escaped(name) + "</li>";
  };
  for (std::size_t i = 0; i < plot.bar_names.size(); ++i) {
    add("<rect class=\"" + series("bar", i) + "\" width=\"24\" height=\"12\"/>", plot.bar_names[i]);
  }
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    const Curve& curve = plot.curves[i];
    const std::size_t number = i + plot.bar_names.size();
    if (curve.kind == Curve::Kind::kDots) {
      add("<circle class=\"" + series("dot", number) + "\" cx=\"12\" cy=\"6\" r=\"3\"/>",
          curve.name);
    } else {
      const char* kind = curve.kind == Curve::Kind::kDashed ? "line dashed" : "line";
      add("<path class=\"" + series(kind, number) + "\" d=\"M0 6L24 6\"/>", curve.name);
    }
  }
  for (std::size_t i = 0; i < plot.bands.size(); ++i) {
    add("<rect class=\"" + series("band", i) + "\" width=\"24\" height=\"12\"/>",
        plot.bands[i].name);
  }
  return out + "</ul>";
}

}  // namespace kelvin::native
