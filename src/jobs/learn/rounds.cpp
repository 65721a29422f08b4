#include "jobs/learn/rounds.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "core/lines.h"
#include "io/files.h"
#include "io/paths.h"
#include "io/words.h"
#include "jobs/learn/explore.h"
#include "jobs/select.h"
#include "jobs/train.h"
#include "train/result_names.h"

namespace nacre::jobs::learn {

namespace {
namespace fs = std::filesystem;

void make_place(const std::string& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw Error("this folder cannot be made: " + failure.message(), Error::Kind::failed).file(folder);
}

void copy_whole(const std::string& from, const std::string& to) { write_whole(to, read_text(from)); }

std::string info_of(const Frame& frame, const std::string& key) {
  const auto found = frame.info.find(key);
  return found == frame.info.end() ? "" : found->second;
}

std::string frame_text(const Frame& frame, const std::string& extra, const Evaluation* labels) {
  ExtxyzOptions options;
  options.digits = 17;
  options.wrap = false;
  options.columns.force = labels != nullptr;
  options.extra = extra;
  std::string text;
  format_frame(text, frame.atoms, frame.box, labels, options);
  return text;
}

/// nep.in with a seed of its own.
std::string with_seed(const std::string& nep_in, std::int64_t seed) {
  std::string text;
  for (const std::string& line : split_lines(read_text(nep_in))) {
    const std::vector<std::string> words = split_words(line);
    if (words.empty() || words[0] != "seed") text += line + "\n";
  }
  return text + fmt::format("seed {}\n", seed);
}

std::string labels_text(const Frame& frame) {
  std::string text = fmt::format("energy={:.17g}", *frame.energy);
  if (frame.virial) {
    text += " virial=\"";
    for (int k = 0; k < 9; ++k) text += fmt::format("{}{:.17g}", k > 0 ? " " : "", frame.virial->m[k / 3][k % 3]);
    text += "\"";
  }
  return text;
}

/// What a user's command must have made of a frame.
std::string why_no_label(const std::string& file, const Frame& frame) try {
  if (!file_exists(file)) return "it wrote no labels";
  const Frame found = read_frame(file);
  if (found.atoms.size() != frame.atoms.size()) return "the labelled frame has another number of atoms";
  if (!found.energy) return "the labelled frame has no energy";
  if (found.force.empty()) return "the labelled frame has no forces";
  return "";
} catch (const Error& e) {
  return e.what();
}

std::string quoted(const std::string& path) {
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}
}  // namespace

Rounds::Rounds(const LoopSettings& settings, const Surroundings& around) : settings_(settings), around_(around) {
  make_place(path_in(settings_, settings_.output));
}

std::string Rounds::file(std::int64_t round, const std::string& name) const {
  return (fs::path(path_in(settings_, settings_.output)) / fmt::format("round-{:02}", round) / name).string();
}

std::string Rounds::explored(std::int64_t round, const std::string& folder) const {
  return file(round, "explore-" + explorer_name(folder));
}

std::string Rounds::data(std::int64_t round) const {
  return round == 1 ? path_in(settings_, settings_.start) : file(round - 1, "train.xyz");
}

void Rounds::see_whether_to_stop() const {
  if (around_.stop && around_.stop())
    throw Error("stopped; the same command goes on from here", Error::Kind::interrupted);
}

void Rounds::train_member(std::int64_t round, std::int64_t member) const {
  const std::string folder = file(round, fmt::format("member-{}", member)), done = folder + "/trained";
  if (file_exists(done)) return;
  Train job;
  job.where = folder;
  job.resume = file_exists(folder + "/" + train::checkpoint_file);
  if (!job.resume) {
    make_place(folder);
    write_whole(folder + "/nep.in",
                with_seed(path_in(settings_, settings_.train), (round - 1) * settings_.committee + member));
    copy_whole(data(round), folder + "/train.xyz");
    if (!settings_.test.empty()) copy_whole(path_in(settings_, settings_.test), folder + "/test.xyz");
  }
  const report::Report report = job.run(around_);
  write_whole(done, report.summary.yaml());
}

void Rounds::explore(std::int64_t round, const std::string& folder) const {
  const std::string place = explored(round, folder), done = place + "/explored";
  if (file_exists(done)) return;
  make_place(place);
  explore_with(settings_, folder, place, model(round), round, around_);
  write_whole(done, "");
}

/// The frames of all that explored, with the folder's name as class.
void Rounds::gather(std::int64_t round) const {
  if (file_exists(file(round, "candidates.xyz"))) return;
  std::string text;
  for (const std::string& folder : settings_.explore) {
    const std::string frames = explored_frames(settings_, explored(round, folder));
    if (!file_exists(frames)) continue;
    const std::string extra = "config_type=" + explorer_name(folder);
    ExtxyzReader reader(frames);
    for (Frame frame; reader.next(frame); frame = Frame()) text += frame_text(frame, extra, nullptr);
  }
  if (text.empty())
    throw Error("nothing that explores wrote a frame", Error::Kind::failed).file(settings_.file).key("frames");
  write_whole(file(round, "candidates.xyz"), text);
}

void Rounds::choose(std::int64_t round, RoundReport& report) const {
  if (!file_exists(file(round, "chosen.xyz"))) {
    Select job;
    job.input = file(round, "candidates.xyz");
    job.potential = model(round);
    for (std::int64_t m = 1; m <= settings_.committee; ++m)
      job.committee.push_back(file(round, fmt::format("member-{}/nep.txt", m)));
    job.band = settings_.band;
    job.number = static_cast<std::size_t>(settings_.number);
    job.at_most = true;
    job.known = data(round);
    job.output = file(round, "chosen.xyz");
    job.run(around_);
  }
  const std::vector<std::string> rows = split_lines(read_text(file(round, "select.csv")));
  for (std::size_t i = 1; i < rows.size(); ++i) {
    std::string row = rows[i];
    std::replace(row.begin(), row.end(), ',', ' ');
    const Words words(file(round, "select.csv"), static_cast<long>(i + 1), split_words(row));
    report.largest_spread = std::max(report.largest_spread, words.real(1, "spread"));
    ++report.candidates;
    report.chosen += words.integer(2, "order") > 0;
  }
}

bool Rounds::label_frame(const std::string& place, const Frame& frame) const {
  const std::string in = place + ".xyz", out = place + ".out.xyz";
  write_whole(in, frame_text(frame, "config_type=" + info_of(frame, "config_type"), nullptr));
  std::error_code none;
  fs::remove(out, none);  // of a call that was killed
  const std::string command =
      fmt::format("cd {} && {} {} {}", quoted(settings_.folder), settings_.label, quoted(real_path(in)),
                  quoted(real_path(fs::path(in).parent_path()) + "/" + fs::path(out).filename().string()));
  const int status = std::system(command.c_str());
  see_whether_to_stop();
  std::string why = why_no_label(out, frame);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) why = "the command failed";
  if (!why.empty()) {
    write_whole(place + ".failed", why + "\n");
    around_.said().line(fmt::format("note: {}: {}", in, why));
    return false;
  }
  copy_whole(out, place + ".labelled.xyz");
  return true;
}

