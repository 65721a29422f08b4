#include "jobs/page/page_files.h"

#include <algorithm>

#include "report/csv.h"

namespace nacre::jobs {

const std::vector<FigureWords>& figure_words() {
  static const std::vector<FigureWords> table{
      // nacre analyze
      {"hybridization.svg",
       "Shares of carbon atoms by their bonds, and their angles",
       {"hybridization.csv", "bonds.csv", "angles.csv"}},
      {"rings.svg", "Rings by their size", {"rings.csv"}},
      {"rdf.svg", "Pair distribution function g(r)", {"rdf.csv"}},
      {"ring-rdf.svg", "Distances of atoms within rings", {"rdf.csv"}},
      {"xrd.svg", "Diffraction pattern", {"xrd.csv"}},
      {"pores.svg", "Sizes of pores", {"pores.csv", "pore-table.csv"}},
      // nacre insert
      {"insert.svg", "Voltage against the number of inserted atoms and the capacity", {"insert.csv"}},
      {"band.svg", "Voltage of all runs: mean and range", {"band.csv"}},
      // nacre sites
      {"profile.svg", "Voltage profile and the types of sites along it", {"guests.csv", "stages.csv"}},
      {"structure.svg", "What surrounds the inserted atoms, frame by frame", {"run.csv"}},
      {"sites.svg", "Structure of the last frame, sodium by its type", {"labels.csv"}},
      {"importance.svg", "What the forest decides by", {"importance.csv"}},
      {"shap.svg", "How each feature moves the answer (SHAP values)", {"shap.csv"}},
      {"roc.svg", "Receiver operating characteristic", {"evaluation.csv"}},
      {"confusion.svg", "Types that were found against those that are", {"evaluation.csv"}},
      {"calibration.svg", "Probabilities against shares that came true", {"evaluation.csv"}},
      {"components.svg", "Principal components of the features", {"components.csv"}},
      {"correlation.svg", "Correlation of the features", {"correlation.csv"}},
      // nacre train
      {"loss.svg", "Loss and errors against the steps", {"loss.csv"}},
      {"parity_energy.svg", "Energies: predicted against target", {"energy_train.out", "energy_test.out"}},
      {"parity_force.svg", "Forces: predicted against target", {"force_train.out", "force_test.out"}},
      {"parity_virial.svg", "Virials: predicted against target", {"virial_train.out", "virial_test.out"}},
      {"parity_difference.svg",
       "Differences of energies: predicted against target",
       {"difference_train.out", "difference_test.out"}},
      // nacre learn
      {"rounds.svg", "Errors of each round", {"rounds.csv"}}};
  return table;
}

FigureWords words_of(const std::string& name) {
  const auto& all = figure_words();
  const auto found = std::find_if(all.begin(), all.end(), [&](const FigureWords& w) { return w.name == name; });
  if (found != all.end()) return *found;
  const std::string stem = name.substr(0, name.rfind('.'));
  return {name, stem, {stem + ".csv"}};
}

report::PageFigure page_figure(const std::string& name, std::string svg, const std::string& beside) {
  const FigureWords words = words_of(name);
  return {name, words.title, std::move(svg), words.data, beside};
}

void add_files_of(const report::Report& from, report::PagePart& part) {
  for (const report::Figure& figure : from.figures)
    part.figures.push_back(page_figure(figure.name, figure.svg, figure.name));
  for (const report::Table& table : from.tables)
    part.tables.push_back({table.name, report::csv_text(table), table.name});
  for (const report::File& file : from.files)
    if (file.name.ends_with(".csv")) part.tables.push_back({file.name, file.content, file.name});
}

}  // namespace nacre::jobs
