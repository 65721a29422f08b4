// The keyword `change_box`: h -> h mu, r -> r mu at once (rows of h are the lattice vectors).
//   change_box <d>                              mu_ii = (h_ii + d) / h_ii                    d in Å
//   change_box <dxx> <dyy> <dzz>                mu_ii = (h_ii + d_ii) / h_ii                 A
//   change_box <dxx> <dyy> <dzz> <eyz> <exz> <exy>   and mu_yz = mu_zy = eyz and so on       Å, strain without unit
#pragma once
#include "core/system.h"
#include "io/words.h"

namespace nacre {

/// Changes cell and positions as the line says. Throws Error with file and line when the number of arguments is none of
/// 1, 3 and 6, when a diagonal entry of the cell that is to change is zero, or when the new cell has no volume or is
/// turned inside out; the system is then as before.
void change_box(System& system, const Words& line);

}  // namespace nacre
