#include "sites/labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "core/error.h"
#include "io/words.h"
#include "sites/feature_keys.h"
#include "sites/teachers.h"

namespace nacre::sites {

namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Linear between the sorted values, as numpy.percentile.
double percentile(std::vector<double> values, double percent) {
  std::sort(values.begin(), values.end());
  const double place = percent / 100 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

SiteLabel intercalated() { return {SiteType::intercalation, 1, none, false, LabelSource::geometry}; }

bool is_adsorption(const SiteRow& row, const Threshold& threshold) {
  return row.word.empty() ? *row.binding > threshold.energy : row.word == "adsorption";
}

void add_extra(learn::Table& out, const std::vector<const SiteRow*>& rows) {
  std::vector<double> intercalation, binding;
  for (const SiteRow* r : rows) intercalation.push_back(r->site.test.is_intercalation());
  const bool all_bound = std::all_of(rows.begin(), rows.end(), [](const SiteRow* r) { return r->binding.has_value(); });
  if (all_bound) out.extra_names.emplace_back("binding_energy_eV"), out.extra.push_back(binding_energies(rows));
  out.extra_names.emplace_back("intercalation"), out.extra.push_back(std::move(intercalation));
}
}  // namespace

const char* source_name(LabelSource source) {
  constexpr std::array<const char*, 6> names{"geometry", "forest", "out_of_bag", "threshold", "taught", "none"};
  return names[static_cast<int>(source)];
}

Threshold threshold_of(const std::string& word, std::vector<double> energies) {
  const bool is_share = !word.empty() && word.back() == '%';
  if (!Threshold{word, 0}.is_relative()) {
    if (word.find_first_of("0123456789") == std::string::npos)
      throw Error("not a threshold")
          .key("threshold")
          .value(word)
          .allowed("a number (eV), median, or a percentile: 30%");
    return {word, to_real(word, "threshold")};
  }
  const double percent = is_share ? to_real(word.substr(0, word.size() - 1), "threshold", between(0, 100)) : 50;
  if (energies.empty()) throw Error("no binding energies that this could be relative to").key("threshold").value(word);
  return {word, percentile(std::move(energies), percent)};
}

std::vector<const SiteRow*> teaching_rows(const SiteTable& table, TrainOn train_on) {
  std::vector<const SiteRow*> out;
  for (const SiteRow& r : table.rows) {
    const bool inside = r.word == "intercalation" || r.site.test.is_intercalation();
    if (train_on == TrainOn::not_intercalated && inside) continue;
    if (r.word == "intercalation")
      throw Error("a forest tells adsorption from filling; this row is neither")
          .file(table.boxes[r.box])
          .key("train-on")
          .value("all")
          .allowed("not_intercalated");
    if (r.binding || !r.word.empty()) out.push_back(&r);
  }
  return out;
}

std::vector<double> binding_energies(const std::vector<const SiteRow*>& rows) {
  std::vector<double> out;
  for (const SiteRow* r : rows)
    if (r->binding) out.push_back(*r->binding);
  return out;
}

learn::Definitions definitions_of(const std::string& definition) {
  learn::Definitions out;
  for (const FeatureColumn& c : feature_columns()) out.features.emplace_back(c.name, c.sentence);
  std::istringstream words(definition);
  for (std::string word; words >> word;) {
    const std::size_t equal = word.find('=');
    out.options.emplace_back(word.substr(0, equal), equal == std::string::npos ? "" : word.substr(equal + 1));
  }
  return out;
}

std::string definition_of(const learn::Forest& forest, const std::string& file) {
  std::string line;
  for (const auto& [key, value] : forest.definitions.options)
    line += fmt::format("{}{}={}", line.empty() ? "" : " ", key, value);
  try {
    const learn::Definitions known = definitions_of(definition(settings_of(line)));
    if (forest.classes != class_names()) throw Error("the classes are not filling and adsorption");
    const std::string difference = known.difference_from(forest.definitions);
    if (!difference.empty()) throw Error("other features than these: " + difference);
    return line;
  } catch (const Error& e) {
    throw Error("this forest is not one of sodium sites: " + e.message()).file(file);
  }
}

learn::Table asking_table(const std::vector<const Site*>& sites) {
  learn::Table out;
  for (const FeatureColumn& c : feature_columns()) {
    out.features.push_back(c.name);
    out.notes.emplace_back(c.name, c.sentence);
  }
  out.columns.assign(feature_count, {});
  for (int f = 0; f < feature_count; ++f) {
    out.columns[f].reserve(sites.size());
    for (const Site* s : sites) out.columns[f].push_back(s->feature[f]);
  }
  return out;
}

learn::Table learning_table(const SiteTable& table, const std::vector<const SiteRow*>& rows,
                            const Threshold& threshold) {
  std::vector<const Site*> sites;
  sites.reserve(rows.size());
  for (const SiteRow* r : rows) sites.push_back(&r->site);
  learn::Table out = asking_table(sites);
  out.classes = class_names();
  out.groups = table.boxes;
  for (const SiteRow* r : rows) {
    out.label.push_back(is_adsorption(*r, threshold) ? 1 : 0);
    out.group.push_back(r->box);
    out.place.push_back(r->place), out.origin.push_back(table.boxes[r->box]);
  }
  add_extra(out, rows);
  return out;
}

bool is_called_adsorption(double adsorption) {
  const std::array<double, 2> p{1 - adsorption, adsorption};
  return learn::most_probable(p.data(), 2) == 1;
}

SiteLabel label_of(double adsorption, double band, LabelSource source) {
  const double probability = std::max(adsorption, 1 - adsorption);
  return {is_called_adsorption(adsorption) ? SiteType::adsorption : SiteType::filling, probability, adsorption,
          probability < 0.5 + band, source};
}

std::vector<SiteLabel> label_by_forest(const std::vector<const Site*>& sites, const learn::Forest& forest,
                                       double band) {
  const std::vector<double> p = sites.empty() ? std::vector<double>{} : forest.probability(asking_table(sites));
  std::vector<SiteLabel> out;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const double adsorption = p[2 * i + 1];
    const LabelSource source = is_teacher(forest, *sites[i]) ? LabelSource::taught : LabelSource::forest;
    out.push_back(sites[i]->test.is_intercalation() ? intercalated() : label_of(adsorption, band, source));
    out.back().adsorption = adsorption;
  }
  return out;
}

std::vector<SiteLabel> label_by_threshold(const std::vector<const Site*>& sites,
                                          const std::vector<std::optional<double>>& binding,
                                          const Threshold& threshold) {
  std::vector<SiteLabel> out;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    SiteLabel label = intercalated();
    if (!sites[i]->test.is_intercalation()) {
      label = {SiteType::unknown, none, none, false, LabelSource::none};
      if (binding[i])
        label = {*binding[i] > threshold.energy ? SiteType::adsorption : SiteType::filling, 1, none, false,
                 LabelSource::threshold};
    }
    out.push_back(label);
  }
  return out;
}

TypeCounts count_types(const std::vector<SiteLabel>& labels) {
  TypeCounts out{};
  for (const SiteLabel& l : labels) ++out[static_cast<int>(l.type)];
  return out;
}

}  // namespace nacre::sites
