#include "jobs/analyze/domains.h"

#include <fmt/format.h>

#include "analysis/domains/graphitic_domains.h"
#include "jobs/analyze/bare_cutoff.h"
#include "jobs/report_files.h"
#include "jobs/text.h"

namespace nacre::jobs::analyze {

namespace {
std::string words_of(const GraphiticDomains& found) {
  std::string text = fmt::format("Graphitic domains, cutoffs {} A, {} frame(s), {} atoms\n", to_text(found.pairs()),
                                 found.frames(), found.atoms());
  text += fmt::format("{} domains with {:.2f} % of the atoms; by atoms La {:.2f} A, Lc {:.2f} A, spacing {:.3f} A\n",
                      found.domains().size(), 100 * found.share(), found.mean(&GraphiticDomain::la),
                      found.mean(&GraphiticDomain::lc), found.mean(&GraphiticDomain::spacing));
  return text;
}

std::vector<report::Row> domain_rows(const GraphiticDomains& found) {
  return {
      number_row("domains", "domains", static_cast<double>(found.domains().size()), "", "{:.0f}"),
      number_row("graphitic_percent", "atoms in domains (%)", 100 * found.share(), "%", "{:.2f}"),
      number_row("la_A", "La, by atoms (A)", found.mean(&GraphiticDomain::la), "A", "{:.2f}"),
      number_row("lc_A", "Lc, by atoms (A)", found.mean(&GraphiticDomain::lc), "A", "{:.2f}"),
      number_row("spacing_A", "spacing of layers, by atoms (A)", found.mean(&GraphiticDomain::spacing), "A", "{:.3f}")};
}
}  // namespace

void DomainsJob::options(Options& table) {
  input.add(table, "domains.csv");
  table.add("cutoff", cutoffs, cutoff_sentence).repeat();
}

report::Report DomainsJob::run(const Surroundings& around) {
  cutoffs = named_cutoffs(std::move(cutoffs), input.of(around));
  GraphiticDomains found(parse_pair_cutoffs(cutoffs));
  accumulate(input.of(around).with_pairs("--cutoff", found.pairs()), found);
  report::Report report;
  put_table(report, input.output, [&] { return domain_table(found); });
  report.words = words_of(found);
  report.sections.push_back({"domains", "", "", domain_rows(found)});
  for (const report::Row& row : report.sections[0].rows) report.summary.put(row.key, row.value.value());
  report.summary.put("frames", found.frames());
  report.summary.put("atoms", found.atoms());
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
