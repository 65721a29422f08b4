// What bench_gpu_speed says of its measurements, as text and as YAML.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "kernels/gpu_timing.h"
#include "runs/driver.h"

namespace nacre::bench {

inline constexpr double flop_per_atom_step = 1e5;

struct Goal {
  int atoms;
  double least, aim;  // atom-steps/s
};
inline constexpr Goal goals[] = {{5000, 2.5e7, 6e7}, {100000, 8e7, 2e8}, {1000000, 1e8, 2.5e8}};

struct Measured {
  int atoms = 0;
  std::int64_t steps = 0;
  std::vector<double> speeds;  // atom-steps/s of each repetition
  double steps_per_rebuild = 0, entries = 0, bytes_per_atom = 0, memory_per_atom = 0, temperature = 0, empty = 0;
  std::vector<KernelTime> kernels;
  std::int64_t profiled_steps = 0;
  double median() const { return bench::median(speeds); }
  double step_us() const { return 1e6 * atoms / median(); }
};

struct Peaks {
  double fma = 0, copy = 0;
};

inline void print(const Measured& m, const Peaks& peaks) {
  std::printf("%d atoms: %.3e atom-steps/s (median of %zu; %.3e .. %.3e), %.1f us a step, %.1f %% of the FMA peak\n",
              m.atoms, m.median(), m.speeds.size(), *std::min_element(m.speeds.begin(), m.speeds.end()),
              *std::max_element(m.speeds.begin(), m.speeds.end()), m.step_us(),
              100 * m.median() * flop_per_atom_step / peaks.fma);
  for (const Goal& g : goals)
    if (g.atoms == m.atoms)
      std::printf("  %.2f of the least wanted (%.1e), %.2f of the aim (%.1e)\n", m.median() / g.least, g.least,
                  m.median() / g.aim, g.aim);
  std::printf(
      "  a rebuild every %.1f steps, %.1f entries a row, %.0f bytes an atom (%.0f taken on the device), %.0f K\n",
      m.steps_per_rebuild, m.entries, m.bytes_per_atom, m.memory_per_atom, m.temperature);
  double sum = 0;
  for (const auto& k : m.kernels) sum += k.seconds;
  std::printf("  %-32s %9s %9s %7s   (one launch at a time; an empty kernel takes %.1f us)\n", "kernel", "launches",
              "us a step", "share", 1e6 * m.empty);
  for (const auto& k : m.kernels)
    std::printf("  %-32s %9.2f %9.2f %6.1f%%\n", k.name.c_str(),
                static_cast<double>(k.launches) / static_cast<double>(m.profiled_steps),
                1e6 * k.seconds / static_cast<double>(m.profiled_steps), 100 * k.seconds / sum);
  std::printf("  %-32s %9s %9.2f\n\n", "all", "", 1e6 * sum / static_cast<double>(m.profiled_steps));
}

inline void write_kernels(Report& report, const Measured& m) {
  report.begin_list("kernels");
  double sum = 0;
  for (const auto& k : m.kernels) sum += k.seconds;
  for (const auto& k : m.kernels) {
    report.begin_line();
    report.put("kernel", k.name);
    report.put("launches_per_step", static_cast<double>(k.launches) / static_cast<double>(m.profiled_steps));
    report.put("microseconds_per_step", 1e6 * k.seconds / static_cast<double>(m.profiled_steps));
    report.put("share", k.seconds / sum);
    report.end_map();
  }
  report.end_list();
}

inline void write(Report& report, const Measured& m, const Peaks& peaks) {
  report.begin_map();
  report.put("atoms", m.atoms);
  report.put("steps", m.steps);
  report.put("atom_steps_per_second", m.median());
  report.put_list("all", m.speeds);
  report.put("microseconds_per_step", m.step_us());
  for (const Goal& g : goals)
    if (g.atoms == m.atoms)
      report.put("share_of_least", m.median() / g.least), report.put("share_of_aim", m.median() / g.aim);
  report.put("share_of_fma_peak", m.median() * flop_per_atom_step / peaks.fma);
  report.put("steps_per_rebuild", m.steps_per_rebuild);
  report.put("entries_per_row", m.entries);
  report.put("bytes_per_atom", m.bytes_per_atom);
  report.put("device_memory_per_atom", m.memory_per_atom);
  report.put("temperature_K", m.temperature);
  report.put("empty_kernel_microseconds", 1e6 * m.empty);
  write_kernels(report, m);
  report.end_map();
}

}  // namespace nacre::bench
