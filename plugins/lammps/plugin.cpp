// nacre.so: `plugin load nacre.so` in LAMMPS with its package PLUGIN makes `pair_style nacre` and `compute nacre/grade` known.
//
// LAMMPS calls lammpsplugin_init with itself, a handle and a function that takes one of these structs. Installed headers
// lack lammpsplugin.h, so the struct is declared here; its members are LAMMPS's public interface for plugins.
#include "compute_nacre_grade.h"
#include "pair_nacre.h"

extern "C" {

struct NacreLammpsPlugin {
  const char* version;  ///< of LAMMPS, as it prints it
  const char* style;    ///< "pair", "compute"
  const char* name;
  const char* info;
  const char* author;
  union {
    void* (*plain)(void* lammps);
    void* (*with_words)(void* lammps, int narg, char** arg);
  } create;
  void* handle;
};

using NacreLammpsRegister = void (*)(NacreLammpsPlugin*, void* lammps);

static void* create_pair_nacre(void* lammps) {
  return LAMMPS_NS::PairNacre::create(static_cast<LAMMPS_NS::LAMMPS*>(lammps));
}

static void* create_compute_nacre_grade(void* lammps, int narg, char** arg) {
  return LAMMPS_NS::ComputeNacreGrade::create(static_cast<LAMMPS_NS::LAMMPS*>(lammps), narg, arg);
}

void lammpsplugin_init(void* lammps, void* handle, void* take) {
  const auto give = reinterpret_cast<NacreLammpsRegister>(take);
  NacreLammpsPlugin plugin{};
  plugin.version = NACRE_LAMMPS_VERSION;
  plugin.author = "Nacre";
  plugin.handle = handle;
  plugin.style = "pair", plugin.name = "nacre";
  plugin.info = "pair style nacre of Nacre " NACRE_VERSION;
  plugin.create.plain = create_pair_nacre;
  give(&plugin, lammps);
  plugin.style = "compute", plugin.name = "nacre/grade";
  plugin.info = "compute style nacre/grade of Nacre " NACRE_VERSION;
  plugin.create.with_words = create_compute_nacre_grade;
  give(&plugin, lammps);
}

}  // extern "C"
