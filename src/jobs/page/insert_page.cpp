#include "jobs/page/insert_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <optional>

#include "core/error.h"
#include "insert/insertion.h"
#include "insert/voltage_plot.h"
#include "io/extxyz.h"
#include "io/paths.h"
#include "io/words.h"
#include "jobs/page/page_files.h"
#include "jobs/page/page_folder.h"
#include "jobs/page/page_viewer.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using insert::InsertSettings;
using report::Page;
using report::PagePart;

/// Where the results of one seed lie, as a path and seen from the page.
struct SeedFolder {
  std::string title, path, seen;
};

std::vector<SeedFolder> folders_of(const InsertSettings& s) {
  if (s.seeds.size() == 1) return {{"Insertion", s.output_folder, ""}};
  std::vector<SeedFolder> folders;
  for (const std::uint64_t seed : s.seeds)
    folders.push_back(
        {fmt::format("Seed {}", seed), insert::path_in(s, insert::seed_folder(seed)), insert::seed_folder(seed) + "/"});
  return folders;
}

/// Nothing where there are no rows (yet).
std::optional<insert::ReadLedger> ledger_in(const std::string& file) {
  try {
    return insert::read_ledger(file);
  } catch (const Error&) {
    return {};
  }
}

/// The curve as far as it goes: the picture beside it is drawn when the work ends.
void add_curve(const SeedFolder& folder, PagePart& part) {
  const std::string ledger = (fs::path(folder.path) / insert::ledger_file).string();
  if (!file_exists(ledger)) return;
  const std::optional<insert::ReadLedger> read = ledger_in(ledger);
  const std::string picture = (fs::path(folder.path) / insert::picture_file).string();
  if (read && read->base)
    part.figures.push_back(page_figure(insert::picture_file, insert::voltage_plot(*read->base, read->rows),
                                       file_exists(picture) ? folder.seen + insert::picture_file : ""));
  add_files(folder.path, folder.seen, {insert::ledger_file}, part);
}

void add_final(const SeedFolder& folder, const std::string& viewer, Page& page, PagePart& part) {
  const std::string path = (fs::path(folder.path) / insert::final_file).string();
  if (!file_exists(path)) return;
  Frame frame = read_frame(path);
  show_structure({std::move(frame.atoms), frame.box, {}}, "", viewer, page, part);
}

void fill_page(const InsertSettings& s, const std::string& viewer, Page& page, const report::Report* found) {
  if (s.seeds.size() > 1) {
    PagePart all;
    all.title = "All seeds";
    if (found != nullptr) all.report = *found;
    if (!page.running) add_files(s.folder, "", {insert::band_picture_file, insert::band_file}, all);
    page.parts.push_back(std::move(all));
  }
  for (const SeedFolder& folder : folders_of(s)) {
    PagePart part;
    part.title = folder.title;
    if (found != nullptr && s.seeds.size() == 1) part.report = *found;
    add_curve(folder, part);
    if (!page.running) add_final(folder, viewer, page, part);
    page.parts.push_back(std::move(part));
  }
}
}  // namespace

PageSource insert_page(const InsertSettings& settings, const std::string& viewer) {
  PageSource source;
  source.path = insert::path_in(settings, report::page_name);
  source.command = "nacre insert", source.subject = settings.file;
  source.fill = [&settings, viewer, file = settings_file(settings.file)](Page& page, const report::Report* found) {
    page.facts.emplace_back("structure", settings.structure);
    page.facts.emplace_back("potential", settings.potential);
    page.facts.emplace_back("seed", fmt::format("{}", fmt::join(settings.seeds, ", ")));
    page.settings.push_back(file);
    fill_page(settings, viewer, page, found);
  };
  return source;
}

}  // namespace nacre::jobs
