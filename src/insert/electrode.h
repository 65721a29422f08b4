// What the capacity is of: charge of the inserted ion, mass of the host.
//
//   m_host = sum over all atoms that are not of the inserted species of their element's standard mass    g/mol
//   or n_host M, with the given molar mass M of the n_host atoms of the element `host`
#pragma once
#include <string>

#include "core/atoms.h"
#include "insert/settings.h"

namespace nacre::insert {

/// Elementary charges of the ion as electrodes know it: alkali 1, alkaline earth and Zn 2, Al and Y 3; 0: not known.
int usual_charge(const std::string& species);

/// g/mol. Throws Error with key host_molar_mass for a species that is no element, unless that key is given.
double host_mass(const Atoms& atoms, const InsertSettings& settings);

/// g/mol, of an inserted atom where the capacity is of the total mass, else 0. Throws Error with key capacity_basis for a
/// species that is no element.
double guest_mass(const InsertSettings& settings);

/// All atoms that are not inserted, by element in the order of their first atom: "C56 O8"; empty without any.
std::string host_formula(const Atoms& atoms, const std::string& inserted);

}  // namespace nacre::insert
