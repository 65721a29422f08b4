// What every benchmark does besides its own work: options, timing, the machine, a report in YAML, errors in one line.
#pragma once
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include "core/error.h"
#include "device/simd_target.h"
#include "runs/clocks.h"

namespace nacre::bench {

/// The day of a measurement, UTC: 2026-01-31.
inline std::string date() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

/// Of the last minute.
inline double load_average() {
  double load[1] = {0};
  (void)getloadavg(load, 1);
  return load[0];
}

/// The report for --output: maps in lists in a map.
class Report {
 public:
  Report() { yaml_ << YAML::BeginMap; }
  explicit Report(const char* benchmark) : Report() {
    put("benchmark", benchmark);
    put("date", date());
  }
  void digits(int count) { yaml_.SetDoublePrecision(count); }
  void put_simd() { put("simd", std::string(simd_target_name())); }
  template <class T>
  void put(const char* key, const T& value) {
    yaml_ << YAML::Key << key << YAML::Value << value;
  }
  /// On one line.
  void put_list(const char* key, const std::vector<double>& values) {
    yaml_ << YAML::Key << key << YAML::Value << YAML::Flow << values;
  }
  void begin_list(const char* key) { yaml_ << YAML::Key << key << YAML::Value << YAML::BeginSeq; }
  void end_list() { yaml_ << YAML::EndSeq; }
  void begin_map() { yaml_ << YAML::BeginMap; }
  void begin_line() { yaml_ << YAML::Flow << YAML::BeginMap; }  ///< a map on one line
  void begin_line(const char* key) { yaml_ << YAML::Key << key << YAML::Value << YAML::Flow << YAML::BeginMap; }
  void end_map() { yaml_ << YAML::EndMap; }

  /// What is known so far; no file without a name.
  void save(const std::string& file) const { save(file, yaml_.c_str()); }
  /// The last call.
  void finish(const std::string& file) {
    yaml_ << YAML::EndMap;
    save(file);
  }
  static void save(const std::string& file, const std::string& text) {
    if (file.empty()) return;
    std::ofstream out(file);
    if (!(out << text << "\n")) throw Error("cannot be written", Error::Kind::failed).value(file);
  }

 private:
  YAML::Emitter yaml_;
};

/// Seconds.
struct Timing {
  double wall = 1e300, processor = 1e300;
};

template <class Body>
Timing best_of(int repeat, Body&& body) {
  Timing best;
  for (int k = 0; k < repeat; ++k) {
    const double wall = seconds(), processor = processor_seconds();
    body();
    best.wall = std::min(best.wall, seconds() - wall);
    best.processor = std::min(best.processor, processor_seconds() - processor);
  }
  return best;
}

template <class Body>
double median_of(int repeat, Body&& body) {
  std::vector<double> times;
  for (int k = 0; k < repeat; ++k) {
    const double begin = seconds();
    body();
    times.push_back(seconds() - begin);
  }
  return median(std::move(times));
}

/// Printed, and as a line of the report.
inline void put(Report& report, const char* name, const Timing& t) {
  std::printf("  %-12s %8.3f s (processor %.3f s)\n", name, t.wall, t.processor);
  report.begin_line(name);
  report.put("wall_s", t.wall);
  report.put("processor_s", t.processor);
  report.end_map();
}

inline void add_repeat(CLI::App& app, int& repeat) {
  app.add_option("--repeat", repeat, "repetitions")->check(CLI::PositiveNumber);
}
inline void add_output(CLI::App& app, std::string& file) { app.add_option("--output", file, "YAML file"); }

/// Reads the command line, does the work; an error is one line and the exit code 1.
template <class Body>
int run(CLI::App& app, int argc, char** argv, Body&& body) {
  CLI11_PARSE(app, argc, argv);
  try {
    body();
    return 0;
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "%s\n", e.what()), 1;
  }
}

}  // namespace nacre::bench
