// Every keyword of nep.in and every label of train.xyz: what is refused is named with file, line, value and what is
// allowed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "train/data/read_train_set.h"
#include "train/keywords.h"
#include "train/settings.h"

namespace train_reject_test {

namespace {

using namespace nacre;
using namespace nacre::train;
namespace fs = std::filesystem;

class TrainReject : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("nacre-train-reject-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  std::vector<Error> errors_of(const std::string& text) const {
    write("nep.in", text);
    std::vector<Error> errors;
    read_nep_in(folder_.string(), errors);
    return errors;
  }
  /// The second line of a nep.in for Na and C must be refused, with all of `parts` in the message.
  void expect_line(const std::string& line, const std::vector<std::string>& parts) const {
    expect_text("type 2 Na C\n" + line + "\n", 2, parts);
  }
  void expect_text(const std::string& text, long line, const std::vector<std::string>& parts) const {
    const std::vector<Error> errors = errors_of(text);
    ASSERT_EQ(errors.size(), 1u) << text;
    EXPECT_EQ(errors[0].line(), line) << text << errors[0].what();
    EXPECT_NE(errors[0].file().find("nep.in"), std::string::npos);
    for (const std::string& part : parts)
      EXPECT_NE(std::string(errors[0].what()).find(part), std::string::npos) << errors[0].what() << " lacks " << part;
  }

