// nacre.so: `plugin load nacre.so` in LAMMPS with its package PLUGIN makes `pair_style nacre` known.
//
// LAMMPS calls lammpsplugin_init with itself, a handle and a function that takes one of these structs. Debian's headers
// lack lammpsplugin.h, so the struct is declared here; its members are LAMMPS's public interface for plugins.
#include "pair_nacre.h"

extern "C" {

struct NacreLammpsPlugin {
  const char* version;  ///< of LAMMPS, as it prints it
  const char* style;    ///< "pair"
  const char* name;
  const char* info;
  const char* author;
  void* (*create)(void* lammps);  ///< first member of a union of functions
  void* handle;
};

using NacreLammpsRegister = void (*)(NacreLammpsPlugin*, void* lammps);

static void* create_pair_nacre(void* lammps) {
  return LAMMPS_NS::PairNacre::create(static_cast<LAMMPS_NS::LAMMPS*>(lammps));
}

void lammpsplugin_init(void* lammps, void* handle, void* take) {
  NacreLammpsPlugin plugin{};
  plugin.version = NACRE_LAMMPS_VERSION;
  plugin.style = "pair";
  plugin.name = "nacre";
  plugin.info = "pair style nacre of Nacre " NACRE_VERSION;
  plugin.author = "Nacre";
  plugin.create = create_pair_nacre;
  plugin.handle = handle;
  reinterpret_cast<NacreLammpsRegister>(take)(&plugin, lammps);
}

}  // extern "C"
