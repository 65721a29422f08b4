// What the analyses put into their summaries; what was not found has no key.
#pragma once
#include "analysis/hybridization.h"
#include "analysis/pores.h"
#include "analysis/rdf.h"
#include "analysis/rings.h"
#include "analysis/xrd.h"
#include "app/summary.h"

namespace nacre::app {

Summary summary_of(const Hybridization& result);
Summary summary_of(const Pores& result);
Summary summary_of(const Rdf& result, const RingRdf& rings);
Summary summary_of(const Rings& result);
Summary summary_of(const XrdReport& report);

}  // namespace nacre::app
