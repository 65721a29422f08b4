// What a training of a forest of sites is worth, for the page and the summary.
#pragma once
#include <string>
#include <vector>

#include "report/report.h"
#include "sites/training.h"

namespace nacre::jobs {

/// "1 box: leaving one out needs two", "the only class is ...": what a user must know of a training.
std::vector<std::string> training_notices(const sites::SiteTraining& training);
/// Accuracy and AUC of all methods, both splits, and what the forest says of itself.
std::string training_page(const sites::SiteTraining& training);
/// The forest's accuracy and AUC, by both splits.
std::vector<report::Row> training_rows(const sites::SiteTraining& training);
/// accuracy, auc, oob_error and what stands beside them.
void put_training(report::Summary& summary, const sites::SiteTraining& training, const sites::Teaching& teaching);

}  // namespace nacre::jobs
