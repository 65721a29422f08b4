#include "jobs/select.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>

#include "io/extxyz.h"
#include "io/folder_lock.h"
#include "jobs/earlier_results.h"
#include "jobs/frame_batches.h"
#include "jobs/frame_grades.h"
#include "jobs/names.h"
#include "jobs/potential.h"
#include "jobs/text.h"
#include "report/csv.h"
#include "train/data/select.h"
#include "train/model/committee.h"

namespace nacre::jobs {

namespace {
struct Found {
  std::vector<train::SelectRow> rows;
  std::vector<std::string> classes;  ///< config_type of each frame
  std::vector<train::Point> points;  ///< mean descriptors of all frames
};

/// What the band is of.
struct Quantity {
  const char *column, *words, *unit, *key;
};
Quantity quantity_of(const Select& a) {
  if (a.active.empty()) return {"max_force_spread_eV_per_A", "largest force spread", " eV/A", "max_force_spread"};
  return {"max_grade", "largest extrapolation grade", "", "max_grade"};
}

void check_arguments(const Select& a) {
  if (a.active.empty() == a.committee.empty())
    throw Error("one of the two says where frames are worth labelling").key("--committee, --active");
  if (a.band[0] < 0 || !(a.band[0] < a.band[1]))
    throw Error("this band holds nothing")
        .key("--band")
        .value(fmt::format("{:g} {:g}", a.band[0], a.band[1]))
        .allowed("0 <= LOW < HIGH");
  if (std::filesystem::path(a.output).filename() == "select.csv" ||
      std::filesystem::path(a.output).filename() == "select.svg")
    throw Error("this name is taken by the table or the picture").key("--output").value(a.output);
}

/// Mean descriptors of all frames of a file; look(frames) may do more with them, a batch at a time.
template <class Look>
std::vector<train::Point> look_at(const std::string& file, const NepModel& model, Look&& look) {
  std::vector<train::Point> points;
  FrameBatches batches(file);
  while (batches.next(model.species)) {
    batches.with_place([&] {
      for (std::size_t f = 0; f < batches.frames().size(); ++f)
        if (batches.frames()[f].atoms.size() == 0) throw StructureError(f, Error("this frame has no atoms"));
      for (train::Point& p : train::mean_descriptors(model, batches.items())) points.push_back(std::move(p));
      look(batches.frames());
    });
  }
  return points;
}

/// Of each frame the number that the band is of.
using Measure = std::function<std::vector<double>(std::vector<Frame>& frames)>;

Measure spreads_of(const std::shared_ptr<train::Committee>& committee) {
  return [committee](std::vector<Frame>& frames) {
    std::vector<double> largest;
    for (const train::ForceSpread& s : committee->spreads(frames)) largest.push_back(s.largest);
    return largest;
  };
}

Measure grades_of(const std::shared_ptr<FrameGrades>& grades) {
  return [grades](std::vector<Frame>& frames) {
    std::vector<double> largest;
    for (const std::vector<double>& g : grades->of(frames)) largest.push_back(largest_grade(g));
    return largest;
  };
}

std::string class_of(const Frame& frame) {
  const auto found = frame.info.find("config_type");
  return found == frame.info.end() ? "" : found->second;
}

Found look_at_frames(const Select& a, const NepModel& model, const Measure& measure) {
  Found found;
  found.points = look_at(a.input, model, [&](std::vector<Frame>& frames) {
    for (const Frame& f : frames) found.classes.push_back(class_of(f));
    for (const double value : measure(frames)) {
      train::SelectRow row;
      row.spread = value;
      row.in_band = row.spread >= a.band[0] && row.spread <= a.band[1];
      found.rows.push_back(row);
    }
  });
  return found;
}

std::size_t count_chosen(const Found& found) {
  return static_cast<std::size_t>(
      std::count_if(found.rows.begin(), found.rows.end(), [](const train::SelectRow& r) { return r.order > 0; }));
}

/// Frames chosen of each class.
std::map<std::string, std::int64_t> chosen_by_class(const Found& found) {
  std::map<std::string, std::int64_t> counts;
  for (std::size_t f = 0; f < found.rows.size(); ++f)
    if (found.rows[f].order > 0) ++counts[found.classes[f]];
  return counts;
}

std::vector<std::size_t> candidates_of(const Select& a, const Found& found) {
  std::vector<std::size_t> frames;
  for (std::size_t f = 0; f < found.rows.size(); ++f)
    if (found.rows[f].in_band) frames.push_back(f);
  const auto [low, high] = std::minmax_element(found.rows.begin(), found.rows.end(),
                                               [](const auto& x, const auto& y) { return x.spread < y.spread; });
  const Quantity q = quantity_of(a);
  if (frames.empty() && !a.at_most)
    throw Error(
        fmt::format("no frame has its {0} in the band {1:g} to {2:g}{3}; those of the {4} frames are {5:.4g} to "
                    "{6:.4g}{3}",
                    q.words, a.band[0], a.band[1], q.unit, found.rows.size(), low->spread, high->spread),
        Error::Kind::failed)
        .file(a.input);
  if (a.number > frames.size() && !a.at_most)
    throw Error("more frames are asked for than the band holds")
        .file(a.input)
        .key("--number")
        .value(fmt::format("{}", a.number))
        .allowed(fmt::format("1 to {}", frames.size()));
  return frames;
}

void choose(const Select& a, const std::vector<train::Point>& known, Found& found) {
  const std::vector<std::size_t> frames = candidates_of(a, found);
  std::vector<train::Point> points;
  for (const std::size_t f : frames) points.push_back(found.points[f]);
  std::size_t order = 0;
  for (const train::Choice& c : train::farthest_points(points, known, a.number, a.seed)) {
    found.rows[frames[c.index]].order = ++order;
    found.rows[frames[c.index]].distance = c.distance;
  }
}

/// Splits the map of frames and known structures; the frames' part goes into the rows.
train::PrincipalMap draw_map(const std::vector<train::Point>& known, Found& found) {
  std::vector<train::Point> all = found.points;
  all.insert(all.end(), known.begin(), known.end());
  train::PrincipalMap map = train::principal_map(all);
  for (std::size_t f = 0; f < found.rows.size(); ++f)
    found.rows[f].first = map.first[f], found.rows[f].second = map.second[f];
  map.first.erase(map.first.begin(), map.first.begin() + static_cast<std::ptrdiff_t>(found.rows.size()));
  map.second.erase(map.second.begin(), map.second.begin() + static_cast<std::ptrdiff_t>(found.rows.size()));
  return map;
}

/// The chosen frames in the order of the input, 17 digits: the same positions to the last bit.
std::string chosen_frames(const Select& a, const std::vector<train::SelectRow>& rows) {
  std::string text;
  ExtxyzReader reader(a.input);
  Frame frame;
  for (std::size_t f = 0; f < rows.size() && reader.next(frame); ++f) {
    if (rows[f].order == 0) continue;
    ExtxyzOptions options;
    options.digits = 17;
    options.wrap = false;
    options.extra =
        fmt::format("frame={} order={} {}={:.8g}", f + 1, rows[f].order, quantity_of(a).key, rows[f].spread);
    if (const auto type = frame.info.find("config_type"); type != frame.info.end())
      options.extra += " config_type=\"" + type->second + "\"";
    format_frame(text, frame.atoms, frame.box, nullptr, options);
  }
  return text;
}

void write_results(const Select& a, const Found& found, const train::PrincipalMap& map, Log& log) {
  const std::filesystem::path folder = std::filesystem::path(a.output).parent_path();
  const FolderLock lock(folder.string(), "nacre select");
  replace_files({{(folder / "select.csv").string(), csv_text(train::select_table(found.rows, quantity_of(a).column))},
                 {(folder / "select.svg").string(), train::select_picture(found.rows, map, map.share)},
                 {a.output, chosen_frames(a, found.rows)}},
                log);
}

Measure make_measure(const Select& a, const NepModel& model, Device device) {
  if (!a.active.empty()) return grades_of(std::make_shared<FrameGrades>(a.potential, a.active));
  return spreads_of(std::make_shared<train::Committee>(a.committee, model.species, [device](const std::string& path) {
    return open_potential(path, device, Precision::single);
  }));
}

/// The job with paths that can be opened.
Select with_paths(Select job, const Surroundings& around) {
  job.potential = potential_path(around, job.potential);
  for (std::string& member : job.committee) member = potential_path(around, member);
  job.input = around.path(job.input);
  job.output = around.path(job.output);
  if (!job.known.empty()) job.known = around.path(job.known);
  if (!job.active.empty()) job.active = around.path(job.active);
  return job;
}

report::Report report_of(const Select& a, const Found& found, std::size_t known, const train::PrincipalMap& map) {
  const auto in_band = std::count_if(found.rows.begin(), found.rows.end(), [](const auto& r) { return r.in_band; });
  report::Report report;
  report.summary.put("selected", static_cast<std::int64_t>(count_chosen(found)));
  report.summary.put("in_band", static_cast<std::int64_t>(in_band));
  report.summary.put("frames", static_cast<std::int64_t>(found.rows.size()));
  report.summary.put("known", static_cast<std::int64_t>(known));
  std::string classes;
  std::vector<report::Summary::Map> maps;
  for (const auto& [name, count] : chosen_by_class(found)) {
    maps.push_back({{"class", name}, {"selected", count}});
    classes += fmt::format("{}{} {}", classes.empty() ? "" : ", ", name.empty() ? "(none)" : name, count);
  }
  report.summary.put_maps("by_class", std::move(maps));
  report.summary.put("pc1_share", map.share[0]);
  report.summary.put("pc2_share", map.share[1]);
  report.sections = {{"select",
                      a.output,
                      "",
                      {number_row("in_band", "frames in the band", static_cast<double>(in_band)),
                       number_row("selected", "frames chosen", static_cast<double>(count_chosen(found))),
                       number_row("pc1_percent", "variance along the first component (%)", 100 * map.share[0], "%"),
                       number_row("pc2_percent", "variance along the second component (%)", 100 * map.share[1], "%")}}};
  report.words =
      text_of({fmt::format("{} of {} frames in the band {:g} to {:g}{}, {} chosen, written to {}", in_band,
                           found.rows.size(), a.band[0], a.band[1], quantity_of(a).unit, count_chosen(found), a.output),
               "added to each class: " + classes,
               fmt::format("principal components: {:.1f} % and {:.1f} % of the variance", 100 * map.share[0],
                           100 * map.share[1])});
  return report;
}
}  // namespace

void Select::options(Options& table) {
  table.add_positional("FILE", input, "Extended XYZ of many frames").require().as(Path::input);
  table.add("potential", potential, "NEP whose descriptors span the space").require().as(Path::input);
  table.add("committee", committee, "Two or more potentials of the same elements: the band is of their force spread")
      .times(2, 1000)
      .as(Path::input);
  table
      .add("active", active,
           "Active set of the potential (nacre model active), in place of a committee: the band is of the grade")
      .as(Path::input);
  table.add("band", band, "LOW HIGH: frames whose largest force spread (eV/A) or grade lies in it")
      .require()
      .times(2, 2);
  table.add("number", number, "Frames to choose").require().in(positive()).no_standard();
  table.add("at-most", at_most, "Choose fewer frames, or none, where the band holds no more");
  table.add("output", output, "The chosen frames; select.csv and select.svg are put beside it")
      .require()
      .shortly("o")
      .as(Path::output);
  table.add("known", known, "Extended XYZ: frames that count as chosen already").as(Path::input);
  table.add("seed", seed, "Begin with a random frame, not with the one nearest to the mean").without({"known"});
}

void Select::own_files(const Surroundings& around, FileNames& names) const {
  const std::filesystem::path folder = std::filesystem::path(around.path(output)).parent_path();
  write_into(folder.string(), {"select.csv", "select.svg"}, "output", names);
}

report::Report Select::run(const Surroundings& around) {
  check_arguments(*this);
  const Select a = with_paths(*this, around);
  const NepModel model = read_nep(a.potential);
  const Measure measure = make_measure(a, model, around.device);
  std::vector<train::Point> known_points;
  if (!known.empty()) known_points = look_at(a.known, model, [](std::vector<Frame>&) {});
  Found found = look_at_frames(a, model, measure);
  choose(a, known_points, found);
  const train::PrincipalMap map = draw_map(known_points, found);
  write_results(a, found, map, around.said());
  return report_of(*this, found, known_points.size(), map);
}

}  // namespace nacre::jobs
