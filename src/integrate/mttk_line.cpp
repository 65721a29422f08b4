// The words of "ensemble nvt_mttk|npt_mttk|nph_mttk".
#include <algorithm>
#include <set>

#include "core/units.h"
#include "integrate/mttk.h"
#include "io/ranges.h"

namespace nacre {

namespace {
const std::vector<std::string> together{"iso", "aniso", "tri"};
const std::vector<std::string> axes_alone{"x", "y", "z", "yz", "xz", "xy"};  // the order of PistonRule

Range piston_steps() { return between(200, 1e12); }

class MttkReader {
 public:
  explicit MttkReader(const Words& line) : line_(line), name_(line[1]) {}

  MttkLine read() {
    std::size_t i = 2;
    while (i < line_.size()) i += take(i);
    check();
    return mttk_;
  }

 private:
  bool has_temperature() const { return name_ != "nph_mttk"; }
  bool has_pressure() const { return name_ != "nvt_mttk"; }

  std::vector<std::string> keys() const {
    std::vector<std::string> all;
    if (has_temperature()) all.insert(all.end(), {"temp", "tperiod"});
    if (!has_pressure()) return all;
    for (const auto* words : {&together, &axes_alone}) all.insert(all.end(), words->begin(), words->end());
    all.push_back("pperiod");
    return all;
  }

  /// Takes the word i with its numbers; returns how many words.
  std::size_t take(std::size_t i) {
    const std::string& key = line_.choice(i, name_, keys());
    if (!given_.insert(key).second) throw line_.error("stands twice").key(key);
    if (key == "temp") return take_temperature(i);
    if (key == "tperiod") return mttk_.thermostat_steps = line_.real(i + 1, key, coupling_steps()), 2;
    if (key == "pperiod") return rule_.coupling_steps = line_.real(i + 1, key, piston_steps()), 2;
    return take_pressure(i, key);
  }

  std::size_t take_temperature(std::size_t i) {
    mttk_.ramp = {line_.real(i + 1, "T_1", temperatures()), line_.real(i + 2, "T_2", temperatures())};
    return 3;
  }

  std::size_t take_pressure(std::size_t i, const std::string& key) {
    const double first = line_.real(i + 1, "p_1 of " + key, pressures()) / units::gpa_per_pressure;
    const double last = line_.real(i + 2, "p_2 of " + key, pressures()) / units::gpa_per_pressure;
    rule_.isotropic = rule_.isotropic || key == "iso";
    const auto found = std::find(axes_alone.begin(), axes_alone.end(), key);
    if (found != axes_alone.end()) return control(static_cast<int>(found - axes_alone.begin()), first, last), 3;
    for (int c = 0; c < (key == "tri" ? 6 : 3); ++c) control(c, c < 3 ? first : 0, c < 3 ? last : 0);
    return 3;
  }

  void control(int c, double first, double last) {
    rule_.controlled[c] = true;
    set_symmetric(rule_.first, c, first);
    set_symmetric(rule_.last, c, last);
  }

  void check() {
    const auto one_of = [&](const std::vector<std::string>& words) {
      return std::count_if(words.begin(), words.end(), [&](const std::string& w) { return given_.count(w) > 0; });
    };
    if (has_temperature() && !mttk_.ramp)
      throw line_.error("needs a temperature").key(name_).allowed("temp <T_1 K> <T_2 K>");
    if (!has_pressure()) return;
    const auto whole = one_of(together), single = one_of(axes_alone);
    if (whole + single == 0)
      throw line_.error("needs a pressure")
          .key(name_)
          .allowed("iso, aniso, tri, or x y z yz xz xy, each with <p_1> <p_2>");
    if (whole > 1 || (whole > 0 && single > 0))
      throw line_.error("holds the pressure in two ways")
          .key(name_)
          .allowed("one of iso, aniso and tri, or any of x y z yz xz xy");
    rule_.has_chain = has_temperature();
    mttk_.rule = rule_;
  }

  const Words& line_;
  std::string name_;
  std::set<std::string> given_;
  PistonRule rule_;
  MttkLine mttk_;
};
}  // namespace

bool is_mttk_direction(const std::string& word) {
  return std::count(together.begin(), together.end(), word) + std::count(axes_alone.begin(), axes_alone.end(), word) >
         0;
}

MttkLine read_mttk_line(const Words& line) { return MttkReader(line).read(); }

}  // namespace nacre
