// Rejected input of `ensemble` and `change_box`: each error names file, line, key, value and what is allowed.
#include "../physics/toy_systems.h"
#include "integrate/change_box.h"

namespace ensemble_reject_test {

namespace {

using namespace toy;

void expect_text(const std::string& what, const std::vector<std::string>& parts, const std::string& line) {
  for (const auto& part : parts)
    EXPECT_NE(what.find(part), std::string::npos) << line << "\n  " << what << "\n  lacks " << part;
}

// `parts`: what the message must contain besides the place.
void expect_rejected(const std::string& line, std::vector<std::string> parts) {
  parts.push_back("run.in:7");
  try {
    nacre::make_ensemble(deck(line));
    ADD_FAILURE() << "accepted: " << line;
  } catch (const nacre::Error& e) {
    EXPECT_EQ(e.kind(), nacre::Error::Kind::bad_input) << line;
    expect_text(e.what(), parts, line);
  }
}

TEST(EnsembleReject, Method) {
  expect_rejected("ensemble", {"missing", "nvt_bdp"});
  expect_rejected("ensemble nvt_bdpp 300 300 100", {"unknown", "nvt_bdpp", "did you mean 'nvt_bdp'"});
  expect_rejected("ensemble NVE", {"unknown", "NVE"});
  expect_rejected("ensemble npt_qtb iso 0 0 temp 300 300", {"GPUMD", "npt_qtb", "not have"});
  expect_rejected("ensemble nvt_qtb 300 300 100", {"GPUMD", "nvt_qtb"});
}

TEST(EnsembleReject, NumberOfArguments) {
  expect_rejected("ensemble nve 300", {"too many", "nve"});
  for (const std::string m : {"nvt_ber", "nvt_nhc", "nvt_bdp", "nvt_lan", "nvt_bao"}) {
    expect_rejected("ensemble " + m, {"too few", "T_coup"});
    expect_rejected("ensemble " + m + " 300 300", {"too few", "T_coup"});
    expect_rejected("ensemble " + m + " 300 300 100 1", {"too many", "T_coup"});
  }
  for (const std::string m : {"npt_ber", "npt_scr"}) {
    expect_rejected("ensemble " + m + " 300 300 100", {"too few", "p_coup"});
    expect_rejected("ensemble " + m + " 300 300 100 0 100", {"too few", "p_coup"});
    expect_rejected("ensemble " + m + " 300 300 100 0 100 1000 1",
                    {"wrong number of pressure arguments", m, "given '4'"});
    expect_rejected("ensemble " + m + " 300 300 100 0 0 0 50 50 50 1000 1", {"wrong number", "given '8'"});
    expect_rejected("ensemble " + m + " 300 300 100 0 0 0 0 0 0 1 1 1 1 1 1 1000 1", {"too many"});
  }
}

TEST(EnsembleReject, TemperatureAndCoupling) {
  for (const std::string m : {"nvt_ber", "nvt_nhc", "nvt_bdp", "nvt_lan", "nvt_bao", "npt_ber", "npt_scr"}) {
    const std::string rest = m[1] == 'p' ? " 0 100 1000" : "";
    expect_rejected("ensemble " + m + " 0 300 100" + rest, {"T_1", "given '0'", "> 0"});
    expect_rejected("ensemble " + m + " 300 -5 100" + rest, {"T_2", "given '-5'", "> 0"});
    expect_rejected("ensemble " + m + " 300 300 0.5" + rest, {"T_coup", "given '0.5'", "1 .. 1e+12"});
    expect_rejected("ensemble " + m + " 300K 300 100" + rest, {"T_1", "not a number", "300K"});
    expect_rejected("ensemble " + m + " 300 nan 100" + rest, {"T_2"});
    expect_rejected("ensemble " + m + " 300 300 inf" + rest, {"T_coup"});
  }
}

TEST(EnsembleReject, Pressure) {
  for (const std::string m : {"npt_ber", "npt_scr"}) {
    const std::string start = "ensemble " + m + " 300 300 100 ";
    expect_rejected(start + "x 100 1000", {"p:", "not a number", "given 'x'"});
    expect_rejected(start + "0 0 1000", {"C:", "given '0'", "> 0"});
    expect_rejected(start + "0 100 0.9", {"p_coup", "given '0.9'", "1 .. 1e+12"});
    expect_rejected(start + "0 y 0 50 50 50 1000", {"p_yy", "given 'y'"});
    expect_rejected(start + "0 0 0 50 50 -50 1000", {"C_zz", "given '-50'"});
    expect_rejected(start + "0 0 0 0 q 0 50 50 50 50 50 50 1000", {"p_xz", "given 'q'"});
    expect_rejected(start + "0 0 0 0 0 0 50 50 50 50 50 0 1000", {"C_xy", "given '0'"});
  }
}

TEST(EnsembleReject, Mttk) {
  const std::string npt = "ensemble npt_mttk ";
  expect_rejected(npt + "temp 300 300", {"too few", "iso|aniso|tri"});
  expect_rejected(npt + "temp 300 300 tperiod 100 pperiod 1000", {"needs a pressure", "aniso"});
  expect_rejected(npt + "iso 0 0 pperiod 1000 tperiod 100", {"needs a temperature", "temp <T_1 K> <T_2 K>"});
  expect_rejected(npt + "temp 300 300 izo 0 0", {"unknown word", "izo", "did you mean 'iso'"});
  expect_rejected(npt + "temp 300 300 iso 0 0 iso 1 1", {"iso", "twice"});
  expect_rejected(npt + "temp 300 300 iso 0 0 x 1 1", {"two ways", "one of iso, aniso and tri"});
  expect_rejected(npt + "temp 300 300 iso 0 0 tri 1 1", {"two ways"});
  expect_rejected(npt + "temp 0 300 iso 0 0", {"T_1", "given '0'", "> 0"});
  expect_rejected(npt + "temp 300 300 pperiod 1000 iso 0", {"p_2 of iso", "missing"});
  expect_rejected(npt + "temp 300 300 xy 0 q", {"p_2 of xy", "given 'q'"});
  expect_rejected(npt + "temp 300 300 iso 0 0 pperiod 199", {"pperiod", "given '199'", "200 .. 1e+12"});
  expect_rejected(npt + "temp 300 300 iso 0 0 tperiod 0.5", {"tperiod", "given '0.5'", "1 .. 1e+12"});
  expect_rejected("ensemble nvt_mttk temp 300 300 iso 0 0", {"too many"});
  expect_rejected("ensemble nvt_mttk iso 0 0", {"unknown word", "iso", "temp | tperiod"});
  expect_rejected("ensemble nph_mttk temp 300 300 iso 0 0", {"unknown word", "temp", "pperiod"});
}

void expect_start_rejected(const std::string& line, const Mat3& h, std::array<bool, 3> periodic,
                           const std::string& part) {
  World w = ideal_gas(2, 300, 1);
  w.system.box = Box(h, periodic);
  const auto e = ensemble(line);
  try {
    e->start(w.dynamics);
    ADD_FAILURE() << "accepted: " << line;
  } catch (const nacre::Error& error) {
    EXPECT_EQ(error.kind(), nacre::Error::Kind::bad_input) << line;
    expect_text(error.what(), {"run.in:7", part}, line);
  }
}

// What only the cell can tell is refused at the start of the run.
TEST(EnsembleReject, CellsThatDoNotFit) {
  const Mat3 cube = 8.0 * nacre::identity(), skew{{{8, 0, 0}, {1, 8, 0}, {0, 0, 8}}};
  for (const std::string m : {"npt_ber", "npt_scr"}) {
    const std::string one = m + " 300 300 100 0 100 1000", three = m + " 300 300 100 0 0 0 9 9 9 1000";
    const std::string six = m + " 300 300 100 0 0 0 0 0 0 9 9 9 9 9 9 1000";
    const Mat3 slanted{{{8, 0, 0}, {0, 8, 0}, {0, 2, 8}}};  // its open vector, the third, is not along z
    expect_start_rejected(one, slanted, {true, true, false}, "the open lattice vector along x, y or z");
    expect_start_rejected(six, skew, {false, true, true}, "at right angles to it");
    expect_start_rejected(one, cube, {false, false, false}, "at least one periodic direction");
    expect_start_rejected(three, cube, {false, false, false}, "at least one periodic direction");
    expect_start_rejected(three, skew, {true, true, true}, "along x, y and z");
  }
  expect_start_rejected("nph_mttk iso 0 0", cube, {false, false, false}, "at least one periodic direction");
  expect_start_rejected("nph_mttk z 0 0", cube, {true, true, false}, "open directions only");
}

void expect_change_rejected(const std::string& line, const Mat3& h, const std::vector<std::string>& parts) {
  System s = fcc(1, 4.0);
  s.box = Box(h);
  try {
    nacre::change_box(s, deck(line));
    ADD_FAILURE() << "accepted: " << line;
  } catch (const nacre::Error& e) {
    expect_text(e.what(), parts, line);
    expect_text(e.what(), {"run.in:7"}, line);
  }
  for (int i = 0; i < 9; ++i) EXPECT_EQ(s.box.h()[i / 3][i % 3], h[i / 3][i % 3]) << line;  // untouched
}

TEST(ChangeBoxReject, ArgumentsAndCells) {
  const Mat3 cube = 4.0 * nacre::identity(), turned{{{0, 4, 0}, {-4, 0, 0}, {0, 0, 4}}};
  expect_change_rejected("change_box", cube, {"too few"});
  expect_change_rejected("change_box 1 2", cube, {"wrong number", "1, 3 or 6"});
  expect_change_rejected("change_box 1 2 3 4", cube, {"wrong number"});
  expect_change_rejected("change_box 1 2 3 4 5 6 7", cube, {"too many"});
  expect_change_rejected("change_box 1 z 3", cube, {"dyy", "given 'z'"});
  expect_change_rejected("change_box 1 1 1 0 e 0", cube, {"exz", "given 'e'"});
  expect_change_rejected("change_box 1", turned, {"dxx", "zero"});
  expect_change_rejected("change_box -4", cube, {"no volume"});
  expect_change_rejected("change_box -5", cube, {"inside out"});
  expect_change_rejected("change_box 0 0 0 0 0 1", cube, {"no volume"});
}

}  // namespace

}  // namespace ensemble_reject_test
