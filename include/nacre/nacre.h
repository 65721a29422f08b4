// Nacre: molecular dynamics of battery carbons with machine-learned potentials. All of the public library; each part
// can be included alone. How it is used: docs/api.md.
#pragma once
#include <nacre/error.h>
#include <nacre/potential.h>
#include <nacre/structure.h>
#include <nacre/version.h>
