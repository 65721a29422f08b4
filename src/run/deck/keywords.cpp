#include "run/deck/keywords.h"

#include <algorithm>

#include "run/deck/parsers.h"

namespace nacre::run {

const std::vector<Keyword>& keyword_table() {
  using enum Lifetime;
  static const std::vector<Keyword> table{
      {"potential", "potential <file>", at_once,
       "The force between the atoms: a potential file beside run.in, or the built-in `tersoff-carbon`. Numbers after "
       "the file, as in old decks, have no effect.",
       parse_potential},
      {"replicate", "replicate <na> <nb> <nc>", at_once,
       "Repeats the cell along its lattice vectors; stands before `potential`.", parse_replicate},
      {"velocity", "velocity <T_K> [seed <integer>]", at_once,
       "Draws Maxwell velocities with no total momentum; ignored when model.xyz brings velocities.", parse_velocity},
      {"correct_velocity", "correct_velocity <interval> [<group_method>]", next_run,
       "Removes linear and angular momentum every interval (>= 10) steps, of all atoms or of each group.",
       parse_correct_velocity},
      {"time_step", "time_step <dt_fs> [<max_distance_per_step_A>]", stays,
       "The time step (default 1 fs); with a distance, steps are shortened so that no atom moves farther (next run "
       "only). 0: nothing moves, whatever the ensemble, and `run 1` writes the start.",
       parse_time_step},
      {"change_box", "change_box <d> | <dxx> <dyy> <dzz> [<eyz> <exz> <exy>]", at_once,
       "Lengthens the cell (A) and shears it (strain), atoms included.", parse_change_box},
      {"ensemble", "ensemble <method> <arguments>", stays,
       "How the atoms move: see Ensembles. A run without it takes that of the run before, and says so.",
       parse_ensemble},
      {"fix", "fix <group> | <group_method> <group>", next_run,
       "Holds the atoms of a group still, of several groups in several lines; temperature counts the moving atoms "
       "only.",
       parse_fix},
      {"move", "move [<group_method>] <group> <vx> <vy> <vz>", next_run,
       "Moves a group at one velocity (A/fs), whatever the forces on it; needs a `fix` of another group. Its atoms "
       "count as "
       "fixed ones do, and are written with velocity 0.",
       parse_move},
      {"deform", "deform <rate> <fx> <fy> <fz> | <rate_x> <rate_y> <rate_z> <fx> <fy> <fz>", next_run,
       "Lets lengths of the cell (those with flag 1) grow by a rate (A a step) under npt_ber or npt_scr with three "
       "pressures, which hold the others.",
       parse_deform},
      {"guard",
       "guard {temperature <K> | volume <ratio> | strain <largest> | height <A> | pressure <GPa> | drift "
       "<eV_per_atom_ns> | force <eV_per_A> | distance <A>}",
       stays, "Widens or narrows the limits at which a run or a minimisation is stopped; `off` for a number: none.",
       parse_guard},
      {"neighbor", "neighbor {words}", stays, "A keyword of old decks, without effect: the neighbour list needs none.",
       parse_neighbor},
      {"run", "run <steps>", at_once, "Runs the dynamics.", parse_run},
      {"minimize",
       "minimize sd|fire|cg|lbfgs <force_tolerance_eV_per_A> <max_steps> [0|1|hydrostatic|orthogonal|full] (old: "
       "<box_change 0|1> <hydrostatic 0|1>) {pressure <p> | pressure <pxx> <pyy> <pzz>} {stress_tolerance <GPa>} "
       "{max_move <A>} {dump <interval> <file>}",
       at_once,
       "Moves the atoms, and the cell when asked to, to a minimum of the energy; holds the group that `fix` names "
       "still; "
       "velocities stay: see Minimisers.",
       parse_minimize},
      {"dump_thermo", "dump_thermo <interval>", next_run, "Temperature, energies, pressure and cell to thermo.out.",
       parse_dump_thermo},
      {"dump_xyz",
       "dump_xyz <interval> <file> [group <method> <group>] [precision single|double] {mass velocity force potential "
       "virial group_labels unwrapped_position} (old: dump_xyz <method> <group> <interval> <file> {quantities})",
       next_run, "Frames of extended XYZ; a file name with * gives one file a frame.", parse_dump_xyz},
      {"dump_exyz", "dump_exyz <interval> [<has_velocity> <has_force> <has_potential> <separated>]", next_run,
       "Frames of extended XYZ to dump.xyz (the keyword of older decks).", parse_dump_exyz},
      {"dump_position", "dump_position <interval> [group <method> <group>] [precision single|double]", next_run,
       "Positions to movie.xyz (the keyword of older decks).", parse_dump_position},
      {"dump_velocity", "dump_velocity <interval> [group <method> <group>]", next_run,
       "Velocities to velocity.out (the keyword of older decks).", parse_dump_velocity},
      {"dump_force", "dump_force <interval> [group <method> <group>]", next_run,
       "Forces to force.out (the keyword of older decks).", parse_dump_force},
      {"dump_restart", "dump_restart <interval>", next_run, "A model.xyz of the present state, exact, to restart.xyz.",
       parse_dump_restart},
      {"compute_rdf", "compute_rdf <cutoff_A> <bins> <interval> {atom <i> <j>}", next_run,
       "Radial distribution functions of the run to rdf.out: total and every pair of elements, or (old) those named.",
       parse_compute_rdf},
      {"compute_adf",
       "compute_adf <interval> <bins> <r_min> <r_max> | <interval> <bins> {<i> <j> <k> <r_min_j> <r_max_j> <r_min_k> "
       "<r_max_k>}",
       next_run,
       "Angles between neighbours to adf.out, of all atoms or of elements j and k around i, one block every interval "
       "steps.",
       parse_compute_adf},
      {"compute_msd",
       "compute_msd <interval> <lags> [group <method> <group> | all_groups <method>] [save_every <steps>]", next_run,
       "Mean squared displacement and D(t) of the run to msd.out.", parse_compute_msd},
      {"compute_sdc", "compute_sdc <interval> <lags> [group <method> <group>]", next_run,
       "Velocity autocorrelation and D(t) of the run to sdc.out.", parse_compute_sdc},
      {"compute_extrapolation",
       "compute_extrapolation asi_file <file> [gamma_low <grade>] [gamma_high <grade>] [check_interval <steps>] "
       "[dump_interval <steps>]",
       next_run,
       "Extrapolation grades by an active set (nacre model active): frames above gamma_low to extrapolation_dump.xyz, "
       "stop "
       "above gamma_high.",
       parse_compute_extrapolation},
      {"active", "active <interval> <has_velocity> <has_force> <has_uncertainty> <threshold>", next_run,
       "Force spread of several potentials (one a line, the first moves the atoms) to active.out; frames above the "
       "threshold (eV/A) to active.xyz.",
       parse_active},
      {"dump_observer", "dump_observer observe|average <interval_thermo> <interval_xyz> <has_velocity> <has_force>",
       next_run,
       "Thermodynamic values and frames of several potentials (one a line): of each, the first of which moves the "
       "atoms "
       "(`observe`), or of their mean, which then moves them (`average`).",
       parse_dump_observer},
      {"compute",
       "compute <group_method> <interval> <samples> {temperature | potential | force | virial | jp | jk | momentum}",
       next_run, "Sums over the atoms of each group, means over so many samples, to compute.out.", parse_compute},
      {"compute_cohesive", "compute_cohesive <e1> <e2> <direction 0..6 | points>", at_once,
       "Energy of the cell scaled from e1 to e2 times its size, atoms relaxed, to cohesive.out; along x, y, z, xy, yz, "
       "zx "
       "or xyz (0 .. 6, a point every 0.001), or, as in old decks, along all at 7 points or more.",
       parse_compute_cohesive},
      {"compute_elastic", "compute_elastic <strain> [cubic]", at_once,
       "All elastic constants by the stress of twelve strained cells, atoms relaxed, to elastic.out. `cubic`, as in "
       "old decks, "
       "has no effect.",
       parse_compute_elastic},
      {"compute_dos", "compute_dos <interval> <lags> <omega_max_THz> [group <method> <group>] [num_dos_points <n>]",
       next_run,
       "Mass-weighted velocity autocorrelation of the run to mvac.out, the density of vibrational states, its "
       "transform, "
       "to dos.out.",
       parse_compute_dos},
      {"compute_hac", "compute_hac <interval> <lags> <output_interval>", next_run,
       "Autocorrelation of the heat current and running thermal conductivity (Green-Kubo) to hac.out.",
       parse_compute_hac},
      {"compute_viscosity", "compute_viscosity <interval> <lags>", next_run,
       "Autocorrelation of the stress and running viscosity (Green-Kubo) to viscosity.out.", parse_compute_viscosity},
  };
  return table;
}

const std::vector<std::string>& missing_keywords() {
  static const std::vector<std::string> names{"add_efield",
                                              "add_force",
                                              "add_random_force",
                                              "add_spring",
                                              "compute_angular_rdf",
                                              "compute_chunk",
                                              "compute_dpdt",
                                              "compute_es",
                                              "compute_gkma",
                                              "compute_hnema",
                                              "compute_hnemd",
                                              "compute_hnemdec",
                                              "compute_ic",
                                              "compute_lsqt",
                                              "compute_orientorder",
                                              "compute_phonon",
                                              "compute_shc",
                                              "deposit",
                                              "dftd3",
                                              "dump_beads",
                                              "dump_cg",
                                              "dump_dipole",
                                              "dump_netcdf",
                                              "dump_polarizability",
                                              "dump_shock_nemd",
                                              "electron_stop",
                                              "kspace",
                                              "mc",
                                              "plumed"};
  return names;
}

std::string note_on_old_syntax(const Words& line) {
  if (line[0] == "neighbor") return line.error("is a keyword of old decks, without effect here").key(line[0]).what();
  if (line[0] == "potential" && has_type_numbers(line))
    return line.error("numbers after the file are the syntax of old decks, without effect here").key(line[0]).what();
  return "";
}

Command parse_command(const Words& line) {
  std::vector<std::string> known;
  for (const Keyword& keyword : keyword_table()) {
    if (keyword.name == line[0]) return {line, keyword.parse(line)};
    known.push_back(keyword.name);
  }
  const auto& missing = missing_keywords();
  if (std::find(missing.begin(), missing.end(), line[0]) != missing.end())
    throw line.error("is a GPUMD keyword that nacre does not have yet").key(line[0]);
  throw line.error("unknown keyword").value(line[0]).nearest(nearest_word(line[0], known));
}

}  // namespace nacre::run
