// What the analyses put into their summaries; what was not found has no key.
#pragma once
#include "analysis/bonds/hybridization.h"
#include "analysis/diffraction/xrd.h"
#include "analysis/pairs/rdf.h"
#include "analysis/pores/pores.h"
#include "analysis/rings/rings.h"
#include "app/summary.h"

namespace nacre::app {

Summary summary_of(const Hybridization& result);
Summary summary_of(const Pores& result);
Summary summary_of(const Rdf& result, const RingRdf& rings);
Summary summary_of(const Rings& result);
Summary summary_of(const XrdReport& report);

}  // namespace nacre::app
