// Pictures of what was learnt, as SVG.
#pragma once
#include <string>

#include "learn/evaluate.h"
#include "learn/statistics.h"
#include "learn/tree_shap.h"

namespace nacre::learn {

/// Squares coloured from blue (-1) by white to red (1), with the numbers in them.
std::string correlation_svg(const Correlation& correlation);
/// A line a feature, most important first; a dot a row at its SHAP value, coloured from blue (the feature is low) to
/// red (high); at most `most_rows` rows, evenly taken.
std::string shap_svg(const Explanation& explanation, const Table& table, const std::string& class_name,
                     int most_rows = 1000);
/// Gini, permutation (where computed) and mean |SHAP| (where given) side by side.
std::string importance_svg(const Forest& forest, const Explanation* explanation);
/// All methods, both splits.
std::string roc_svg(const Evaluation& evaluation);
std::string calibration_svg(const Evaluation& evaluation);
std::string confusion_svg(const Evaluation& evaluation);
/// Components 1 and 2, 1 and 3; rows coloured by class; explained variance beside.
std::string components_svg(const Components& components, const Table& table);

}  // namespace nacre::learn
