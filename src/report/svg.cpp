#include "report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "report/html_text.h"

namespace nacre {

namespace {
const char* anchor_name(Svg::Anchor anchor) {
  return anchor == Svg::Anchor::start ? "start" : anchor == Svg::Anchor::middle ? "middle" : "end";
}

void append_points(std::string& out, const std::vector<std::pair<double, double>>& points, const char* between,
                   const char* after) {
  for (std::size_t i = 0; i < points.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}{:.1f} {:.1f}{}", i == 0 ? "M" : between, points[i].first,
                   points[i].second, after);
}

std::vector<double> decade_ticks(double low, double high) {
  const bool few = std::log10(high / low) < 2;
  std::vector<double> out;
  const int first = static_cast<int>(std::floor(std::log10(low))), last = static_cast<int>(std::log10(high)) + 1;
  for (int power = first; power <= last; ++power)
    for (const double m : few ? std::vector<double>{1, 2, 5} : std::vector<double>{1}) {
      const double v = m * std::pow(10, power);
      if (v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9)) out.push_back(v);
    }
  return out;
}
}  // namespace

double Axis::place(double v) const {
  const double share = logarithmic ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
  return begin + share * (end - begin);
}

std::vector<double> Axis::ticks() const {
  if (logarithmic) return decade_ticks(low, high);
  const double rough = (high - low) / 6, power = std::pow(10, std::floor(std::log10(rough)));
  const double step = power * (rough < 2 * power ? 2 : rough < 5 * power ? 5 : 10);
  std::vector<double> out;
  const auto first = std::llround(std::ceil(low / step - 1e-9)), last = std::llround(std::floor(high / step + 1e-9));
  for (long long k = first; k <= last; ++k) out.push_back(static_cast<double>(k) * step);
  return out;
}

Svg::Svg(int width, int height) : width_(width), height_(height) {
  body_ = fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", width, height, report::paper);
}

void Svg::line(double x1, double y1, double x2, double y2, const std::string& color, double width) {
  body_ +=
      fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"{}\"/>\n",
                  x1, y1, x2, y2, color, width);
}

void Svg::path(const std::vector<std::pair<double, double>>& points, const std::string& color, bool dashed) {
  if (points.empty()) return;
  body_ += "<path d=\"";
  append_points(body_, points, "L", "");
  body_ += fmt::format("\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"{}/>\n", color,
                       dashed ? " stroke-dasharray=\"5 3\"" : "");
}

void Svg::dots(const std::vector<std::pair<double, double>>& points, const std::string& color, double diameter) {
  dots(points, color, diameter, 0.5);
}

void Svg::dots(const std::vector<std::pair<double, double>>& points, const std::string& color, double diameter,
               double opacity) {
  if (points.empty()) return;
  body_ += "<path d=\"";
  append_points(body_, points, "M", "h0");
  body_ += fmt::format(
      "\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-opacity=\"{}\"/>\n", color,
      diameter, opacity);
}

void Svg::segments(const std::vector<std::pair<double, double>>& ends, const std::string& color, double width,
                   double opacity) {
  if (ends.empty()) return;
  body_ += "<path d=\"";
  for (std::size_t i = 0; i < ends.size(); ++i)
    fmt::format_to(std::back_inserter(body_), "{}{:.1f} {:.1f}", i % 2 == 0 ? "M" : "L", ends[i].first, ends[i].second);
  body_ += fmt::format("\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-opacity=\"{}\"/>\n", color, width,
                       opacity);
}

void Svg::area(const std::vector<std::pair<double, double>>& points, const std::string& color, double opacity) {
  if (points.empty()) return;
  body_ += "<path d=\"";
  append_points(body_, points, "L", "");
  body_ += fmt::format("Z\" fill=\"{}\" fill-opacity=\"{}\" stroke=\"none\"/>\n", color, opacity);
}

void Svg::text(double x, double y, const std::string& words, Anchor anchor, const std::string& color) {
  body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", x, y,
                       anchor_name(anchor), color, report::html_text(words));
}

void Svg::vertical_text(double x, double y, const std::string& words) {
  body_ += fmt::format(
      "<text transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\" fill=\"{}\">{}</text>\n", x, y,
      report::ink, report::html_text(words));
}

void Svg::x_scale(const Axis& x, double bottom, double top, std::size_t every) {
  const std::vector<double> ticks = x.ticks();
  for (std::size_t i = 0; i < ticks.size(); i += every) {
    line(x.place(ticks[i]), bottom, x.place(ticks[i]), top, report::grid);
    text(x.place(ticks[i]), bottom + 18, fmt::format("{:.4g}", ticks[i]), Anchor::middle);
  }
}

void Svg::y_scale(const Axis& y, double x1, double x2, const std::string& color) {
  for (const double v : y.ticks()) {
    line(x1, y.place(v), x2, y.place(v), report::grid);
    text(x1 - 7, y.place(v) + 4, fmt::format("{:.4g}", v), Anchor::end, color);
  }
}

void Svg::axes(const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name) {
  x_scale(x, y.begin, y.end);
  y_scale(y, x.begin, x.end);
  body_ +=
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"none\" stroke=\"{}\"/>\n",
                  x.begin, y.end, x.end - x.begin, y.begin - y.end, report::ink);
  text((x.begin + x.end) / 2, y.begin + 40, x_name, Anchor::middle);
  vertical_text(18, (y.begin + y.end) / 2, y_name);
}

void Svg::top_axis(const Axis& x, double top, const std::string& name) {
  for (const double v : x.ticks()) {
    line(x.place(v), top, x.place(v), top - 5, report::ink);
    text(x.place(v), top - 9, fmt::format("{:.4g}", v), Anchor::middle);
  }
  text((x.begin + x.end) / 2, top - 28, name, Anchor::middle);
}

std::string Svg::finish() const {
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
             "font-family=\"sans-serif\" font-size=\"13\">\n",
             width_, height_) +
         body_ + "</svg>\n";
}

}  // namespace nacre
