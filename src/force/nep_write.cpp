#include "force/nep_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/error.h"
#include "io/files.h"

namespace nacre {

namespace {
/// The shortest text that is read back as the same number.
std::string shortest(double v) { return fmt::format("{}", v); }

std::string name_line(const NepModel& m) {
  std::string line = fmt::format("nep{}{} {}", m.version, m.zbl.enabled ? "_zbl" : "", m.types());
  for (const std::string& symbol : m.species) line += " " + symbol;
  return line + "\n";
}

std::string zbl_line(const NepZbl& zbl) {
  if (!zbl.enabled) return {};
  if (zbl.flexible) return "zbl 0 0\n";
  std::string line = "zbl " + shortest(zbl.inner) + " " + shortest(zbl.outer);
  if (zbl.typewise_factor > 0) line += " " + shortest(zbl.typewise_factor);
  return line + "\n";
}

bool all_equal(const std::vector<double>& v) { return std::count(v.begin(), v.end(), v.front()) == std::ssize(v); }

std::string cutoff_line(const NepModel& m, const NepNeighbors& neighbors) {
  const bool one_pair = all_equal(m.radial_cutoff) && all_equal(m.angular_cutoff);
  std::string line = "cutoff";
  for (int t = 0; t < (one_pair ? 1 : m.types()); ++t)
    line += " " + shortest(m.radial_cutoff[t]) + " " + shortest(m.angular_cutoff[t]);
  return line + fmt::format(" {} {}\n", neighbors.radial, neighbors.angular);
}

std::string l_max_line(const NepModel& m) {
  const bool newer = std::any_of(m.higher + q112, m.higher + higher_body_kinds, [](bool on) { return on; });
  std::string line = fmt::format("l_max {}", m.l_max);
  if (!newer) return line + fmt::format(" {} {}\n", m.higher[q222] ? 2 : 0, m.higher[q1111] ? 1 : 0);
  for (const bool on : m.higher) line += on ? " 1" : " 0";
  return line + "\n";
}

class NumberLines {
 public:
  explicit NumberLines(std::string& out) : out_(out) {}
  void add(const std::vector<double>& all, std::size_t begin, std::size_t count, const char* what) {
    if (begin + count > all.size())
      throw Error("the model has too few numbers for its header", Error::Kind::failed).key(what);
    for (std::size_t i = begin; i < begin + count; ++i) add(all[i]);
  }
  void add(double v) { fmt::format_to(std::back_inserter(out_), "{:15.7e}\n", v); }

 private:
  std::string& out_;
};

void networks(const NepModel& m, NumberLines& out) {
  const std::size_t neurons = m.neurons, components = m.components();
  for (std::size_t n = 0; n < static_cast<std::size_t>(m.networks()); ++n) {
    out.add(m.w0, n * neurons * components, neurons * components, "w0");
    out.add(m.b0, n * neurons, neurons, "b0");
    out.add(m.w1, n * neurons, neurons, "w1");
    if (m.version == 5) out.add(m.type_bias, n, 1, "type bias");
  }
  out.add(m.b1);
}
}  // namespace

std::string format_nep(const NepModel& m, const NepNeighbors& neighbors) {
  std::string text = name_line(m) + zbl_line(m.zbl) + cutoff_line(m, neighbors);
  text += fmt::format("n_max {} {}\nbasis_size {} {}\n", m.radial_n, m.angular_n, m.radial_k, m.angular_k);
  text += l_max_line(m) + fmt::format("ANN {} 0\n", m.neurons);
  const std::size_t pairs = m.species.size() * m.species.size();
  NumberLines out(text);
  networks(m, out);
  out.add(m.radial_c, 0, (m.radial_n + 1) * (m.radial_k + 1) * pairs, "radial coefficient");
  out.add(m.angular_c, 0, (m.angular_n + 1) * (m.angular_k + 1) * pairs, "angular coefficient");
  out.add(m.q_scaler, 0, m.components(), "q_scaler");
  if (m.zbl.flexible) out.add(m.zbl.table, 0, 5 * m.species.size() * (m.species.size() + 1), "zbl table");
  return text;
}

void write_nep(const std::string& path, const NepModel& model, const NepNeighbors& neighbors) {
  write_whole(path, format_nep(model, neighbors));
}

}  // namespace nacre
