#include "jobs/analyze/parts.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "core/error.h"

namespace nacre::jobs::analyze {

namespace {
/// A part around an analysis that accumulates frames; fill(analysis, report) makes its rows, summary and files.
template <class Analysis, class Fill>
Part part(std::string name, std::string title, Analysis analysis, Fill fill) {
  const auto total = std::make_shared<Analysis>(std::move(analysis));
  Part made;
  made.name = std::move(name), made.title = std::move(title);
  made.measure = [total, first = std::make_shared<bool>(true)](const Frame& frame) -> Merge {
    if (!*first) return measured(*total, frame);
    *first = false;  // the first frame is alone
    total->add(frame.atoms, frame.box);
    return [] {};
  };
  made.report = [total, fill] {
    PartReport found;
    fill(*total, found);
    return found;
  };
  return made;
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

Part hybridization_part(const HybridizationSettings& settings, const report::PublishedTable& published) {
  return part("hybridization", fmt::format("Hybridisation, bonds below {} A", bonds_of(settings.pairs)),
              Hybridization(settings), [&published](const Hybridization& r, PartReport& out) {
                if (r.bonds().count() == 0)
                  throw Error("there is no bond").key("cutoff").value(to_text(r.settings().pairs));
                out.rows = rows_of(r, published);
                out.files.tables.push_back(hybridization_table(r));
                out.files.tables.push_back(bond_table(r));
                out.files.tables.push_back(angle_table(r));
                out.files.figures.push_back({"hybridization.svg", hybridization_plot(r)});
                out.summary = summary_of(r);
              });
}

Part rings_part(const RingSettings& settings, const report::PublishedTable& published) {
  return part("rings", title_of(settings), Rings(settings), [&published](const Rings& r, PartReport& out) {
    out.rows = rows_of(r, published);
    out.files.tables.push_back(rings_table(r));
    out.files.figures.push_back({"rings.svg", rings_plot(r)});
    out.summary = summary_of(r);
  });
}

Part distances_part(const RdfSettings& settings, const RingRdfSettings& rings,
                    const report::PublishedTable& published) {
  return part("rdf", "Distances, g(r)", Distances{Rdf(settings), RingRdf(rings)},
              [&published](const Distances& d, PartReport& out) {
                out.rows = rows_of(d.rdf, d.rings, published);
                out.files.tables.push_back(rdf_table(d.rdf, &d.rings));
                out.files.figures.push_back({"rdf.svg", rdf_svg(d.rdf)});
                out.files.figures.push_back({"ring-rdf.svg", ring_rdf_svg(d.rings)});
                out.summary = summary_of(d.rdf, d.rings);
              });
}

Part xrd_part(const XrdSettings& settings, const report::PublishedTable& published) {
  return part("xrd", title_of(settings), Xrd(settings), [&published](const Xrd& xrd, PartReport& out) {
    const XrdReport r = xrd.report();
    out.rows = rows_of(r, published);
    out.files.tables.push_back(xrd_table(r));
    out.files.figures.push_back({"xrd.svg", xrd_svg(r)});
    out.summary = summary_of(r);
  });
}

Part pores_part(const PoreSettings& settings, const report::PublishedTable& published) {
  return part("pores", fmt::format("Pores, probe radius {} A", settings.probe), Pores(settings),
              [&published](const Pores& r, PartReport& out) {
                out.rows = rows_of(r, published);
                out.files.tables.push_back(pore_sizes_table(r));
                out.files.tables.push_back(pore_table(r));
                out.files.figures.push_back({"pores.svg", pore_sizes_svg(r)});
                out.summary = summary_of(r);
              });
}
}  // namespace

PartOptions::PartOptions() {
  hybridization.options(hybridization_table_);
  rings.options(rings_table_);
  rdf.options(rdf_table_);
  xrd.options(xrd_table_);
  pores.options(pores_table_);
}

void PartOptions::add_sections(Options& table) {
  table.add_section("hybridization", hybridization_table_);
  table.add_section("rings", rings_table_);
  table.add_section("rdf", rdf_table_);
  table.add_section("xrd", xrd_table_);
  table.add_section("pores", pores_table_);
}

void PartOptions::set_bonds(double bond) {
  const std::string carbon = fmt::format("C-C={}", bond);
  hybridization_table_.set_unless_given("cutoff", {carbon});
  rings_table_.set_unless_given("cutoff", {carbon});
  rdf_table_.set_unless_given("rings", {carbon});
  xrd_table_.set_unless_given("cutoff", {fmt::format("{}", bond)});
}

std::vector<Part> make_parts(const PartOptions& options, Device device, const report::PublishedTable& published) {
  const HybridizationSettings hybridization = options.hybridization.settings();
  const RingSettings rings = options.rings.settings(device);
  const XrdSettings xrd = options.xrd.xrd_settings(device);
  const PoreSettings pores = options.pores.pore_settings(device);
  std::vector<Part> parts;
  parts.push_back(hybridization_part(hybridization, published));
  parts.push_back(rings_part(rings, published));
  parts.push_back(distances_part(options.rdf.rdf_settings(device), options.rdf.ring_settings(), published));
  parts.push_back(xrd_part(xrd, published));
  parts.push_back(pores_part(pores, published));
  return parts;
}

}  // namespace nacre::jobs::analyze
