// Potential files that must be refused, and what the refusal says.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "force/lennard_jones.h"
#include "force/registry.h"
#include "force/tersoff_file.h"

namespace nacre::force_reject_test {
namespace {

/// A file of this process alone: tests run side by side.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(::testing::TempDir() + "potential_" + std::to_string(getpid()) + ".txt") {
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Refused {
  const char* text;
  long line;
  std::vector<const char*> says;  ///< each must be in the message
};

void expect_refused(const Refused& refused) {
  const TemporaryFile file(refused.text);
  try {
    make_force(file.path());
    ADD_FAILURE() << "accepted:\n" << refused.text;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Error::Kind::bad_input);
    EXPECT_EQ(error.file(), file.path());
    EXPECT_EQ(error.line(), refused.line) << error.what();
    for (const char* part : refused.says)
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << part << " is not in: " << error.what();
  }
}

TEST(ForceReject, UnknownFirstWord) {
  expect_refused(
      {"tersof_1989 1 C\n", 1, {"unknown potential", "tersof_1989", "nep4_zbl", "did you mean 'tersoff_1989'"}});
  expect_refused({"\n# comment\nnep44 1 C\n", 3, {"unknown potential", "did you mean 'nep4'"}});
  expect_refused({"", 1, {"empty", "allowed"}});
  expect_refused({"# only a comment\n", 1, {"empty"}});
}

TEST(ForceReject, PotentialsOfGpumdThatAreMissingAreNamed) {
  for (const char* word : {"tersoff_1988", "tersoff_mini", "sw_1985", "eam_zhou_2004", "eam_dai_2006", "eam/alloy",
                           "adp", "fcp", "nep4_charge1", "nep4_zbl_charge2", "nep4_dipole", "nep3_polarizability",
                           "nep4_temperature", "nep_ilp", "tersoff_ilp", "dp", "nnap"}) {
    const std::string text = std::string(word) + " 1 C\n";
    expect_refused({text.c_str(), 1, {"not supported yet", word, "allowed", "tersoff_1989"}});
  }
}

TEST(ForceReject, FilesThatCannotBeRead) {
  EXPECT_THROW(make_force("/nowhere/at/all.txt"), Error);
  EXPECT_THROW(make_force(::testing::TempDir()), Error) << "a folder";
}

TEST(ForceReject, TheDefaultNeedsNoFile) {
  const auto force = make_force(default_force);
  EXPECT_EQ(force->species(), std::vector<std::string>{"C"});
  EXPECT_EQ(force->name(), "tersoff_1989");
}

TEST(ForceReject, Headers) {
  expect_refused({"lj\n0.01 3.4 8.5\n", 1, {"number of elements"}});
  expect_refused({"lj one Ar\n0.01 3.4 8.5\n", 1, {"number of elements", "one"}});
  expect_refused({"lj 0\n", 1, {"number of elements", "1 .. "}});
  expect_refused({"lj 2 Ar\n0.01 3.4 8.5\n", 1, {"too few arguments"}});
  expect_refused({"lj 1 Ar Ne\n0.01 3.4 8.5\n", 1, {"too many arguments"}});
  expect_refused({"lj 1 Na1\n0.01 3.4 8.5\n", 1, {"unknown element", "Na1", "did you mean 'Na'"}});
  expect_refused({"lj 2 Ar Ar\n1 1 1\n1 1 1\n1 1 1\n1 1 1\n", 1, {"twice", "Ar"}});
  expect_refused({"tersoff_1989 3 C Si Ge\n", 1, {"number of elements", "1 .. 2"}});
}

TEST(ForceReject, AnEmptyFileWhoeverReadsIt) {
  const TemporaryFile file("# no line\n");
  EXPECT_THROW(read_lennard_jones(file.path()), Error);
  EXPECT_THROW(tersoff::read_parameters(file.path()), Error);
}

TEST(ForceReject, LennardJonesLines) {
  expect_refused({"lj 1 Ar\n", 1, {"ends too early", "2 lines"}});
  expect_refused({"lj 1 Ar\n0.01 3.4 8.5\n0.01 3.4 8.5\n", 3, {"a line too many"}});
  expect_refused({"lj 1 Ar\n0.01 3.4\n", 2, {"three numbers", "epsilon_eV sigma_A cutoff_A"}});
  expect_refused({"lj 1 Ar\n0.01 3.4 8.5 1\n", 2, {"three numbers"}});
  expect_refused({"lj 1 Ar\n-0.01 3.4 8.5\n", 2, {"epsilon", "-0.01", ">= 0"}});
  expect_refused({"lj 1 Ar\n0.01 -3.4 8.5\n", 2, {"sigma", "-3.4", ">= 0"}});
  expect_refused({"lj 1 Ar\n0.01 3.4 0\n", 2, {"cutoff"}});
  expect_refused({"lj 1 Ar\n0.01 3.4 1e6\n", 2, {"cutoff", "100"}});
  expect_refused({"lj 1 Ar\n0.01 3.4x 8.5\n", 2, {"sigma", "not a number", "3.4x"}});
  expect_refused({"lj 1 Ar\nnan 3.4 8.5\n", 2, {"epsilon"}});
  expect_refused({"lj 2 Na C\n1 1 3\n1 1 3\n1 2 3\n1 1 3\n", 4, {"the other way round", "C-Na"}});
}

// One wrong number at a time in a good line.
TEST(ForceReject, TersoffNumbers) {
  const std::vector<std::string> good{"1393.6", "346.7",  "3.4879",   "2.2119", "1.5724e-7", "0.72751",
                                      "38049",  "4.3484", "-0.57058", "1.80",   "2.10"};
  const std::vector<std::pair<const char*, const char*>> bad{{"A", "-1"},    {"B", "-1"}, {"lambda", "0"}, {"mu", "-2"},
                                                             {"beta", "-1"}, {"n", "0"},  {"c", "-1"},     {"d", "0"},
                                                             {"h", "inf"},   {"R", "0"},  {"S", "1.80"}};
  for (std::size_t k = 0; k < good.size(); ++k) {
    for (const char* wrong : {bad[k].second, "word", "nan"}) {
      std::string text = "tersoff_1989 1 C\n";
      for (std::size_t i = 0; i < good.size(); ++i) text += (i == k ? wrong : good[i]) + " ";
      expect_refused({(text + "\n").c_str(), 2, {(std::string(bad[k].first) + ": ").c_str(), wrong}});
    }
  }
}

TEST(ForceReject, TersoffLines) {
  const std::string header = "tersoff_1989 1 C\n", two = "tersoff_1989 2 Si C\n";
  const std::string line = "1393.6 346.7 3.4879 2.2119 1.5724e-7 0.72751 38049 4.3484 -0.57058 1.80 2.10";
  expect_refused({header.c_str(), 1, {"ends too early", "A B lambda"}});
  expect_refused({(header + line + " 1\n").c_str(), 2, {"eleven numbers", "12 words"}});
  expect_refused({(header + line.substr(0, 20) + "\n").c_str(), 2, {"eleven numbers"}});
  expect_refused({(header + line + "\n1.0\n").c_str(), 3, {"a line too many"}});
  expect_refused({(two + line + "\n" + line + "\n").c_str(), 3, {"ends too early", "chi"}});
  expect_refused({(two + line + "\n" + line + "\n1.0 2.0\n").c_str(), 4, {"chi", "one number"}});
  expect_refused({(two + line + "\n" + line + "\n-1\n").c_str(), 4, {"chi", ">= 0"}});
}

}  // namespace
}  // namespace nacre::force_reject_test
