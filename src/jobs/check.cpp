#include "jobs/check.h"

#include <filesystem>

#include "io/paths.h"
#include "jobs/checked_deck.h"
#include "jobs/detailed_error.h"
#include "jobs/insert.h"
#include "jobs/pipeline/read_pipeline.h"
#include "jobs/train.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using report::Summary;

/// A folder with this file and no run.in.
bool holds(const std::string& where, const char* file) {
  return file_exists(fs::path(where) / file) && !file_exists(fs::path(where) / "run.in");
}

/// A folder with nep.in, or a file of that name.
bool is_training(const std::string& where) {
  return is_folder(where) ? holds(where, "nep.in") : fs::path(where).filename() == "nep.in";
}

/// A folder with insert.yaml, or a YAML file.
bool is_insertion(const std::string& where) {
  return is_folder(where) ? holds(where, "insert.yaml") : fs::path(where).extension() == ".yaml";
}

/// A YAML file with stages.
bool is_chain(const std::string& where) {
  return !is_folder(where) && fs::path(where).extension() == ".yaml" && pipeline::is_pipeline(where);
}

CheckedDeck checked(const std::string& where, bool allow_outside) {
  CheckedDeck checked;
  checked.deck.file = where;
  if (is_training(where)) {
    list_train_errors(where, checked.errors, checked.warnings);
    for (const std::string& w : checked.warnings) checked.text += "warning: " + w + "\n";
  } else if (is_chain(where)) {
    pipeline::read_pipeline(where, checked.errors);
  } else if (is_insertion(where)) {
    checked.deck.file = insert_file(where);
    list_insert_errors(where, checked.errors, checked.warnings);
    for (const std::string& w : checked.warnings) checked.text += "warning: " + w + "\n";
  } else {
    return read_and_check(where, {allow_outside, false});
  }
  return checked;
}

Summary summary_of(const std::vector<Error>& errors, const std::vector<std::string>& warnings) {
  std::vector<Summary::Map> maps;
  for (const Error& e : errors)
    maps.push_back({{"file", e.file()}, {"line", std::int64_t{e.line()}}, {"message", e.message()}});
  Summary summary;
  summary.put_maps("errors", std::move(maps));
  if (!warnings.empty()) summary.put_list("warnings", std::vector<Summary::Value>(warnings.begin(), warnings.end()));
  return summary;
}
}  // namespace

void Check::options(Options& table) {
  table
      .add_positional(
          "DIR", where,
          "Folder with run.in and model.xyz, with nep.in and train.xyz or with insert.yaml, or that file itself; "
          "or the file of a pipeline")
      .as(Path::input);
  table.add("allow-outside", allow_outside, "The deck may write files outside of its folder, as with nacre run");
}

report::Report Check::run(const Surroundings& around) {
  const CheckedDeck found = checked(around.path(where), allow_outside);
  report::Report report;
  report.summary = summary_of(found.errors, found.warnings);
  if (!found.errors.empty())
    throw DetailedError(number_of(found.errors, "the deck", found.deck.file))
        .causes(found.errors)
        .found(std::move(report));
  report.words = found.text + "no errors\n";
  return report;
}

}  // namespace nacre::jobs
