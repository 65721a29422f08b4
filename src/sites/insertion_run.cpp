#include "sites/insertion_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "core/error.h"
#include "insert/contest.h"
#include "insert/insertion.h"
#include "io/paths.h"

namespace nacre::sites {

namespace {
namespace fs = std::filesystem;
constexpr double same_place = 1e-3;  // Å: the ledger has six decimals, a frame nine digits

std::string folder_of(const std::string& path) {
  fs::path folder = is_folder(path) ? fs::path(path) : fs::path(path).parent_path();
  if (!folder.has_filename() && folder.has_parent_path()) folder = folder.parent_path();  // a slash at the end
  return folder.empty() ? "." : folder.string();
}

/// What insert.yaml of the folder says; none: no such file, or a wrong one.
std::vector<std::uint64_t> seeds_of(const std::string& folder) {
  const std::string file = (fs::path(folder) / "insert.yaml").string();
  if (!file_exists(file)) return {};
  std::vector<Error> errors;
  try {
    const insert::InsertSettings settings = insert::read_insert_settings(file, errors);
    return errors.empty() ? settings.seeds : std::vector<std::uint64_t>();
  } catch (const Error&) {
    return {};
  }
}

std::vector<int> guests_of(const Frame& frame, const std::string& species) {
  std::vector<int> out;
  for (std::size_t i = 0; i < frame.atoms.size(); ++i)
    if (frame.atoms.species[frame.atoms.type[i]] == species) out.push_back(static_cast<int>(i));
  return out;
}
}  // namespace

InsertionRun::InsertionRun(const std::string& path, const std::string& structures) : folder_(folder_of(path)) {
  const auto in_folder = [&](const std::string& name) { return (fs::path(folder_) / name).string(); };
  const std::string ledger = in_folder(insert::ledger_file);
  if (!file_exists(ledger)) throw Error("no ledger of an insertion here").file(ledger);
  check_fresh();
  ledger_ = insert::read_ledger(ledger);
  if (!ledger_.base)
    throw Error("the comment lines that say species, host and start are missing at the head of this ledger")
        .file(ledger);
  for (const insert::LedgerRow& row : rows())
    if (row.change <= 0)
      throw Error("this run removes atoms; types are given to runs that insert")
          .file(ledger)
          .key("change")
          .value(std::to_string(row.change));
  for (const std::string& name : {structures, std::string(insert::final_file)})
    if (file_exists(in_folder(name))) files_.push_back(in_folder(name));
  if (files_.empty())
    throw Error("no frames of this run: structures.every was 0 and it has not ended").file(in_folder(structures));
}

/// A ledger of other settings, another structure or another potential than those beside it is not labelled.
void InsertionRun::check_fresh() const {
  const fs::path folder = fs::absolute(folder_).lexically_normal();
  const std::optional<std::uint64_t> seed = insert::seed_of_folder(folder.filename().string());
  const bool lists_seeds = seed && !file_exists(folder / "insert.yaml");
  const std::string why = insert::stale_reason(folder_, (lists_seeds ? folder.parent_path() : folder).string(),
                                               lists_seeds ? seed : std::nullopt);
  if (!why.empty())
    throw Error("this ledger is of another input; insert again, or put back what made it: " + why)
        .file((fs::path(folder_) / insert::ledger_file).string());
}

std::int64_t InsertionRun::number_before(std::int64_t row) const {
  return row == 0 ? base().start_number : rows()[row - 1].number;
}

std::int64_t InsertionRun::row_of(std::int64_t guest) const {
  if (guest < base().start_number) return -1;
  const auto found = std::upper_bound(rows().begin(), rows().end(), guest,
                                      [](std::int64_t g, const insert::LedgerRow& row) { return g < row.number; });
  return found - rows().begin();
}

std::int64_t InsertionRun::row_that_ends_at(std::int64_t number) const {
  if (number == base().start_number) return -1;
  const std::int64_t row = row_of(number - 1);
  return row >= 0 && row < static_cast<std::int64_t>(rows().size()) && rows()[row].number == number ? row : -2;
}

void InsertionRun::check_frame(const RunFrame& f) const {
  const std::vector<int> guests = guests_of(*f.frame, base().species);
  const auto hosts = guests_of(*f.frame, base().host).size();
  const auto wrong = [&](const std::string& what) {
    return Error("this frame is not of the ledger beside it: " + what);
  };
  if (static_cast<std::int64_t>(hosts) != base().host_atoms)
    throw wrong(fmt::format("{} host atoms, not {}", hosts, base().host_atoms));
  if (f.row == -2) throw wrong(fmt::format("no row ends with {} atoms of {}", f.number, base().species));
  if (f.row < 0 || !rows()[f.row].position) return;
  const double distance =
      insert::nearest_distance(f.frame->box, *rows()[f.row].position, f.frame->atoms.position[guests.back()]);
  if (distance > same_place)
    throw wrong(fmt::format("its last atom is {:.4f} Å from the place of row N = {}", distance, f.number));
}

void InsertionRun::for_each_frame(const std::function<void(const RunFrame&)>& body) const {
  RunFrame at;
  std::int64_t latest = -1;
  for (const std::string& file : files_) {
    ExtxyzReader reader(file);
    for (Frame frame; reader.next(frame);) {
      at.number = static_cast<std::int64_t>(guests_of(frame, base().species).size());
      if (at.number <= latest) continue;  // final.xyz when the trajectory ends with it
      at.row = row_that_ends_at(at.number);
      at.frame = &frame;
      try {
        if (!frame.has_lattice) throw Error("a frame of a run needs its lattice");
        check_frame(at);
        body(at);
      } catch (Error& e) {
        if (e.file().empty()) e.file(file).line(frame.line);
        throw;
      }
      latest = at.number;
      ++at.index;
    }
  }
}

std::vector<std::string> insertion_folders(const std::string& path) {
  const std::string folder = folder_of(path);
  const auto has_ledger = [](const fs::path& p) { return file_exists(p / insert::ledger_file); };
  const std::vector<std::uint64_t> asked = seeds_of(folder);  // what an earlier list left is not of this input
  const auto is_asked = [&](std::uint64_t seed) {
    return asked.empty() || (asked.size() > 1 && std::find(asked.begin(), asked.end(), seed) != asked.end());
  };
  if (has_ledger(folder) && asked.size() < 2) return {folder};
  std::vector<std::pair<std::uint64_t, std::string>> seeds;
  if (is_folder(folder))
    for (const auto& entry : fs::directory_iterator(folder)) {
      const auto seed = insert::seed_of_folder(entry.path().filename().string());
      if (seed && is_asked(*seed) && has_ledger(entry.path())) seeds.emplace_back(*seed, entry.path().string());
    }
  std::sort(seeds.begin(), seeds.end());
  std::vector<std::string> out;
  out.reserve(seeds.size());
  for (const auto& [unused, name] : seeds) out.push_back(name);
  if (out.empty())
    throw Error(
        "no finished insertion here: neither insert.csv nor folders seed-N that hold one and that insert.yaml names")
        .file(path);
  return out;
}

}  // namespace nacre::sites