void Rounds::label(std::int64_t round, RoundReport& report) const {
  make_place(file(round, "label"));
  const std::vector<Frame> frames = read_frames(file(round, "chosen.xyz"));
  for (std::size_t f = 0; f < frames.size(); ++f) {
    const std::string place = file(round, fmt::format("label/{:04}", f + 1));
    see_whether_to_stop();
    const bool is_there = file_exists(place + ".labelled.xyz"), has_failed = file_exists(place + ".failed");
    const bool good = is_there || (!has_failed && label_frame(place, frames[f]));
    good ? ++report.labelled : ++report.failed;
    if (good) ++report.added[info_of(frames[f], "config_type")];
  }
  if (report.labelled == 0)
    throw Error("no frame could be labelled", Error::Kind::failed).file(file(round, "label")).key("label");
}

/// The data of the next round: those of this one as they stand, and the labelled frames.
void Rounds::join(std::int64_t round, RoundReport& report) const {
  if (file_exists(file(round, "train.xyz"))) return;
  std::string text = read_text(data(round));
  for (std::int64_t f = 1; f <= report.chosen; ++f) {
    const std::string place = file(round, fmt::format("label/{:04}", f));
    if (!file_exists(place + ".labelled.xyz")) continue;
    const Frame frame = read_frame(place + ".labelled.xyz");
    Evaluation labels;
    labels.force = frame.force;
    text += frame_text(frame,
                       labels_text(frame) + " config_type=" + info_of(read_frame(place + ".xyz"), "config_type") +
                           fmt::format(" source=round-{:02}-{:04}", round, f),
                       &labels);
  }
  write_whole(file(round, "train.xyz"), text);
}

RoundReport Rounds::round(std::int64_t number, bool last) {
  RoundReport report;
  report.round = number;
  for (std::int64_t m = 1; m <= settings_.committee; ++m) train_member(number, m);
  ExtxyzReader reader(data(number));
  for (Frame frame; reader.next(frame); frame = Frame()) ++report.frames;
  const std::vector<train::LossRow> rows = train::read_loss_rows(file(number, "member-1/loss.out"));
  if (!rows.empty()) report.errors = rows.back();
  report.with_test = !settings_.test.empty();
  report.classes = read_round_errors(file(number, "member-1/trained"), number);
  if (last) return report;
  for (const std::string& folder : settings_.explore) explore(number, folder);
  gather(number);
  choose(number, report);
  if (report.chosen == 0) return report;
  label(number, report);
  join(number, report);
  return report;
}

}  // namespace nacre::jobs::learn
