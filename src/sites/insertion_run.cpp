#include "sites/insertion_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

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
  if (has_ledger(folder)) return {folder};
  std::vector<std::pair<long, std::string>> seeds;
  if (is_folder(folder))
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (name.rfind("seed-", 0) == 0 && has_ledger(entry.path()))
        seeds.emplace_back(std::atol(name.c_str() + 5), entry.path().string());
    }
  std::sort(seeds.begin(), seeds.end());
  std::vector<std::string> out;
  out.reserve(seeds.size());
  for (const auto& [unused, name] : seeds) out.push_back(name);
  if (out.empty())
    throw Error("no finished insertion here: neither insert.csv nor folders seed-N that hold one").file(path);
  return out;
}

}  // namespace nacre::sites
