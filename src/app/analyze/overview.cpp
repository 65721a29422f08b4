#include "app/analyze/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "analysis/pores/pore_peak.h"
#include "app/analyze/summaries.h"
#include "core/error.h"

namespace nacre::app {

namespace {
constexpr int largest_ring_shown = 8;

std::string percent(double share) { return fmt::format("{:.2f}", 100 * share); }

/// Positions beside each other, or "none".
std::string list(const std::vector<double>& values) {
  std::string text;
  for (const double v : values) text += fmt::format("{}{:.3f}", text.empty() ? "" : ", ", v);
  return text.empty() ? "none" : text;
}

/// A part around an analysis that accumulates frames.
template <class Analysis, class Report>
OverviewPart part(std::string name, std::string title, std::shared_ptr<Analysis> analysis, Report report) {
  OverviewPart made;
  made.name = std::move(name), made.title = std::move(title);
  made.measure = [analysis, first = std::make_shared<bool>(true)](const Frame& frame) -> Merge {
    if (!*first) return measured(*analysis, frame);
    *first = false;  // the first frame is alone
    analysis->add(frame.atoms, frame.box);
    return [] {};
  };
  made.report = [analysis, report] { return report(*analysis); };
  return made;
}

Overview hybridization_overview(const Hybridization& r) {
  if (r.bonds().count() == 0) throw Error("there is no bond").key("cutoff").value(to_text(r.settings().pairs));
  const CoordinationCounts& c = r.counts();
  Overview page;
  page.rows = {{"sp, two bonds (%)", percent(c.share(2)), "1.1"},
               {"sp2, three bonds (%)", percent(c.share(3)), "98.7"},
               {"sp3, four bonds (%)", percent(c.share(4)), "0.2"}};
  const double rest = 1 - c.share(2) - c.share(3) - c.share(4);
  if (rest > 1e-12) page.rows.push_back({"other numbers of bonds (%)", percent(rest), ""});
  page.rows.push_back({"mean bond (A)", fmt::format("{:.3f}", r.bonds().mean()), ""});
  page.files = {{"hybridization.csv", hybridization_csv(r)},
                {"bonds.csv", spread_csv(r, r.bonds(), "bond lengths", "bond_A")},
                {"angles.csv", spread_csv(r, r.angles(), "bond angles", "angle_deg")},
                {"hybridization.svg", hybridization_plot(r)}};
  page.summary = summary_of(r).yaml();
  return page;
}

Overview rings_overview(const Rings& r) {
  Overview page;
  for (int n = smallest_ring; n <= std::min(largest_ring_shown, r.settings().max_size); ++n)
    page.rows.push_back({fmt::format("rings of {}: number, per atom", n),
                         fmt::format("{}, {:.4f}", r.size(n).rings, r.per_atom(n)), ""});
  page.files = {{"rings.csv", rings_csv(r)}, {"rings.svg", rings_plot(r)}};
  page.summary = summary_of(r).yaml();
  return page;
}

/// g(r) and the distances inside rings, which the command finds together too.
struct Distances {
  struct One {
    std::vector<RingRdf::Size> rings;  // first: it refuses what has no carbon
    Rdf::Block rdf;
  };
  Rdf rdf;
  RingRdf rings;
  One measure(const Atoms& atoms, const Box& box) const { return {rings.measure(atoms, box), rdf.measure(atoms, box)}; }
  void add(const One& one) { rings.add(one.rings), rdf.add(one.rdf); }
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
};

std::string ring_peaks(const RingRdf& rings, int size, int most) {
  if (size > rings.settings().max_size) return "not asked for";
  if (rings.rings(size) == 0) return "none";
  return list(peak_positions(rings.density(size), rings.width(), most));
}

Overview distances_overview(const Distances& d) {
  Overview page;
  for (const RdfCurve& c : d.rdf.partials())
    if (c.first == "C" && c.second == "C") {
      page.rows.push_back({"first two peaks, C-C (A)", list(peak_positions(c.g, d.rdf.width(), 2)), "1.42, 2.42"});
      page.rows.push_back(
          {"neighbours below the first minimum", fmt::format("{:.4f}", first_peak(c, d.rdf.width()).coordination), ""});
    }
  page.rows.push_back({"peaks inside rings of 5 (A)", ring_peaks(d.rings, 5, 2), "1.42, 2.31"});
  page.rows.push_back({"peaks inside rings of 7 (A)", ring_peaks(d.rings, 7, 3), "1.44, 2.55, 3.25"});
  page.files = {
      {"rdf.csv", rdf_csv(d.rdf, &d.rings)}, {"rdf.svg", rdf_svg(d.rdf)}, {"ring-rdf.svg", ring_rdf_svg(d.rings)}};
  page.summary = summary_of(d.rdf, d.rings).yaml();
  return page;
}

/// What was published stands beside the peak nearest to it, within 4 degrees.
std::vector<OverviewRow> peak_rows(const XrdReport& r) {
  std::vector<OverviewRow> rows;
  for (const PeakFit& p : r.peaks) {
    const bool layers = std::abs(p.centre - 21.22) < 4, inner = std::abs(p.centre - 43.68) < 4;
    rows.push_back({"peak: 2 theta (degrees), d (A)",
                    fmt::format("{:.2f} +- {:.2f}, {:.3f}", p.centre, p.centre_error, r.d(p.centre)),
                    layers  ? "21.22, 4.18"
                    : inner ? "43.68, 2.07"
                            : ""});
  }
  if (rows.empty()) rows.push_back({"peaks: 2 theta (degrees), d (A)", "none", "21.22, 4.18; 43.68, 2.07"});
  return rows;
}

Overview xrd_overview(const Xrd& xrd) {
  const XrdReport r = xrd.report();
  const auto spacing = [](bool known, double d) { return known ? fmt::format("{:.3f}", d) : "not found"; };
  Overview page;
  page.rows = peak_rows(r);
  page.rows.push_back({"d002 at the maximum (A)", spacing(r.layers.found, r.layers.peak_d), "4.18"});
  page.rows.push_back(
      {"d002 corrected for P, f2, 1/Q2 (A)", spacing(r.layers.corrected_d > 0, r.layers.corrected_d), ""});
  page.rows.push_back({"d002 from the positions (A)", spacing(r.geometric.sites > 0, r.geometric.mean), ""});
  page.rows.push_back(
      {"width of a sharp line at 21 degrees", fmt::format("{:.1f} degrees", r.resolution_degrees(21.22)), ""});
  page.files = {{"xrd.csv", xrd_csv(r)}, {"xrd.svg", xrd_svg(r)}};
  page.summary = summary_of(r).yaml();
  return page;
}

Overview pores_overview(const Pores& r) {
  const auto mean = [&](const char* format, auto&& value) { return fmt::format(fmt::runtime(format), r.mean(value)); };
  const PorePeak peak = main_pore_peak(r, 2 * r.settings().probe);
  Overview page;
  page.rows = {
      {"largest cavity, LCD (A)", mean("{:.3f}", [](const PoreFrame& f) { return f.lcd; }), "below 20"},
      {"pore-limiting diameter, PLD (A)", mean("{:.3f}", [](const PoreFrame& f) { return f.pld; }), ""},
      {"surface, all (A2)", mean("{:.1f}", [](const PoreFrame& f) { return f.surface.all; }), ""},
      {"surface accessible from outside (A2)", mean("{:.1f}", [](const PoreFrame& f) { return f.surface.open; }), ""},
      {"occupiable volume (% of the cell)", mean("{:.2f}", [](const PoreFrame& f) { return 100 * f.occupiable.all; }),
       ""},
      {"main pore size (A), its part (%)",
       peak.diameter > 0 ? fmt::format("{:.2f}, {:.1f}", peak.diameter, 100 * peak.share) : "none", "8, 41.3"}};
  page.files = {
      {"pores.csv", pore_sizes_csv(r)}, {"pore-table.csv", pore_table_csv(r)}, {"pores.svg", pore_sizes_svg(r)}};
  page.summary = summary_of(r).yaml();
  return page;
}

std::string bonds_of(const std::vector<PairCutoff>& pairs) {
  const bool carbon = pairs.size() == 1 && pairs[0].first == "C" && pairs[0].second == "C";
  return carbon ? fmt::format("{}", pairs[0].cutoff) : to_text(pairs);
}

std::string title_of(const RingSettings& s) {
  std::string name = to_text(s.criterion);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name + " rings";
}

std::string title_of(const XrdSettings& s) {
  const double wavelength = s.debye.grid.wavelength;
  return wavelength == AngleGrid().wavelength ? "X-ray pattern, Cu K-alpha1"
                                              : fmt::format("X-ray pattern, wavelength {} A", wavelength);
}
}  // namespace

std::vector<OverviewPart> overview_parts(const PartSettings& settings, Device device) {
  const HybridizationSettings hybridization = settings.hybridization();
  const RingSettings rings = settings.rings(device);
  const XrdSettings xrd = settings.xrd(device);
  const PoreSettings pores = settings.pores(device);
  std::vector<OverviewPart> parts;
  parts.push_back(part("hybridization", fmt::format("Hybridisation, bonds below {} A", bonds_of(hybridization.pairs)),
                       std::make_shared<Hybridization>(hybridization), hybridization_overview));
  parts.push_back(part("rings", title_of(rings), std::make_shared<Rings>(rings), rings_overview));
  parts.push_back(part("rdf", "Distances, g(r)",
                       std::make_shared<Distances>(Distances{Rdf(settings.rdf(device)), RingRdf(settings.ring_rdf())}),
                       distances_overview));
  parts.push_back(part("xrd", title_of(xrd), std::make_shared<Xrd>(xrd), xrd_overview));
  parts.push_back(part("pores", fmt::format("Pores, probe radius {} A", pores.probe), std::make_shared<Pores>(pores),
                       pores_overview));
  return parts;
}

}  // namespace nacre::app
