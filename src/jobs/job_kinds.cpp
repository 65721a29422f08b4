// The jobs of the program: one row a command, in the order of the help. A new command is a row here.
#include <algorithm>

#include "jobs/analyze/kinds.h"
#include "jobs/build.h"
#include "jobs/build_domains.h"
#include "jobs/build_sheets.h"
#include "jobs/check.h"
#include "jobs/convert.h"
#include "jobs/convert_deck.h"
#include "jobs/formation.h"
#include "jobs/help.h"
#include "jobs/info.h"
#include "jobs/insert.h"
#include "jobs/job.h"
#include "jobs/learn/learn.h"
#include "jobs/model.h"
#include "jobs/predict.h"
#include "jobs/run.h"
#include "jobs/select.h"
#include "jobs/sites/all.h"
#include "jobs/sites/features.h"
#include "jobs/sites/label.h"
#include "jobs/sites/train.h"
#include "jobs/train.h"

namespace nacre::jobs {

namespace {
bool takes_words_alone(const std::string& command) {
  return command == "help" || command == "completion" || command == "man";
}
/// --config and --schema are about its own file.
bool has_file_of_keys(const std::string& command) { return command == "insert" || command == "learn"; }

std::vector<JobKind> all_kinds() {
  std::vector<JobKind> kinds{
      {"run", "Run a GPUMD-style deck: run.in and model.xyz", "nacre run input/anneal-carbon --threads 2",
       make_job<RunDeck>},
      {"check", "Read a deck and the files it names, list every error, run nothing", "nacre check input/anneal-carbon",
       make_job<Check>},
      {"train", "Train a NEP: nep.in, train.xyz and, if there is one, test.xyz",
       "nacre train input/train-argon --threads 2", make_job<Train>},
      {"predict", "Energy, forces and virial of every frame of an extended XYZ file",
       "nacre predict nep.txt test.xyz --output predicted.xyz --double", make_job<Predict>},
      {"formation", "Formation energies of structures, by any potential, as a table",
       "nacre formation nep.txt layers.xyz --reference C=graphene.xyz --per Na", make_job<Formation>},
      {"select", "Choose frames to label: where a committee disagrees, far from each other in descriptor space",
       "nacre select dump.xyz --potential nep1.txt --committee nep1.txt nep2.txt nep3.txt nep4.txt --band "
       "0.1 0.5 --number 50 --known train.xyz --output chosen.xyz",
       make_job<Select>},
      {"learn", "Active learning: train a committee, explore, choose, label, again, from one file",
       "nacre learn loop.yaml --threads 2", make_job<Learn>},
      {"model show", "Elements, sizes and cutoffs of a NEP", "nacre model show nep.txt", make_job<ModelShow>},
      {"model keep", "A NEP of some of its elements, which says the same of them",
       "nacre model keep nep89.txt --elements C Na -o nep.txt", make_job<ModelKeep>},
      {"model add", "A NEP with one element more, to be trained further",
       "nacre model add nep.txt --element Na --like C -o larger.txt", make_job<ModelAdd>},
      {"model convert", "The same NEP in another version, where nothing is lost by it",
       "nacre model convert nep.txt --to 5 -o nep5.txt", make_job<ModelConvert>},
      {"model active", "The environments that decide a NEP, for extrapolation grades",
       "nacre model active nep.txt train.xyz -o nep.asi", make_job<ModelActive>},
      {"model compare", "How far two potentials differ on the frames of a file",
       "nacre model compare nep1.txt nep2.txt test.xyz", make_job<ModelCompare>},
      {"insert", "Insert sodium into a carbon, atom by atom, or remove it; voltage profile",
       "nacre insert input/insert-sodium/insert.yaml --threads 2", make_job<Insert>},
      {"convert", "Structures and labelled frames from one format into another", "nacre convert POSCAR model.xyz",
       make_job<Convert>},
      {"build random", "Atoms at random places of a periodic box, none too close to another",
       "nacre build random --species C --atoms 5000 --box 41.4 --min-distance 1.2 --seed 1 -o model.xyz",
       make_job<BuildRandom>},
      {"build crystal", "A perfect or rattled crystal",
       "nacre build crystal graphite --repeat 4 4 2 --rattle 0.05 --seed 1 -o out.xyz", make_job<BuildCrystal>},
      {"build layers", "Layers of a metal between two graphene sheets",
       "nacre build layers --metal Na --count 2 -o layers.xyz", make_job<BuildLayers>},
      {"build slit", "A slit pore between walls of graphene sheets",
       "nacre build slit --width 10 --sheets 3 --size 30 30 -o slit.xyz", make_job<BuildSlit>},
      {"build wedge", "A wedge-shaped pore between two walls of graphene sheets",
       "nacre build wedge --angle 15 --length 40 -o wedge.xyz", make_job<BuildWedge>},
      {"build edge", "A graphene ribbon with two zigzag or armchair edges",
       "nacre build edge --edge armchair --width 20 --hydrogen -o ribbon.xyz", make_job<BuildEdge>},
      {"build tube", "A carbon nanotube (n, m)", "nacre build tube --indices 10 5 -o tube.xyz", make_job<BuildTube>},
      {"build domains", "A carbon of graphitic stacks of given La and Lc with amorphous carbon between them",
       "nacre build domains --atoms 20000 --la 20 --lc 14 -o model.xyz --deck run.in", make_job<BuildDomains>},
      {"convert deck", "A deck as the input of LAMMPS: in.lammps, data.lammps and the potential",
       "nacre convert deck --to lammps input/anneal-carbon", make_job<ConvertDeck>},
      {"sites features", "Fourteen features of each sodium atom; is it between two layers?",
       "nacre sites features final.xyz --hull concave --output features.csv", make_job<SitesFeatures>},
      {"sites train", "Trains a forest that tells adsorption from filling of a pore",
       "nacre sites train seed-1 seed-2 --threshold median --output forest.yaml", make_job<SitesTrain>},
      {"sites label", "Gives each sodium atom of a structure or a run its type",
       "nacre sites label final.xyz --forest forest.yaml", make_job<SitesLabel>},
      {"sites all", "Features, training, types and voltage profile of finished insertions: one folder",
       "nacre sites all input/insert-sodium --threshold median", make_job<SitesAll>},
      {"info", "Version, SIMD target, threads, devices; the keywords of run.in", "nacre info --summary info.yaml",
       make_job<Info>},
      {"help", "Explains a command, an option, a keyword, a key or a format, or names the nearest",
       "nacre help time_step", make_job<Help>},
      {"completion", "Prints the completion for a shell", "nacre completion bash", make_job<Completion>},
      {"man", "Writes the manual pages", "nacre man ~/.local/share/man/man1", make_job<Man>}};
  for (JobKind& kind : analyze::analysis_kinds()) kinds.push_back(std::move(kind));
  for (JobKind& kind : kinds) kind.option_file = !takes_words_alone(kind.command) && !has_file_of_keys(kind.command);
  return kinds;
}
}  // namespace

const std::vector<JobKind>& job_kinds() {
  static const std::vector<JobKind> kinds = all_kinds();
  return kinds;
}

const JobKind* find_job(const std::string& command) {
  const auto& kinds = job_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const JobKind& k) { return k.command == command; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace nacre::jobs
