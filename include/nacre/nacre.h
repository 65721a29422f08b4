// Nacre: molecular dynamics of battery carbons with machine-learned potentials. All of the public library; each part
// can be included alone. How it is used: docs/api.md.
#pragma once
#include <nacre/analysis.h>
#include <nacre/error.h>
#include <nacre/grades.h>
#include <nacre/insertion.h>
#include <nacre/potential.h>
#include <nacre/relax.h>
#include <nacre/simulation.h>
#include <nacre/structure.h>
#include <nacre/train.h>
#include <nacre/version.h>
