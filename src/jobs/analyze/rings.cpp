#include "jobs/analyze/rings.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "analysis/rings/cuda_rings.h"
#include "core/error.h"
#include "jobs/analyze/bare_cutoff.h"
#include "jobs/report_files.h"
#include "report/csv.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;
constexpr std::size_t signatures_shown = 10;
constexpr int largest_ring_on_page = 8;

std::string words_of(const Rings& r) {
  std::string text = fmt::format("Rings, {}, cutoffs {} A, {} frame(s), {} atoms\n", to_text(r.settings().criterion),
                                 to_text(r.settings().pairs), r.frames(), r.atoms());
  text += fmt::format("{:>6}{:>12}{:>12}{:>12}{:>14}{:>12}\n", "size", "rings", "per atom", "atoms", "planarity (A)",
                      "roundness");
  for (int n = smallest_ring; n <= r.settings().max_size; ++n) {
    const Rings::Size& s = r.size(n);
    if (s.rings == 0) continue;
    text += fmt::format("{:>6}{:>12}{:>12.5f}{:>11.3f}%{:>14.4f}{:>12.4f}\n", n, s.rings, r.per_atom(n),
                        100 * r.share(n), s.mean_planarity(), s.mean_roundness());
  }
  text += "Rings through an atom, the most frequent:";
  const auto signatures = r.signatures();
  for (std::size_t k = 0; k < std::min<std::size_t>(signatures.size(), 5); ++k)
    text += fmt::format("  {} {:.2f}%", signatures[k].first,
                        100 * static_cast<double>(signatures[k].second) / static_cast<double>(r.atoms()));
  return text + "\n";
}

/// Sizes that occur.
Summary::Map by_size(const Rings& r, const std::function<Summary::Value(int)>& value) {
  Summary::Map map;
  for (int n = smallest_ring; n <= r.settings().max_size; ++n)
    if (r.size(n).rings > 0) map.emplace_back(std::to_string(n), value(n));
  return map;
}
}  // namespace

report::Summary summary_of(const Rings& r) {
  Summary summary;
  summary.put_map("counts", by_size(r, [&](int n) { return r.size(n).rings; }));
  summary.put_map("per_atom", by_size(r, [&](int n) { return r.per_atom(n); }));
  summary.put_map("atoms_share", by_size(r, [&](int n) { return r.share(n); }));
  summary.put_map("planarity_A", by_size(r, [&](int n) { return r.size(n).mean_planarity(); }));
  summary.put_map("roundness", by_size(r, [&](int n) { return r.size(n).mean_roundness(); }));
  std::vector<Summary::Map> signatures;
  for (const auto& [signature, atoms] : r.signatures()) {
    if (signatures.size() == signatures_shown) break;
    signatures.push_back(
        {{"rings", signature}, {"share", static_cast<double>(atoms) / static_cast<double>(r.atoms())}});
  }
  summary.put_maps("signatures", std::move(signatures));
  summary.put("criterion", to_text(r.settings().criterion));
  summary.put("max_size", r.settings().max_size);
  summary.put("cutoffs_A", to_text(r.settings().pairs));
  summary.put("atoms", r.atoms());
  summary.put("frames", r.frames());
  return summary;
}

std::vector<report::Row> rows_of(const Rings& r, const report::PublishedTable& published) {
  std::vector<report::Row> rows;
  for (int n = smallest_ring; n <= std::min(largest_ring_on_page, r.settings().max_size); ++n) {
    const std::string key = fmt::format("rings_{}", n);
    rows.push_back({key,
                    fmt::format("rings of {}: number, per atom", n),
                    fmt::format("{}, {:.4f}", r.size(n).rings, r.per_atom(n)),
                    r.per_atom(n),
                    {},
                    "1/atom",
                    published.of("rings." + key)});
  }
  return rows;
}

RingSettings RingsJob::settings(Device device) const {
  RingSettings made{parse_pair_cutoffs(cutoffs), max_size, parse_ring_criterion(criterion)};
  if (device == Device::cuda) made.primitive = primitive_rings_on_cuda;
  return made;
}

void RingsJob::options(Options& table) {
  input.add(table, "rings.csv");
  table.add("cutoff", cutoffs, cutoff_sentence).repeat();
  table.add("max-size", max_size, "Atoms of the largest rings looked for, 3 to 64");
  table.add("criterion", criterion, "primitive, king or guttman");
  table.add("per-atom", atoms, "Table of the rings through each atom, for example atoms.csv").as(Path::output);
  table.add("members", members, "Table of every ring's atoms, for example members.csv").as(Path::output);
  table.add("figure", figure, "Figure, for example rings.svg").as(Path::output);
}

std::optional<Error> RingsJob::why_no_gpu() const {
  if (parse_ring_criterion(criterion) == RingCriterion::primitive) return std::nullopt;
  return Error("a GPU finds primitive rings only; King's and Guttman's are found on the CPU")
      .key("--device")
      .value("cuda")
      .allowed("cpu or auto with --criterion " + criterion);
}

Device RingsJob::device_of(const Surroundings& around) const {
  if (around.device == Device::cpu || !why_no_gpu()) return around.device;
  if (around.device_is_given) throw *why_no_gpu();
  return Device::cpu;
}

report::Report RingsJob::run(const Surroundings& around) {
  cutoffs = named_cutoffs(std::move(cutoffs), input.of(around));
  const Device device = device_of(around);
  Rings result(settings(device));
  report::Table of_atoms, of_rings;
  accumulate(input.of(around).in_turn(device == Device::cuda).with_pairs("--cutoff", parse_pair_cutoffs(cutoffs)),
             result, [&] {
               if (!atoms.empty()) append(of_atoms, ring_atoms_table(result));
               if (!members.empty()) append(of_rings, ring_members_table(result));
             });
  report::Report report;
  put_table(report, input.output, [&] { return rings_table(result); });
  put_table(report, atoms, [&] { return std::move(of_atoms); });
  put_table(report, members, [&] { return std::move(of_rings); });
  put_figure(report, figure, [&] { return rings_plot(result); });
  report.words = words_of(result);
  report.sections.push_back({"rings", "", "", rows_of(result, report::nothing_published())});
  report.summary = summary_of(result);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
