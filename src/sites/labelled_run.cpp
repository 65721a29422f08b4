#include "sites/labelled_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace nacre::sites {

namespace {
const char* word(const SiteLabel& label) { return type_names[static_cast<int>(label.type)]; }
std::string number(double v, int decimals) { return std::isfinite(v) ? fmt::format("{:.{}f}", v, decimals) : ""; }

std::string label_fields(const SiteLabel& l) {
  return fmt::format("{},{},{},{:d},{}", word(l), number(l.probability, 4), number(l.adsorption, 4), l.uncertain,
                     source_name(l.source));
}
std::string feature_fields(const Site& site) {
  std::string out;
  for (const double v : site.feature) fmt::format_to(std::back_inserter(out), ",{:.9g}", v);
  return out;
}
std::string feature_names() {
  std::string out;
  for (const FeatureColumn& c : feature_columns()) out += "," + c.name;
  return out;
}

constexpr const char* label_columns = "type,probability,adsorption_probability,uncertain,source";
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

std::string labels_heading(const Labeller& labeller, const std::string& definition) {
  return "# types of sites: a row for each guest of each frame; atom: index in the frame, from 0\n# " +
         labeller.text() + "\n# definition: " + definition + "\nframe,atom," + label_columns + feature_names() +
         ",enough_networks,flat,parallel,between,intercalation\n";
}

std::string label_rows(std::int64_t frame, const std::vector<Site>& sites, const std::vector<SiteLabel>& labels) {
  std::string out;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const IntercalationTest& t = sites[i].test;
    fmt::format_to(std::back_inserter(out), "{},{},{}{},{:d},{:d},{:d},{:d},{:d}\n", frame, sites[i].atom,
                   label_fields(labels[i]), feature_fields(sites[i]), t.enough, t.flat, t.parallel, t.between,
                   t.is_intercalation());
  }
  return out;
}

std::string guests_csv(const InsertionRun& run, const RunSites& sites, const RunLabels& labels,
                       const Labeller& labeller, const std::string& definition) {
  std::string out =
      "# guests of an insertion, in its order; N: guests when it was in; seen_N: guests in the frame that type and "
      "features are of\n# " +
      labeller.text() + "\n# definition: " + definition +
      "\nguest,N,seen_N,capacity_mAh_g,voltage_V,smoothed_voltage_V,binding_energy_eV," + label_columns +
      feature_names() + "\n";
  for (std::size_t g = 0; g < sites.guests.size(); ++g) {
    const SiteRow& guest = sites.guests[g];
    out += fmt::format("{},{},{},", guest.guest, guest.number, guest.seen);
    if (guest.row >= 0) {
      const insert::LedgerRow& row = run.rows()[guest.row];
      out += fmt::format("{},{},{},{},", number(row.capacity, 6), number(row.voltage, 9), number(row.smoothed, 9),
                         guest.binding ? number(*guest.binding, 9) : "");
    } else {
      out += ",,,,";
    }
    out += label_fields(labels.guests[g]) + feature_fields(guest.site) + "\n";
  }
  return out;
}

std::string run_csv(const InsertionRun& run, const RunSites& sites, const RunLabels& labels,
                    const FeatureSettings& settings) {
  std::string out = fmt::format(
      "# frames of an insertion: a row for each; the types are those that the guests have in this frame\n"
      "# d002_A: mean spacing of layers from the positions of {}, d002_deviation_A its standard deviation over sides "
      "of "
      "atoms that have a layer above\n"
      "# nearest_guest_A: mean distance to the nearest {}, of those that have one within {:g} A; coordination: mean "
      "number of {} within {:g} A\n"
      "frame,N,capacity_mAh_g,smoothed_voltage_V,d002_A,d002_deviation_A,sides,nearest_guest_A,coordination",
      settings.host, settings.guest, settings.farthest, settings.guest, settings.guest_radius);
  for (const char* name : type_names) out += std::string(",") + name;
  const insert::LedgerBase& b = run.base();
  for (std::size_t k = 0; k < sites.frames.size(); ++k) {
    const FrameRow& f = sites.frames[k];
    out +=
        fmt::format("\n{},{},{:.6f},{},{},{},{},{},{}", f.index, f.number,
                    insert::capacity_mAh_g(f.number, b.host_atoms, b.host_molar_mass),
                    f.row < 0 ? "" : number(run.rows()[f.row].smoothed, 9), number(f.d002, 6),
                    number(f.d002_deviation, 6), f.host_sites, number(f.nearest_guest, 6), number(f.coordination, 6));
    for (const std::int64_t n : count_types(labels.frames[k])) out += fmt::format(",{}", n);
  }
  return out + "\n";
}

std::string labelled_frame(const Frame& frame, const std::vector<Site>& sites, const std::vector<SiteLabel>& labels) {
  std::vector<double> probability(frame.atoms.size(), 0);
  std::vector<int> site(frame.atoms.size(), 0);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    site[sites[i].atom] = static_cast<int>(labels[i].type) + 1;
    probability[sites[i].atom] = std::isfinite(labels[i].probability) ? labels[i].probability : 0;
  }
  ExtxyzOptions options;
  options.more_name = "site_probability", options.more = &probability;
  options.integer_name = "site", options.integers = &site;
  options.extra = fmt::format("site_types=\"{}\"", site_numbers);
  const auto number_in = frame.info.find("n");
  if (number_in != frame.info.end()) options.extra += " N=" + number_in->second;
  if (frame.energy) options.extra += fmt::format(" energy={:.9f}", *frame.energy);
  std::string out;
  format_frame(out, frame.atoms, frame.box, nullptr, options);
  return out;
}

}  // namespace nacre::sites
