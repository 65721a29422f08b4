// What write_nep writes, read_nep reads back: every header line exactly, every number to the seven digits of the
// format.
#include "force/nep_write.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "scratch.h"
#include "source_dir.h"

namespace nacre::nep_write_test {
namespace {

namespace fs = std::filesystem;

const fs::path models = fs::path(nacre_test::source_dir()) / "tests/data/nep-random";

// %15.7e keeps eight significant digits: half a unit of the last is at most 5e-8 of the number.
constexpr double written_precision = 5.1e-8;

void expect_close(const std::vector<double>& a, const std::vector<double>& b, const std::string& what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_LE(std::abs(a[i] - b[i]), written_precision * std::abs(a[i])) << what << " " << i;
}

void expect_same_header(const NepModel& a, const NepModel& b) {
  EXPECT_EQ(a.version, b.version);
  EXPECT_EQ(a.species, b.species);
  EXPECT_EQ(a.radial_cutoff, b.radial_cutoff);
  EXPECT_EQ(a.angular_cutoff, b.angular_cutoff);
  EXPECT_EQ(std::vector({a.radial_n, a.angular_n, a.radial_k, a.angular_k, a.l_max, a.neurons}),
            std::vector({b.radial_n, b.angular_n, b.radial_k, b.angular_k, b.l_max, b.neurons}));
  EXPECT_TRUE(std::equal(a.higher, a.higher + higher_body_kinds, b.higher));
  EXPECT_EQ(a.zbl.enabled, b.zbl.enabled);
  EXPECT_EQ(a.zbl.flexible, b.zbl.flexible);
  EXPECT_EQ(std::vector({a.zbl.inner, a.zbl.outer, a.zbl.typewise_factor}),
            std::vector({b.zbl.inner, b.zbl.outer, b.zbl.typewise_factor}));
}

std::string header_line(const std::string& text, const std::string& keyword) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.rfind(keyword, 0) == 0) return line;
  return "";
}

TEST(NepWrite, EveryKindOfModelIsReadBack) {
  const nacre_test::Scratch scratch;
  int count = 0;
  for (const auto& entry : fs::directory_iterator(models)) {
    SCOPED_TRACE(entry.path().filename().string());
    const NepModel model = read_nep(entry.path() / "nep.txt");
    const std::string path = scratch.path("nep.txt");
    write_nep(path, model, {73, 8});
    const NepModel back = read_nep(path);
    expect_same_header(model, back);
    expect_close(model.w0, back.w0, "w0");
    expect_close(model.b0, back.b0, "b0");
    expect_close(model.w1, back.w1, "w1");
    expect_close(model.type_bias, back.type_bias, "type bias");
    expect_close({model.b1}, {back.b1}, "b1");
    expect_close(model.radial_c, back.radial_c, "radial c");
    expect_close(model.angular_c, back.angular_c, "angular c");
    expect_close(model.q_scaler, back.q_scaler, "q_scaler");
    expect_close(model.zbl.table, back.zbl.table, "zbl table");
    ++count;
  }
  EXPECT_GE(count, 14);
}

TEST(NepWrite, HeaderIsThePublishedOne) {
  NepModel m;
  m.species = {"Te", "Pb"};
  m.atomic_number = {52, 82};
  m.radial_cutoff = {8, 8};
  m.angular_cutoff = {4, 4};
  m.l_max = 4;
  m.neurons = 1;
  m.higher[q222] = true;
  m.w0.assign(2 * m.components(), 0.26159573);
  m.b0 = m.w1 = {-1, 2.5e-3};
  m.radial_c.assign(4, 1);
  m.angular_c.assign(4, 1);
  m.q_scaler.assign(m.components(), 1);
  const std::string text = format_nep(m, {73, 8});
  // As the public trainer writes it (its PbTe example), the blank at the end of the first line apart.
  EXPECT_EQ(text.substr(0, text.find("ANN")),
            "nep4 2 Te Pb\ncutoff 8 4 73 8\nn_max 0 0\nbasis_size 0 0\nl_max 4 2 0\n");
  EXPECT_NE(text.find("ANN 1 0\n  2.6159573e-01\n"), std::string::npos) << text;
  m.higher[q1111] = true;
  m.w0.assign(2 * m.components(), 1);
  m.q_scaler.assign(m.components(), 1);
  EXPECT_EQ(header_line(format_nep(m, {}), "l_max"), "l_max 4 2 1");
  m.higher[q123] = true;
  m.w0.assign(2 * m.components(), 1);
  m.q_scaler.assign(m.components(), 1);
  EXPECT_EQ(header_line(format_nep(m, {}), "l_max"), "l_max 4 1 1 0 1 0 0");
  m.radial_cutoff = {8, 6.5};
  EXPECT_EQ(header_line(format_nep(m, {1, 2}), "cutoff"), "cutoff 8 4 6.5 4 1 2");
}

TEST(NepWrite, RefusesAModelWithTooFewNumbers) {
  NepModel m = read_nep(models / "nep4_NaC" / "nep.txt");
  m.q_scaler.pop_back();
  const Error e = nacre_test::error_of([&] { format_nep(m, {}); });
  EXPECT_TRUE(nacre_test::mentions(e, "q_scaler"));
  EXPECT_EQ(e.kind(), Error::Kind::failed);
}

}  // namespace
}  // namespace nacre::nep_write_test
