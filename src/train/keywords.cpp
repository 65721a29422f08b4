#include "train/keywords.h"

#include <algorithm>

#include "io/key_table.h"
#include "train/parsers.h"

namespace nacre::train {

const std::vector<Keyword>& keyword_table() {
  static const std::vector<Keyword> table{
      // The model
      {"type", "type <n> <symbols>", "needed", "The elements; their order is that of nep.txt.", parse_type},
      {"version", "version 3|4|5", "4",
       "NEP3: one network for all elements; NEP4: one each; NEP5: also an energy shift each.", parse_version},
      {"cutoff", "cutoff <radial> <angular>, once or once an element", "8 4",
       "Å, 3 to 100, angular <= radial; a pair's cutoff is the mean of its elements'.", parse_cutoff, true},
      {"n_max", "n_max <radial> <angular>", "6 6", "Radial functions less one: 0 to 12, 0 to 8.", parse_n_max},
      {"basis_size", "basis_size <radial> <angular>", "6 6", "Chebyshev functions less one: 0 to 16, 0 to 12.",
       parse_basis_size},
      {"l_max", "l_max <l> [222] [1111] [112] [123] [233] [134]", "4 1 0 0 0 0 0",
       "Angular terms up to l (0 to 8) and higher-body terms on or off (0 or not); one left out keeps its default.",
       parse_l_max},
      {"neuron", "neuron <n>", "30", "Neurons of the hidden layer, 1 to 120.", parse_neuron},
      {"zbl", "zbl <outer>", "off",
       "Repulsion of nuclei below outer (Å, 1 to 4), inner radius half of it. A file zbl.in gives it by pair instead.",
       parse_zbl},
      {"use_typewise_cutoff_zbl", "use_typewise_cutoff_zbl [factor]", "off; factor 0.7",
       "Outer radius at most factor (>= 0.5) times the sum of covalent radii; needs `zbl`.", parse_typewise_zbl},
      // The loss
      {"lambda_e", "lambda_e <weight>", "1", "Weight of the energy's RMSE (eV/atom).", parse_lambda_e},
      {"lambda_f", "lambda_f <weight>", "1", "Weight of the forces' RMSE (eV/Å).", parse_lambda_f},
      {"lambda_v", "lambda_v <weight>", "0.1", "Weight of the virial's RMSE (eV/atom).", parse_lambda_v},
      {"lambda_d", "lambda_d <weight>", "1",
       "Weight of the RMSE of energy differences (eV an inserted atom) between frames that `relative_to` or `pair` "
       "ties.",
       parse_lambda_d},
      {"lambda_1", "lambda_1 <weight>", "snes: sqrt(parameters 1e-6 / elements); gradient: 0",
       "Weight of the mean of |parameter|.", parse_lambda_1},
      {"lambda_2", "lambda_2 <weight>", "snes: sqrt(parameters 1e-6 / elements); gradient: 0",
       "Weight of the parameters' RMS.", parse_lambda_2},
      {"lambda_shear", "lambda_shear <weight>", "1", "Factor on the errors of the virial's xy, yz, zx.",
       parse_lambda_shear},
      {"force_delta", "force_delta <delta>", "0",
       "eV/Å; squared force errors count delta / (delta + \\|F\\|): small forces count more.", parse_force_delta},
      {"type_weight", "type_weight <one weight an element>", "1", "Factor on the force errors of each element.",
       parse_type_weight, true},
      // The search
      {"optimizer", "optimizer snes | adam | soap | adam snes | soap snes", "snes", "Evolution, gradient (soap is the faster one), or gradient and then evolution.",
       parse_optimizer},
      {"generation", "generation <n>", "100000", "snes: generations, 0 to 1e7.", parse_generation},
      {"population", "population <n>", "50", "snes: members of the population, 10 to 200.", parse_population},
      {"epoch", "epoch <n>", "from the data",
       "gradient: passes over the training set; unless given about 12,000 steps, 100 to 1,000 epochs.", parse_epoch},
      {"learning_rate", "learning_rate <rate>", "0.02; fine_tune 0.002", "gradient: the largest, after warm-up; 0 to 1.",
       parse_learning_rate},
      {"lambda_schedule", "lambda_schedule {<until epoch> <lambda_e> <lambda_f> <lambda_v>}", "two stages",
       "gradient: weights of stages, one after another; after the last stage its weights stay. Unless lambdas are given: "
       "three "
       "times lambda_e in the last two fifths.",
       parse_lambda_schedule},
      {"hold_back", "hold_back <share>", "0.1 of 100 frames or more; else 0",
       "gradient: without test.xyz, so many of the frames (up to 0.5) are the test set, and are not trained on.",
       parse_hold_back},
      {"early_stop", "early_stop <share>", "0.6 with a test set; else 0",
       "gradient: ends when so large a share of the epochs brought no better test error; 0: never.", parse_early_stop},
      {"batch", "batch <structures>", "1000", "Structures a step; at least 1.", parse_batch},
      {"seed", "seed <n>", "1", "Key of all random numbers; the same seed gives the same bits.", parse_seed},
      {"initial_para", "initial_para <range>", "1", "The start is uniform in -range to range, 0.1 to 1.",
       parse_initial_para},
      {"sigma0", "sigma0 <sigma>", "0.1", "snes: spread at the start, 0.01 to 0.1.", parse_sigma0},
      {"fine_tune", "fine_tune <nep.txt> [<nep.restart>] [descriptor 0|1]", "off",
       "Starts from a trained model that has at least these elements; sizes that nep.in leaves open are its own; 0 "
       "keeps "
       "its descriptor.",
       parse_fine_tune},
      {"freeze", "freeze {descriptor | radial | angular | hidden | output}", "off",
       "fine_tune: parts that stay as they are; hidden and output are the layers of the network.", parse_freeze},
      {"import_q_scaler", "import_q_scaler 0|1", "0", "1: the q_scaler is taken from nep.txt.", parse_import_q_scaler},
      // Data and files
      {"energy_key", "energy_key <name>", "energy", "Name of the energy in the comment lines of the data.",
       parse_energy_key},
      {"force_key", "force_key <name>", "force or forces", "Name of the column with the forces.", parse_force_key},
      {"virial_key", "virial_key <name>", "virial", "Name of the virial.", parse_virial_key},
      {"stress_key", "stress_key <name>", "stress", "Name of the stress.", parse_stress_key},
      {"reference_energy", "reference_energy none | least_squares | <eV of each element>", "none",
       "Energies of the atoms, subtracted on reading: the model then learns what is left.", parse_reference_energy,
       true},
      {"output_interval", "output_interval <n>", "100", "Generations or epochs between outputs, plots and checkpoints.",
       parse_output_interval},
      {"save_potential", "save_potential <interval> <name 0|1> <restart 0|1>", "100000 1 0",
       "Keeps copies nep_gen<n>.txt (1) or nep_<time>.txt (0), with a .restart (1) or without.", parse_save_potential},
      {"prediction", "prediction 0|1", "0", "1: no training; nep.txt is evaluated on train.xyz.", parse_prediction},
      {"output_descriptor", "output_descriptor 0|1|2", "0",
       "With prediction: descriptor.out, a row a structure (1) or an atom (2).", parse_output_descriptor},
      // Other models
      {"model_type", "model_type 0", "0", "Potentials only.", parse_model_type},
      {"mode", "mode 0", "0", "Another name of `model_type`.", parse_model_type},
      {"charge_mode", "charge_mode 0", "0", "Charges are not supported.", parse_must_be_zero},
      {"vdw", "vdw 0", "0", "Not supported.", parse_must_be_zero},
      {"charge_vdw", "charge_vdw 0", "0", "Not supported.", parse_must_be_zero},
      {"atomic_v", "atomic_v 0", "0", "Not supported.", parse_must_be_zero},
  };
  return table;
}

namespace {
/// Keywords of GPUMD for models that nacre does not train, or withdrawn there.
const std::vector<std::string> not_supported = {"lambda_q", "lambda_z", "use_typewise_cutoff", "use_full_batch"};
}  // namespace

bool counts_elements(const Words& line) {
  const auto& table = keyword_table();
  return std::any_of(table.begin(), table.end(),
                     [&](const Keyword& k) { return k.counts_elements && k.name == line[0]; });
}

void parse_keyword(const Words& line, TrainSettings& settings) {
  std::vector<std::string> known;
  for (const Keyword& keyword : keyword_table()) {
    known.push_back(keyword.name);
    if (keyword.name != line[0]) continue;
    TrainSettings read = settings;  // what a line says counts as a whole, or not at all
    keyword.parse(line, read);
    settings = std::move(read);
    return;
  }
  if (std::find(not_supported.begin(), not_supported.end(), line[0]) != not_supported.end())
    throw line.error("is a GPUMD keyword that nacre does not support").key(line[0]);
  throw line.error("unknown keyword").value(line[0]).nearest(nearest_word(line[0], known));
}

std::string keyword_manual() {
  std::vector<std::vector<std::string>> rows;
  for (const Keyword& k : keyword_table()) rows.push_back({markdown_code(k.syntax), k.standard, k.sentence});
  return markdown_table({"keyword", "default", "what it says"}, rows);
}

}  // namespace nacre::train
