// nep.txt files that must be refused: what the error says, and where. Each case changes one thing of a small valid
// file.
#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "../unit/scratch.h"
#include "core/error.h"
#include "force/nep_model.h"

namespace nacre::nep_reject_test {
namespace {

using Lines = std::vector<std::string>;

// nep4, two types, 3 + 2 * 2 = 7 descriptor components, and as many parameters as the header asks for.
Lines valid() {
  Lines lines = {"nep4 2 Na C", "cutoff 5 4 100 50", "n_max 2 1", "basis_size 3 2", "l_max 2 0 0", "ANN 3 0"};
  const int components = 3 + 2 * 2, types = 2;
  const int count = types * 3 * (components + 2) + 1 + (3 * 4 + 2 * 3) * types * types + components;
  for (int i = 0; i < count; ++i) lines.push_back("0.1");
  return lines;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const auto& l : lines) text += l + "\n";
  return text;
}

struct Case {
  const char* name;
  std::function<void(Lines&)> spoil;
  long line;
  std::vector<const char*> says;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::function<void(Lines&)> replace(std::size_t line, const char* text) {
  return [=](Lines& lines) { lines[line - 1] = text; };
}

const std::vector<Case> cases = {
    {"UnknownModel", replace(1, "nep6 2 Na C"), 1, {"model", "nep6", "nep4_zbl"}},
    {"TooFewSymbols", replace(1, "nep4 3 Na C"), 1, {"too few arguments"}},
    {"TooManySymbols", replace(1, "nep4 1 Na C"), 1, {"too many arguments"}},
    {"NoTypes", replace(1, "nep4 0"), 1, {"number of types", "0", "1 .. 103"}},
    {"UnknownElement", replace(1, "nep4 2 Na Cx"), 1, {"unknown element", "Cx"}},
    {"ElementTwice", replace(1, "nep4 2 C C"), 1, {"named twice"}},
    {"ZblLineMissing", replace(1, "nep4_zbl 2 Na C"), 2, {"wrong header line", "zbl"}},
    {"CutoffMissing", replace(2, "cutof 5 4 100 50"), 2, {"wrong header line", "cutoff", "cutof"}},
    {"CutoffCount", replace(2, "cutoff 5 4 100"), 2, {"cutoff", "wrong number of values"}},
    {"CutoffNoNumber", replace(2, "cutoff five 4 100 50"), 2, {"radial cutoff", "five", "not a number"}},
    {"CutoffZero", replace(2, "cutoff 5 0 100 50"), 2, {"angular cutoff", "out of range"}},
    {"CutoffHuge", replace(2, "cutoff 500 4 100 50"), 2, {"radial cutoff", "500", "100"}},
    {"NMax", replace(3, "n_max 2"), 3, {"n_max", "too few arguments"}},
    {"NMaxNegative", replace(3, "n_max -1 1"), 3, {"n_max radial", "-1"}},
    {"BasisSize", replace(4, "basis_size 3.5 2"), 4, {"basis_size radial", "3.5", "not an integer"}},
    {"LMaxTooLarge", replace(5, "l_max 9 0 0"), 5, {"l_max", "9", "0 .. 8"}},
    {"LMaxFlag", replace(5, "l_max 2 1 3"), 5, {"1111", "3"}},
    {"LMaxFlagNeedsL", replace(5, "l_max 2 0 0 0 1"), 5, {"123", "larger l_max", ">= 3"}},
    {"LMaxOlderFormTooLong", replace(5, "l_max 2 2 0 1"), 5, {"older form"}},
    {"SecondHiddenLayer", replace(6, "ANN 3 5"), 6, {"second hidden layer", "5"}},
    {"NoNeurons", replace(6, "ANN 0 0"), 6, {"ANN neurons", "0"}},
    {"ParameterNoNumber", replace(20, "0.1x"), 20, {"w0", "0.1x", "not a number"}},
    {"ParameterNan", replace(21, "nan"), 21, {"out of range", "nan", "finite"}},
    {"TwoParametersOnALine", replace(22, "0.1 0.2"), 22, {"one number on the line", "0.2"}},
    {"TooShort", [](Lines& l) { l.pop_back(); }, 139, {"ends too early", "q_scaler"}},
    {"TooLong", [](Lines& l) { l.push_back("7.5"); }, 141, {"numbers remain", "7.5"}},
    {"OnlyTheHeader", [](Lines& l) { l.resize(3); }, 3, {"ends too early", "basis_size"}},
    {"ZblRadii",
     [](Lines& l) {
       l[0] = "nep4_zbl 2 Na C";
       l.insert(l.begin() + 1, "zbl 1.4 0.7");
     },
     2,
     {"zbl", "outer radius", "> 1.4"}},
    {"ZblFactor",
     [](Lines& l) {
       l[0] = "nep4_zbl 2 Na C";
       l.insert(l.begin() + 1, "zbl 0.7 1.4 -1");
     },
     2,
     {"zbl factor", "-1", "> 0"}},
};

class NepReject : public testing::TestWithParam<Case> {};

TEST_P(NepReject, NamesFileLineAndValue) {
  Lines lines = valid();
  GetParam().spoil(lines);
  const nacre_test::Scratch scratch;
  const std::string path = scratch.write("nep.txt", joined(lines));
  try {
    read_nep(path);
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), Error::Kind::bad_input);
    EXPECT_EQ(e.file(), path);
    EXPECT_EQ(e.line(), GetParam().line) << e.what();
    for (const char* part : GetParam().says)
      EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << part << " is not in: " << e.what();
  }
}

INSTANTIATE_TEST_SUITE_P(Files, NepReject, testing::ValuesIn(cases), [](const auto& info) { return info.param.name; });

TEST(NepReject, TheUnspoiltFileIsAccepted) {
  const nacre_test::Scratch scratch;
  const NepModel m = read_nep(scratch.write("nep.txt", joined(valid())));
  EXPECT_EQ(m.components(), 7);
}

}  // namespace
}  // namespace nacre::nep_reject_test
