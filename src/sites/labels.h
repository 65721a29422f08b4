// The type of a site, and how sure that is.
//   intercalation  by geometry (intercalation.h): the four conditions hold; probability 1, because a rule has no other
//   adsorption or  by a random forest: P = its probability of adsorption; adsorption when P > 1/2, and the
//   filling        probability of the type found is max(P, 1 - P); uncertain when that is below 1/2 + band
//                  or, without a forest, by the threshold itself: binding energy above it is adsorption, else filling
// The labels that teach a forest come from the same threshold: E_b > 0.1 eV adsorption, else filling of a pore (Wang et
// al., Chem. Sci. 2026, 17, 2547), with E_b of the ledger: positive, held more strongly than in the bulk metal. A
// potential whose binding energies are off as a whole needs another threshold: a number, the median of the run or any
// percentile of it. A relative threshold sorts the sites of a run among themselves and says nothing about the metal.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "learn/forest.h"
#include "report/palette.h"
#include "sites/site_table.h"

namespace nacre::sites {

enum class SiteType : int { adsorption, intercalation, filling, unknown };
inline constexpr int type_count = 4;
/// Word and colour of each type; the number in the column `site` is index + 1, 0 is an atom that is no guest.
inline constexpr std::array<const char*, type_count> type_names{"adsorption", "intercalation", "filling", "unknown"};
inline constexpr std::array<const char*, type_count> type_colours{report::blue, report::green, report::orange,
                                                                  report::grey};

/// taught: the forest, about a row that taught it.
enum class LabelSource { geometry, forest, out_of_bag, threshold, taught, none };
const char* source_name(LabelSource source);

struct SiteLabel {
  SiteType type = SiteType::unknown;
  double probability = 0;  ///< of the type; 1 for a rule, NaN for unknown
  double adsorption = 0;   ///< P of the forest; NaN where it was not asked
  bool uncertain = false;
  LabelSource source = LabelSource::none;
};

/// What decides between adsorption and filling.
struct Threshold {
  std::string word = "0.1";  ///< as given: a number (eV), "median" or a percentile such as "30%"
  double energy = 0.1;       ///< eV
  bool is_relative() const { return word == "median" || (!word.empty() && word.back() == '%'); }
};
/// `word` against these binding energies. Throws Error(bad_input) for another word, or a relative one without energies.
Threshold threshold_of(const std::string& word, std::vector<double> energies);

enum class TrainOn { not_intercalated, all };

/// The two classes of a forest, the positive one last.
inline const std::vector<std::string>& class_names() {
  static const std::vector<std::string> names{"filling", "adsorption"};
  return names;
}

/// Rows that may teach: those with a binding energy or a word, as `train_on` says.
std::vector<const SiteRow*> teaching_rows(const SiteTable& table, TrainOn train_on);
std::vector<double> binding_energies(const std::vector<const SiteRow*>& rows);

/// Features, class, box, and as extra columns binding energy (where all have one) and intercalation.
learn::Table learning_table(const SiteTable& table, const std::vector<const SiteRow*>& rows,
                            const Threshold& threshold);
/// Features alone, for a forest that is asked.
learn::Table asking_table(const std::vector<const Site*>& sites);
/// Names, sentences and options of the features that a definition line describes.
learn::Definitions definitions_of(const std::string& definition);
/// The definition line of the features that a forest knows. Throws Error: not a forest of site features.
std::string definition_of(const learn::Forest& forest, const std::string& file);

/// P > 1/2, by the rule of learn::most_probable: at 1/2 it is filling, in types and in scores alike.
bool is_called_adsorption(double adsorption);
/// From the probability of adsorption of a site that is not intercalated.
SiteLabel label_of(double adsorption, double band, LabelSource source);
/// `band`: how far from 1/2 a probability must be to be certain.
std::vector<SiteLabel> label_by_forest(const std::vector<const Site*>& sites, const learn::Forest& forest, double band);
/// `binding`: of each site; absent: unknown unless intercalated.
std::vector<SiteLabel> label_by_threshold(const std::vector<const Site*>& sites,
                                          const std::vector<std::optional<double>>& binding,
                                          const Threshold& threshold);

/// How many sites of each type.
using TypeCounts = std::array<std::int64_t, type_count>;
TypeCounts count_types(const std::vector<SiteLabel>& labels);

}  // namespace nacre::sites