  fs::path folder_;
};

TEST_F(TrainReject, UnknownAndForeignKeywords) {
  expect_line("lambda_d -1", {"lambda_d", "'-1'", "0"});
  expect_line("lambda_ff 1", {"unknown keyword", "did you mean 'lambda_f'"});
  expect_line("cutof 8 4", {"did you mean 'cutoff'"});
  expect_line("lambda_q 0.1", {"lambda_q", "does not support"});
  expect_line("use_typewise_cutoff", {"does not support"});
  expect_line("charge_mode 1", {"charge_mode", "not supported"});
  expect_line("model_type 1", {"dipoles", "model_type"});
  expect_line("mode 2", {"polarizabilities"});
  expect_line("model_type 7", {"'7'", "0 .. 3"});
  expect_line("vdw 1", {"not supported"});
  expect_line("charge_vdw 1", {"not supported"});
  expect_line("atomic_v 1", {"not supported"});
}

TEST_F(TrainReject, AllErrorsAreListed) {
  const std::vector<Error> errors = errors_of("type 1 C\nneuron 0\nlambda_e -1\nneuron 5\nfoo\n");
  ASSERT_EQ(errors.size(), 4u);
  EXPECT_EQ(errors[2].line(), 4);
  EXPECT_NE(std::string(errors[2].what()).find("twice, first in line 2"), std::string::npos);
}

TEST_F(TrainReject, Type) {
  EXPECT_NE(std::string(errors_of("neuron 30\n").at(0).what()).find("type: is missing"), std::string::npos);
  expect_text("type 2 C\n", 1, {"too few"});
  expect_text("type 1 C Na\n", 1, {"too many"});
  expect_text("type 1 Xx\n", 1, {"unknown element", "Xx"});
  expect_text("type 1 Lr\n", 1, {"H .. Pu"});
  expect_text("type 2 C C\n", 1, {"twice"});
  expect_text("type 0\n", 1, {"1 .. 94"});
}

TEST_F(TrainReject, Model) {
  expect_line("version 2", {"3 .. 5"});
  expect_line("version 4 zbl", {"too many"});
  expect_line("cutoff 8", {"cutoff", "4 numbers"});
  expect_line("cutoff 8 4 8", {"once a type"});
  expect_line("cutoff 2 2", {"3 .. 100"});
  expect_line("cutoff 6 7", {"angular cutoff", "3 .. 6"});
  expect_line("cutoff 6 4 101 4", {"101"});
  expect_line("n_max 13 4", {"0 .. 12"});
  expect_line("n_max 4 9", {"0 .. 8"});
  expect_line("n_max 4", {"too few"});
  expect_line("basis_size 17 4", {"0 .. 16"});
  expect_line("basis_size 4 13", {"0 .. 12"});
  expect_line("l_max 9", {"0 .. 8"});
  expect_line("l_max 2 1 0 0 1", {"123", ">= 3"});
  expect_line("l_max 0 1", {"222", ">= 2"});
  expect_line("l_max 4 x", {"not an integer"});
  expect_line("l_max 4 1 1 1 1 1 1 1", {"too many"});
  expect_line("neuron 121", {"1 .. 120"});
  expect_line("neuron 30 10", {"second hidden layer"});
  expect_line("zbl 0.5", {"1 .. 4"});
  expect_line("zbl 1 2", {"too many"});
  EXPECT_NE(std::string(errors_of("type 1 C\nuse_typewise_cutoff_zbl\n").at(0).what()).find("needs a line `zbl`"),
            std::string::npos);
  expect_line("use_typewise_cutoff_zbl 0.4", {">= 0.5"});
}

TEST_F(TrainReject, Loss) {
  for (const std::string name :
       {"lambda_1", "lambda_2", "lambda_e", "lambda_f", "lambda_v", "lambda_shear", "force_delta"}) {
    expect_line(name + " -0.1", {name, ">= 0"});
    expect_line(name + " nan", {name});
    expect_line(name, {"too few"});
    expect_line(name + " 1 2", {"too many"});
  }
  expect_line("type_weight 1", {"too few", "one number a type (2)"});
  expect_line("type_weight 1 -1", {">= 0"});
}

TEST_F(TrainReject, Search) {
  expect_line("batch 0", {"batch", ">= 1"});
  expect_line("hold_back 0.6", {"hold_back", "0 .. 0.5"});
  expect_line("early_stop -0.1", {"early_stop", "0 .. 1"});
  expect_line("batch 10 1", {"second number"});
  expect_line("population 9", {"10 .. 200"});
  expect_line("population 201", {"10 .. 200"});
  expect_line("generation -1", {"generation"});
  expect_line("generation 1e5", {"not an integer"});
  expect_line("initial_para 0", {"0.1 .. 1"});
  expect_line("sigma0 0.2", {"0.01 .. 0.1"});
  expect_line("seed -3", {"seed"});
  expect_line("optimizer lbfgs", {"snes | adam"});
  expect_line("optimizer snes adam", {"adam snes"});
  expect_line("optimizer adam adam", {"snes"});
  expect_line("epoch 1.5", {"epoch"});
  expect_line("learning_rate 0", {"> 0"});
  expect_line("learning_rate 2", {"> 0, <= 1"});
  expect_line("lambda_schedule 100 1 1", {"once a stage"});
  expect_line("lambda_schedule 100 1 1 1 100 1 1 1", {"'100'", ">= 101"});
  expect_line("lambda_schedule 100 1 -1 1", {"lambda_f", ">= 0"});
  expect_line("fine_tune", {"too few"});
  expect_line("fine_tune a.txt b.restart 2", {"0 .. 1"});
  expect_line("fine_tune a.txt 1 2", {"unexpected word"});
  expect_line("freeze network", {"freeze", "descriptor"});
  expect_line("freeze radial angular hidden output", {"nothing would be left"});
  EXPECT_NE(std::string(errors_of("type 1 C\nfreeze hidden\n").at(0).what()).find("needs a line `fine_tune`"),
            std::string::npos);
  EXPECT_NE(std::string(errors_of("type 1 C\nfine_tune no-such.txt\n").at(0).what()).find("no-such.txt"),
            std::string::npos);
  expect_line("import_q_scaler 2", {"0 .. 1"});
}

TEST_F(TrainReject, FilesAndData) {
  expect_line("save_potential 100", {"too few"});
  expect_line("save_potential 100 2 0", {"0 .. 1"});
  expect_line("output_interval 0", {">= 1"});
  expect_line("prediction yes", {"not an integer"});
  expect_line("output_descriptor 3", {"0 .. 2"});
  EXPECT_NE(std::string(errors_of("type 1 C\noutput_descriptor 1\n").at(0).what()).find("prediction 1"),
            std::string::npos);
  expect_line("energy_key", {"too few"});
  expect_line("force_key a b", {"too many"});
  expect_line("virial_key", {"too few"});
  expect_line("stress_key", {"too few"});
  expect_line("reference_energy", {"least_squares"});
  expect_line("reference_energy least_square", {"did you mean 'least_squares'"});
  expect_line("reference_energy -1", {"too few", "2"});
  expect_line("reference_energy -1 x", {"not a number"});
}

TEST_F(TrainReject, ZblTable) {
  const auto message = [&](const std::string& table) {
    write("zbl.in", table);
    const std::vector<Error> errors = errors_of("type 2 Na C\n");
    return errors.empty() ? std::string("accepted") : std::string(errors[0].what());
  };
  const std::string row = "0.5 1 1 2 3 4 5 6 7 8\n";
  EXPECT_EQ(message(row + row + row), "accepted");
  EXPECT_NE(message(row + row).find("3 rows"), std::string::npos);
  EXPECT_NE(message(row + row + row + row).find("zbl.in:4"), std::string::npos);
  EXPECT_NE(message(row + "1 2 3\n" + row).find("zbl.in:2"), std::string::npos);
  EXPECT_NE(message(row + "1 1 1 2 3 4 5 6 7 8\n" + row).find("outer"), std::string::npos);
  fs::remove(folder_ / "zbl.in");
}

TEST_F(TrainReject, NoFolderNoFile) {
  std::vector<Error> errors;
  EXPECT_THROW(read_nep_in((folder_ / "nowhere").string(), errors), Error);
  fs::create_directories(folder_ / "empty");
  EXPECT_THROW(read_nep_in((folder_ / "empty").string(), errors), Error);
}

TEST_F(TrainReject, Frames) {
  const std::string cell = "energy=-1 Lattice=\"4 0 0 0 4 0 0 0 4\" ";
  const std::string columns = "Properties=species:S:1:pos:R:3:forces:R:3\n";
  const std::string good = "1\n" + cell + columns + "C 0 0 0 0 0 0\n";
  const auto expect = [&](const std::string& bad, long line, const std::vector<std::string>& parts) {
    write("train.xyz", good + bad);
    std::vector<Error> errors;
    write("nep.in", "type 1 C\n");
    const TrainSettings settings = read_nep_in(folder_.string(), errors);
    try {
      read_train_data(settings);
      ADD_FAILURE() << "accepted: " << bad;
    } catch (const Error& e) {
      EXPECT_EQ(e.line(), line) << e.what();
      EXPECT_EQ(e.kind(), Error::Kind::bad_input);
      for (const std::string& part : parts)
        EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what() << " lacks " << part;
    }
  };
  expect("1\nenergy=-1 pbc=\"T T T\" Lattice=\"0 0 0 0 0 0 0 0 0\" " + columns + "C 0 0 0 0 0 0\n", 5,
         {"train.xyz:5", "lattice", "no volume"});
  expect("1\nenergy=-1 stress=\"1 0 0 0 0 0\" " + columns + "C 0 0 0 0 0 0\n", 5, {"frame 2", "stress", "no cell"});
  expect("2\n" + cell + columns + "C 0 0 0 0 0 0\nNa 1 0 0 0 0 0\n", 7, {"frame 2", "'Na'", "allowed: C"});
  expect("1\n" + cell + columns + "C 0 0 0 0 nan 0\n", 6, {"forces", "nan"});
  expect("1\n" + cell + columns + "C 0 inf 0 0 0 0\n", 6, {"pos"});
  expect("1\nLattice=\"4 0 0 0 4 0 0 0 4\" " + columns + "C 0 0 0 0 0 0\n", 5, {"frame 2", "no energy"});
  expect("1\nenergy=nan Lattice=\"4 0 0 0 4 0 0 0 4\" " + columns + "C 0 0 0 0 0 0\n", 5, {"energy"});
  expect("1\nweight=0 " + cell + columns + "C 0 0 0 0 0 0\n", 5, {"weight", "> 0, <= 100"});
  expect("1\nweight=101 " + cell + columns + "C 0 0 0 0 0 0\n", 5, {"weight"});
  expect("1\n" + cell + columns + "C 0 0 0 0 20000 0\n", 6, {"absurd force", "2e+04"});
  expect("1\nvirial=\"1 2 3\" " + cell + columns + "C 0 0 0 0 0 0\n", 5, {"virial", "9 numbers"});
  expect("1\nvirial=\"64 0 0 0 0 0\" stress=\"1 0 0 0 0 0\" " + cell + columns + "C 0 0 0 0 0 0\n", 5,
         {"frame 2", "virial and a stress that differ"});
  expect("3\n" + cell + columns + "C 0 0 0 0 0 0\n", 6, {"ends after 1 of 3"});
  write("train.xyz", "\n");
  EXPECT_THROW(read_train_data([&] {
                 std::vector<Error> errors;
                 return read_nep_in(folder_.string(), errors);
               }()),
               Error);
}

}  // namespace

}  // namespace train_reject_test
