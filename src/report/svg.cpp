#include "report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace nacre {

namespace {
const char* anchor_name(Svg::Anchor anchor) {
  return anchor == Svg::Anchor::start ? "start" : anchor == Svg::Anchor::middle ? "middle" : "end";
}

std::string escaped(const std::string& words) {
  std::string out;
  for (const char c : words) {
    if (c == '<') out += "&lt;";
    if (c == '>') out += "&gt;";
    if (c == '&') out += "&amp;";
    if (c != '<' && c != '>' && c != '&') out += c;
  }
  return out;
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
  body_ = fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>\n", width, height);
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
  if (points.empty()) return;
  body_ += "<path d=\"";
  append_points(body_, points, "M", "h0");
  body_ += fmt::format(
      "\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-opacity=\"0.5\"/>\n", color,
      diameter);
}

void Svg::area(const std::vector<std::pair<double, double>>& points, const std::string& color, double opacity) {
  if (points.empty()) return;
  body_ += "<path d=\"";
  append_points(body_, points, "L", "");
  body_ += fmt::format("Z\" fill=\"{}\" fill-opacity=\"{}\" stroke=\"none\"/>\n", color, opacity);
}

void Svg::text(double x, double y, const std::string& words, Anchor anchor, const std::string& color) {
  body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\">{}</text>\n", x, y,
                       anchor_name(anchor), color, escaped(words));
}

void Svg::vertical_text(double x, double y, const std::string& words) {
  body_ += fmt::format(
      "<text transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\" fill=\"#222222\">{}</text>\n", x,
      y, escaped(words));
}

void Svg::axes(const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name) {
  for (const double v : x.ticks()) {
    line(x.place(v), y.begin, x.place(v), y.end, "#dddddd");
    text(x.place(v), y.begin + 18, fmt::format("{:.4g}", v), Anchor::middle);
  }
  for (const double v : y.ticks()) {
    line(x.begin, y.place(v), x.end, y.place(v), "#dddddd");
    text(x.begin - 7, y.place(v) + 4, fmt::format("{:.4g}", v), Anchor::end);
  }
  body_ += fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"none\" stroke=\"#222222\"/>\n",
      x.begin, y.end, x.end - x.begin, y.begin - y.end);
  text((x.begin + x.end) / 2, y.begin + 40, x_name, Anchor::middle);
  vertical_text(18, (y.begin + y.end) / 2, y_name);
}

void Svg::top_axis(const Axis& x, double top, const std::string& name) {
  for (const double v : x.ticks()) {
    line(x.place(v), top, x.place(v), top - 5, "#222222");
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
