// nacre.insert: an insertion into two atoms, without forces, goes on from it.
#include "device/parallel.h"
#include "fuzz.h"
#include "insert/insertion.h"
#include "resumed.h"

namespace nacre::fuzz {

namespace {
/// All places are alike.
class NoForces final : public insert::Energetics {
 public:
  const std::vector<std::string>& species() const override { return species_; }
  std::vector<double> screen(const Structure&, int, const insert::Candidates& candidates) override {
    return std::vector<double>(candidates.position.size(), -1.0);
  }
  std::vector<double> without(const Structure&, const std::vector<int>& atoms) override {
    return std::vector<double>(atoms.size(), 0.0);
  }
  void relax(std::vector<insert::Trial>& trials, const RelaxOptions&) override {
    for (insert::Trial& t : trials) t.result.energy = energy(t.structure), t.result.reason = RelaxReason::converged;
  }
  void evaluate(const Structure& s, Evaluation& now) override {
    now.energy = energy(s);
    now.atom_energy.assign(s.atoms.size(), 0.0);
    now.force.assign(s.atoms.size(), Vec3{});
  }

 private:
  static double energy(const Structure& s) { return -1.5 * static_cast<double>(s.atoms.size()); }
  std::vector<std::string> species_{"C", "Na"};
};

Structure host() {
  Structure s;
  Mat3 h;
  for (int k = 0; k < 3; ++k) h[k][k] = 8;
  s.box = Box(h);
  s.atoms.species = {"C", "Na"};
  s.atoms.resize(2);
  s.atoms.position[1] = {1.42, 0, 0};
  s.atoms.mass = {12.011, 12.011};
  return s;
}

class InsertWork {
 public:
  InsertWork()
      : files_("insert", "nacre.insert",
               {{"insertion", "structure_hash"},
                {"insertion", "potential_hash"},
                {"insertion", "seed"},
                {"insertion", "ledger_bytes"},
                {"insertion", "frames_bytes"}}) {
    set_threads(1);
    files_.put("host.xyz", "the file of a structure, known by its hash\n");
    files_.put("pair.lj", "the file of a potential, known by its hash\n");
    files_.put(
        "insert.yaml",
        "structure: host.xyz\npotential: pair.lj\nuntil: {count: 2}\nbulk_energy: -1.2\ncandidates: {spacing: 2}\n"
        "screen: {keep: 1}\nrelax: {host: false, max_steps: 2}\nsmoothing: 1\nstructures: {every: 1}\n");
    std::vector<Error> errors;
    settings_ = insert::read_insert_settings(files_.path("insert.yaml"), errors);
    require(errors.empty(), "the insert.yaml of this target is right");
    go(false);
    files_.remember({"insert.csv", "structures.xyz"});
  }
  void go_on(Bytes bytes) {
    files_.restore(bytes);
    insert::earlier_insertion(settings_);
    go(true);
  }

 private:
  /// Begun, it stops after its first row.
  void go(bool resume) {
    int asked = 0;
    insert::InsertCalls calls;
    calls.stop = [&] { return ++asked > 4; };
    NoForces energetics;
    insert::Insertion(settings_, host(), energetics, -1.2, resume, calls).go();
  }
  Resumed files_;
  insert::InsertSettings settings_;
};
}  // namespace

void insert_checkpoint(Bytes bytes) {
  static InsertWork work;
  work.go_on(bytes);
}

}  // namespace nacre::fuzz
