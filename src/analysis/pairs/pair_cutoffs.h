// Pair options as users write them: "A-B=value", repeated or comma-separated; the order of A and B does not matter.
#pragma once
#include <string>
#include <vector>

namespace nacre {

struct PairCutoff {
  std::string first, second;  ///< element symbols
  double cutoff;              ///< Å, > 0
};

/// Throws Error(bad_input) with key "cutoff" when a pair is malformed, names an unknown element, has a cutoff that is
/// not above 0 or is given twice, or when there is none.
std::vector<PairCutoff> parse_pair_cutoffs(const std::vector<std::string>& options);

/// [t_i * types + t_j] cutoff (Å) of two types, 0 where the pair was not given; types index `species`.
std::vector<double> cutoff_table(const std::vector<PairCutoff>& pairs, const std::vector<std::string>& species);

/// "C-C=1.85,C-Na=3"
std::string to_text(const std::vector<PairCutoff>& pairs);

}  // namespace nacre
