#include "sites/labelled_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/csv.h"
#include "sites/features.h"

namespace nacre::sites {

namespace {
const char* word(const SiteLabel& label) { return type_names[static_cast<int>(label.type)]; }

void add_label_columns(report::Table& table) {
  table.columns.insert(
      table.columns.end(),
      {{"type"}, {"probability", "{:.4f}"}, {"adsorption_probability", "{:.4f}"}, {"uncertain"}, {"source"}});
}

void append_label(std::vector<report::Cell>& row, const SiteLabel& l) {
  row.insert(row.end(), {word(l), report::finite_cell(l.probability), report::finite_cell(l.adsorption), l.uncertain,
                         source_name(l.source)});
}

constexpr const char* site_numbers = "0 host, 1 adsorption, 2 intercalation, 3 filling, 4 unknown";
}  // namespace

std::vector<SiteLabel> Labeller::labels(const std::vector<const Site*>& sites,
                                        const std::vector<std::optional<double>>& binding) const {
  return forest ? label_by_forest(sites, *forest, band) : label_by_threshold(sites, binding, threshold);
}

std::string Labeller::text() const {
  if (!forest)
    return fmt::format(
        "intercalation by geometry; the others by the threshold itself: adsorption where the binding "
        "energy is above {:.6g} eV, else filling",
        threshold.energy);
  return fmt::format(
      "intercalation by geometry; the others by the forest, uncertain where the probability of the type is below "
      "{:.4g}",
      0.5 + band);
}

namespace {
/// The answers of trees that never saw the row.
void answer_out_of_bag(std::vector<SiteLabel>& labels, const std::vector<double>& out_of_bag, double band) {
  for (std::size_t g = 0; g < std::min(labels.size(), out_of_bag.size()); ++g)
    if (labels[g].source == LabelSource::taught && std::isfinite(out_of_bag[g]))
      labels[g] = label_of(out_of_bag[g], band, LabelSource::out_of_bag);
}
}  // namespace

RunLabels label_run(const RunSites& run, const Labeller& labeller, const std::vector<double>& out_of_bag) {
  std::vector<std::optional<double>> binding;
  std::vector<const Site*> chosen;
  for (const SiteRow& g : run.guests) binding.push_back(g.binding), chosen.push_back(&g.site);
  RunLabels out;
  out.guests = labeller.labels(chosen, binding);
  answer_out_of_bag(out.guests, out_of_bag, labeller.band);
  for (const std::vector<Site>& frame : run.sites) {
    std::vector<const Site*> sites;
    sites.reserve(frame.size());
    for (const Site& s : frame) sites.push_back(&s);
    out.frames.push_back(labeller.labels(sites, binding));
    answer_out_of_bag(out.frames.back(), out_of_bag, labeller.band);
  }
  return out;
}

report::Table labels_table(const Labeller& labeller, const std::string& definition) {
  report::Table table{"labels.csv", {}, {{"frame"}, {"atom"}}, {}};
  add_comments(table, "types of sites: a row for each guest of each frame; atom: index in the frame, from 0\n" +
                          labeller.text() + "\ndefinition: " + definition);
  add_label_columns(table);
  add_feature_columns(table);
  add_test_columns(table);
  return table;
}

void add_rows(report::Table& table, std::int64_t frame, const std::vector<Site>& sites,
              const std::vector<SiteLabel>& labels) {
  for (std::size_t i = 0; i < sites.size(); ++i) {
    std::vector<report::Cell> row{frame, sites[i].atom};
    append_label(row, labels[i]);
    append_features(row, sites[i]);
    append_test(row, sites[i].test);
    table.rows.push_back(std::move(row));
  }
}

namespace {
/// What the ledger says of a guest; empty for one that was there at the start.
void append_ledger(std::vector<report::Cell>& row, const InsertionRun& run, const SiteRow& guest) {
  if (guest.row < 0) return row.resize(row.size() + 4);
  const insert::LedgerRow& line = run.rows()[guest.row];
  for (const double v : {line.capacity, line.voltage, line.smoothed}) row.push_back(report::finite_cell(v));
  row.push_back(report::finite_cell(guest.binding));
}
}  // namespace

report::Table guests_table(const InsertionRun& run, const RunSites& sites, const RunLabels& labels,
                           const Labeller& labeller, const std::string& definition) {
  report::Table table{"guests.csv",
                      {},
                      {{"guest"},
                       {"N"},
                       {"seen_N"},
                       {"capacity_mAh_g", "{:.6f}"},
                       {"voltage_V", "{:.9f}"},
                       {"smoothed_voltage_V", "{:.9f}"},
                       {"binding_energy_eV", "{:.9f}"}},
                      {}};
  add_comments(table,
               "guests of an insertion, in its order; N: guests when it was in; seen_N: guests in the frame that type "
               "and features are of\n" +
                   labeller.text() + "\ndefinition: " + definition);
  add_label_columns(table);
  add_feature_columns(table);
  for (std::size_t g = 0; g < sites.guests.size(); ++g) {
    const SiteRow& guest = sites.guests[g];
    std::vector<report::Cell> row{guest.guest, guest.number, guest.seen};
    append_ledger(row, run, guest);
    append_label(row, labels.guests[g]);
    append_features(row, guest.site);
    table.rows.push_back(std::move(row));
  }
  return table;
}

namespace {
report::Table run_table_head(const FeatureSettings& settings) {
  report::Table table{"run.csv",
                      {},
                      {{"frame"},
                       {"N"},
                       {"capacity_mAh_g", "{:.6f}"},
                       {"smoothed_voltage_V", "{:.9f}"},
                       {"d002_A", "{:.6f}"},
                       {"d002_deviation_A", "{:.6f}"},
                       {"sides"},
                       {"nearest_guest_A", "{:.6f}"},
                       {"coordination", "{:.6f}"}},
                      {}};
  add_comments(
      table,
      fmt::format(
          "frames of an insertion: a row for each; the types are those that the guests have in this frame\n"
          "d002_A: mean spacing of layers from the positions of {}, d002_deviation_A its standard deviation over "
          "sides of atoms that have a layer above\n"
          "nearest_guest_A: mean distance to the nearest {}, of those that have one within {:g} A; coordination: "
          "mean number of {} within {:g} A",
          settings.host, settings.guest, settings.farthest, settings.guest, settings.guest_radius));
  for (const char* name : type_names) table.columns.push_back({name});
  return table;
}
}  // namespace

report::Table run_table(const InsertionRun& run, const RunSites& sites, const RunLabels& labels,
                        const FeatureSettings& settings) {
  report::Table table = run_table_head(settings);
  const insert::LedgerBase& b = run.base();
  for (std::size_t k = 0; k < sites.frames.size(); ++k) {
    const FrameRow& f = sites.frames[k];
    std::vector<report::Cell> row{
        f.index,
        f.number,
        insert::capacity_mAh_g(static_cast<double>(f.number), b),
        report::finite_cell(f.row < 0 ? std::numeric_limits<double>::quiet_NaN() : run.rows()[f.row].smoothed),
        report::finite_cell(f.d002),
        report::finite_cell(f.d002_deviation),
        f.host_sites,
        report::finite_cell(f.nearest_guest),
        report::finite_cell(f.coordination)};
    const TypeCounts counts = count_types(labels.frames[k]);
    row.insert(row.end(), counts.begin(), counts.end());
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string labelled_frame(const Frame& frame, const std::vector<Site>& sites, const std::vector<SiteLabel>& labels) {
  std::vector<double> probability(frame.atoms.size(), 0);
  std::vector<int> site(frame.atoms.size(), 0);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    site[sites[i].atom] = static_cast<int>(labels[i].type) + 1;
    probability[sites[i].atom] = std::isfinite(labels[i].probability) ? labels[i].probability : 0;
  }
  ExtxyzOptions options;
  options.more = {{"site_probability", &probability}, {"site", &site}};
  options.extra = fmt::format("site_types=\"{}\"", site_numbers);
  const auto number_in = frame.info.find("n");
  if (number_in != frame.info.end()) options.extra += " N=" + number_in->second;
  if (frame.energy) options.extra += fmt::format(" energy={:.9f}", *frame.energy);
  std::string out;
  format_frame(out, frame.atoms, frame.box, nullptr, options);
  return out;
}

}  // namespace nacre::sites
