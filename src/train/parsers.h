// One function a keyword of nep.in: words in, settings changed. Each throws Error with file, line, key, value and what
// is allowed; the settings they leave half changed then are thrown away (parse_keyword). `type` has been read before
// every other line.
#pragma once
#include "io/words.h"
#include "train/settings.h"

namespace nacre::train {

// parse_model.cpp
void parse_type(const Words& line, TrainSettings& s);
void parse_version(const Words& line, TrainSettings& s);
void parse_model_type(const Words& line, TrainSettings& s);
void parse_cutoff(const Words& line, TrainSettings& s);
void parse_n_max(const Words& line, TrainSettings& s);
void parse_basis_size(const Words& line, TrainSettings& s);
void parse_l_max(const Words& line, TrainSettings& s);
void parse_neuron(const Words& line, TrainSettings& s);
void parse_zbl(const Words& line, TrainSettings& s);
void parse_typewise_zbl(const Words& line, TrainSettings& s);
/// zbl.in: ten numbers for each pair of types, row by row. Makes the model's ZBL flexible.
void read_zbl_in(const std::string& path, NepModel& shape);

// parse_training.cpp
void parse_lambda_1(const Words& line, TrainSettings& s);
void parse_lambda_2(const Words& line, TrainSettings& s);
void parse_lambda_e(const Words& line, TrainSettings& s);
void parse_lambda_f(const Words& line, TrainSettings& s);
void parse_lambda_v(const Words& line, TrainSettings& s);
void parse_lambda_d(const Words& line, TrainSettings& s);
void parse_lambda_shear(const Words& line, TrainSettings& s);
void parse_force_delta(const Words& line, TrainSettings& s);
void parse_type_weight(const Words& line, TrainSettings& s);
void parse_batch(const Words& line, TrainSettings& s);
void parse_population(const Words& line, TrainSettings& s);
void parse_generation(const Words& line, TrainSettings& s);
void parse_initial_para(const Words& line, TrainSettings& s);
void parse_sigma0(const Words& line, TrainSettings& s);
void parse_seed(const Words& line, TrainSettings& s);
void parse_optimizer(const Words& line, TrainSettings& s);
void parse_epoch(const Words& line, TrainSettings& s);
void parse_hold_back(const Words& line, TrainSettings& s);
void parse_early_stop(const Words& line, TrainSettings& s);
void parse_learning_rate(const Words& line, TrainSettings& s);
void parse_lambda_schedule(const Words& line, TrainSettings& s);

// parse_files.cpp
void parse_save_potential(const Words& line, TrainSettings& s);
void parse_output_interval(const Words& line, TrainSettings& s);
void parse_prediction(const Words& line, TrainSettings& s);
void parse_output_descriptor(const Words& line, TrainSettings& s);
void parse_fine_tune(const Words& line, TrainSettings& s);
void parse_freeze(const Words& line, TrainSettings& s);
void parse_import_q_scaler(const Words& line, TrainSettings& s);
void parse_energy_key(const Words& line, TrainSettings& s);
void parse_force_key(const Words& line, TrainSettings& s);
void parse_virial_key(const Words& line, TrainSettings& s);
void parse_stress_key(const Words& line, TrainSettings& s);
void parse_reference_energy(const Words& line, TrainSettings& s);

/// Keywords of models that nacre does not have: accepted with the value 0 only.
void parse_must_be_zero(const Words& line, TrainSettings& s);

}  // namespace nacre::train
