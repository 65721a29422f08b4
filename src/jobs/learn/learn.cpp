#include "jobs/learn/learn.h"

#include <fmt/format.h>

#include <filesystem>

#include "io/files.h"
#include "io/folder_lock.h"
#include "io/hash.h"
#include "io/paths.h"
#include "io/words.h"
#include "jobs/detailed_error.h"
#include "jobs/learn/explore.h"
#include "jobs/learn/rounds.h"
#include "jobs/page/learn_page.h"
#include "jobs/text.h"
#include "report/csv.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using learn::LoopSettings;
using learn::RoundReport;

/// Of all that the rounds read; `rounds` may grow.
std::string input_mark(const LoopSettings& s) {
  Fnv1a hash;
  for (const std::string& name : {s.train, s.start, s.test})
    if (!name.empty()) hash.add(read_text(path_in(s, name)) + "|");
  for (const std::string& folder : s.explore)
    for (const std::string& file : learn::explorer_files(s, folder)) hash.add(read_text(file) + "|");
  hash.add(fmt::format("{} {} {} {} {} {}", s.committee, s.number, s.band[0], s.band[1], s.label, s.frames));
  return fmt::format("{:016x}\n", hash.value());
}

/// A loop that goes on must be the one that was begun.
void expect_same_loop(const LoopSettings& s) {
  const std::string file = (fs::path(path_in(s, s.output)) / "loop.mark").string(), mark = input_mark(s);
  if (!file_exists(file)) return write_whole(file, mark);
  if (read_text(file) != mark)
    throw Error("the rounds there were begun with other settings, data or decks; name another output, or remove it")
        .file(s.file)
        .key("output")
        .value(s.output);
}

std::string added_text(const RoundReport& r) {
  std::string text;
  for (const auto& [name, count] : r.added) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
  return text;
}

std::string line_of(const RoundReport& r) {
  const train::LossValue& e = r.with_test ? r.errors.test : r.errors.train;
  std::string text = fmt::format("round {}: {} frames, {} errors {:.3f} meV/atom, {:.1f} meV/A", r.round, r.frames,
                                 r.with_test ? "test" : "training", 1000 * e.rmse_energy, 1000 * e.rmse_force);
  if (r.candidates > 0)
    text += fmt::format("; {} candidates, largest spread {:.3g} eV/A, {} labelled, {} failed", r.candidates,
                        r.largest_spread, r.labelled, r.failed);
  if (!r.added.empty()) text += " (" + added_text(r) + ")";
  return text;
}

std::string csv_of(const std::vector<RoundReport>& rounds) {
  std::string text =
      "round,frames,rmse_energy_train_eV_per_atom,rmse_force_train_eV_per_A,rmse_energy_test_eV_per_atom,"
      "rmse_force_test_eV_per_A,candidates,max_force_spread_eV_per_A,chosen,labelled,failed\n";
  for (const RoundReport& r : rounds)
    text += fmt::format("{},{},{:.8g},{:.8g},{:.8g},{:.8g},{},{:.8g},{},{},{}\n", r.round, r.frames,
                        r.errors.train.rmse_energy, r.errors.train.rmse_force, r.errors.test.rmse_energy,
                        r.errors.test.rmse_force, r.candidates, r.largest_spread, r.chosen, r.labelled, r.failed);
  return text;
}

std::vector<learn::RoundErrors> classes_of(const std::vector<RoundReport>& rounds) {
  std::vector<learn::RoundErrors> rows;
  for (const RoundReport& r : rounds) rows.insert(rows.end(), r.classes.begin(), r.classes.end());
  return rows;
}

report::Report report_of(const LoopSettings& s, const std::vector<RoundReport>& rounds, bool converged) {
  report::Report report;
  std::vector<std::string> lines;
  std::vector<report::Summary::Map> maps;
  for (const RoundReport& r : rounds) {
    lines.push_back(line_of(r));
    maps.push_back({{"round", r.round},
                    {"frames", r.frames},
                    {"rmse_energy_train_eV_per_atom", r.errors.train.rmse_energy},
                    {"rmse_force_train_eV_per_A", r.errors.train.rmse_force},
                    {"labelled", r.labelled},
                    {"failed", r.failed},
                    {"added", added_text(r)},
                    {"max_force_spread_eV_per_A", r.largest_spread}});
  }
  lines.push_back(converged ? "no frame is left in the band: the loop has ended"
                            : "all rounds are done; more `rounds` go on from here");
  const RoundReport& last = rounds.back();
  const std::vector<std::string> table = learn::class_error_lines(last.classes);
  lines.insert(lines.end(), table.begin(), table.end());
  report.words = text_of(lines);
  report.summary.put("rounds", static_cast<std::int64_t>(rounds.size()));
  report.summary.put("frames", last.frames);
  report.summary.put("rmse_energy_train_eV_per_atom", last.errors.train.rmse_energy);
  report.summary.put("rmse_force_train_eV_per_A", last.errors.train.rmse_force);
  if (last.with_test) {
    report.summary.put("rmse_energy_test_eV_per_atom", last.errors.test.rmse_energy);
    report.summary.put("rmse_force_test_eV_per_A", last.errors.test.rmse_force);
  }
  report.summary.put("state", converged ? "converged" : "rounds done");
  report.summary.put("potential", s.output + "/nep.txt");
  report.summary.put_maps("by_round", std::move(maps));
  report.summary.put_maps("by_class", learn::class_error_maps(classes_of(rounds)));
  return report;
}
report::Report all_rounds(const LoopSettings& settings, const Surroundings& around) {
  learn::Rounds rounds(settings, around);
  const std::string output = path_in(settings, settings.output);
  std::vector<RoundReport> reports;
  bool converged = false;
  for (std::int64_t r = 1; r <= settings.rounds + 1 && !converged; ++r) {
    const bool last = r > settings.rounds;
    reports.push_back(rounds.round(r, last));
    converged = !last && reports.back().chosen == 0;
    around.said().line(line_of(reports.back()));
    write_whole((fs::path(output) / "rounds.csv").string(), csv_of(reports));
    write_whole((fs::path(output) / "classes.csv").string(), csv_text(learn::class_error_table(classes_of(reports))));
    write_whole((fs::path(output) / "nep.txt").string(), read_text(rounds.model(r)));
  }
  return report_of(settings, reports, converged);
}
}  // namespace

void Learn::options(Options& table) {
  table.add_positional("FILE", input, "loop.yaml: what to train, explore, choose and label").as(Path::input);
  table.add("config", input, "The same as FILE").as(Path::input);
  table.add("schema", schema, "Print such a file with every default");
  table.add("keywords", keywords, "Print the keys of the file as a Markdown table");
}

report::Report Learn::run(const Surroundings& around) {
  if (schema || keywords) {
    report::Report report;
    report.words = schema ? learn::loop_schema() : learn::loop_manual();
    return report;
  }
  if (input.empty()) throw Error("the file of the loop is needed").key("FILE");
  std::vector<Error> errors;
  const LoopSettings settings = learn::read_loop(around.path(input), errors);
  throw_all(errors, "the loop", settings.file);
  const std::string output = path_in(settings, settings.output);
  make_folder(output, Surroundings());
  const FolderLock lock(output, "nacre learn");
  expect_same_loop(settings);
  return with_page(learn::learn_page(settings), around,
                   [&](const Surroundings& watched) { return all_rounds(settings, watched); });
}

}  // namespace nacre::jobs
