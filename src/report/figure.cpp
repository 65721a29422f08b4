#include "report/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nacre::report {

namespace {
// Pixels.
constexpr double letter_width = 7.2, name_gap = 24, sample_width = 20, sample_gap = 6, curve_width = 1.8,
                 dot_diameter = 8;
constexpr double panel_name = 44, x_name_below = 40;
constexpr double bar_opacity = 0.85, band_opacity = 0.25, shade_opacity[] = {0.05, 0.13};
}  // namespace

Points placed(const Axis& x, const Axis& y, const Points& points) {
  Points out;
  out.reserve(points.size());
  for (const auto& [u, v] : points) out.emplace_back(x.place(u), y.place(v));
  return out;
}

Axis axis_around(double low, double high, double begin, double end, double margin) {
  if (!(high > low)) low -= 0.5, high += 0.5;
  const double beside = margin * (high - low);
  return {low - beside, high + beside, begin, end};
}

void panel_axes(Svg& svg, const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name) {
  svg.axes(x, y, x_name, "");
  svg.vertical_text(x.begin - panel_name, (y.begin + y.end) / 2, y_name);
}

void bar_axes(Svg& svg, const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name) {
  svg.line(x.begin, y.begin, x.end, y.begin, ink);
  svg.text((x.begin + x.end) / 2, y.begin + x_name_below, x_name, Svg::Anchor::middle);
  svg.vertical_text(x.begin - panel_name, (y.begin + y.end) / 2, y_name);
}

void right_scale(Svg& svg, double x, const Axis& y, const std::vector<double>& numbers, const char* color) {
  for (const double v : numbers) {
    svg.line(x, y.place(v), x + 5, y.place(v), color);
    svg.text(x + 8, y.place(v) + 4, fmt::format("{:.4g}", v), Svg::Anchor::start, color);
  }
}

void rectangle(Svg& svg, double x1, double y1, double x2, double y2, const std::string& color, double opacity) {
  svg.area({{x1, y1}, {x2, y1}, {x2, y2}, {x1, y2}}, color, opacity);
}

void bar(Svg& svg, double x1, double x2, const Axis& y, double value, const char* color) {
  const double bottom = y.begin, top = y.place(value);
  svg.area({{x1, bottom}, {x1, top}, {x2, top}, {x2, bottom}}, color, bar_opacity);
}

void shaded_range(Svg& svg, double x1, double x2, double bottom, double top, std::size_t number) {
  rectangle(svg, x1, bottom, x2, top, shade, shade_opacity[number % 2]);
}

void band(Svg& svg, const Points& upper, const Points& lower, const char* color) {
  Points edge = upper;
  edge.insert(edge.end(), lower.rbegin(), lower.rend());
  svg.area(edge, color, band_opacity);
}

void vertical_error(Svg& svg, double x, const Axis& y, double low, double high, const char* color) {
  svg.line(x, y.place(low), x, y.place(high), color, 1.5);
}

void horizontal_error(Svg& svg, const Axis& x, double low, double high, double y) {
  svg.line(x.place(low), y, x.place(high), y, ink, 1.5);
}

void color_bar(Svg& svg, double x, double top, double height, std::string (*color)(double), double low, double high) {
  constexpr int steps = 64;
  constexpr double width = 16, overlap = 0.5;
  for (int i = 0; i < steps; ++i) {
    const double y = top + height * i / steps;
    rectangle(svg, x, y, x + width, y + (height / steps + overlap), color(high + (low - high) * (i + 0.5) / steps));
  }
}

double text_width(const std::string& words) { return letter_width * static_cast<double>(words.size()); }

double longest_width(const std::vector<std::string>& names) {
  double width = 0;
  for (const std::string& name : names) width = std::max(width, text_width(name));
  return width;
}

void Legend::words(const std::string& name, const std::string& color) {
  svg_.text(x_, y_, name, anchor_, color);
  advance(text_width(name) + name_gap);
}

void Legend::line(const std::string& name, const std::string& color) {
  svg_.line(x_, y_ - 4, x_ + sample_width, y_ - 4, color, curve_width);
  sampled_name(name, color);
}

void Legend::dot(const std::string& name, const std::string& color) {
  svg_.dots({{x_ + sample_width / 2, y_ - 4}}, color, dot_diameter);
  sampled_name(name, color);
}

void Legend::sampled_name(const std::string& name, const std::string& color) {
  svg_.text(x_ + sample_width + sample_gap, y_, name, Svg::Anchor::start, step_ == 0 ? color : ink);
  advance(sample_width + sample_gap + text_width(name) + name_gap);
}

void Legend::advance(double width) { (step_ == 0 ? x_ : y_) += step_ == 0 ? width : step_; }

}  // namespace nacre::report
