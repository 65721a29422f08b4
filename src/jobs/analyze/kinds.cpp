#include "jobs/analyze/kinds.h"

#include "jobs/analyze/adf.h"
#include "jobs/analyze/all.h"
#include "jobs/analyze/compare.h"
#include "jobs/analyze/coordination.h"
#include "jobs/analyze/domains.h"
#include "jobs/analyze/hybridization.h"
#include "jobs/analyze/msd.h"
#include "jobs/analyze/pores.h"
#include "jobs/analyze/rdf.h"
#include "jobs/analyze/rings.h"
#include "jobs/analyze/xrd.h"

namespace nacre::jobs::analyze {

std::vector<JobKind> analysis_kinds() {
  std::vector<JobKind> kinds{
      {"analyze adf", "Angles between bonds, of all elements and every three",
       "nacre analyze adf dump.xyz --cutoff C-C=1.85 --output adf.csv --figure adf.svg", make_job<AdfJob>},
      {"analyze all", "Every analysis with its defaults: one page, a folder of files",
       "nacre analyze all carbon.xyz --output-dir carbon-analysis", make_job<AllJob>},
      {"analyze compare", "Structures or runs side by side: one table, one figure",
       "nacre analyze compare 1ps.xyz 4ps.xyz 16ps-analysis --output-dir comparison", make_job<CompareJob>},
      {"analyze coordination", "Shares of atoms with 0, 1, 2, 3, 4, ... bonded neighbours",
       "nacre analyze coordination model.xyz --cutoff C-C=1.85 --frames last", make_job<CoordinationJob>},
      {"analyze domains", "Graphitic stacks: La, Lc, orientation, share of graphitic atoms",
       "nacre analyze domains carbon.xyz --frames last --output domains.csv", make_job<DomainsJob>},
      {"analyze hybridization", "Shares of sp, sp2, sp3; bonds, angles, defects",
       "nacre analyze hybridization model.xyz --cutoff C-C=1.85 --figure hybridization.svg",
       make_job<HybridizationJob>},
      {"analyze msd", "Mean squared displacement, velocity autocorrelation and diffusion coefficients of every element",
       "nacre analyze msd dump.xyz --fit-from 2 --fit-to 10 --figure msd.svg", make_job<MsdJob>},
      {"analyze pores", "Pore sizes, limiting diameters, volumes, surface, channels",
       "nacre analyze pores carbon.xyz --probe 1.657 --output pores.csv --table pore-table.csv", make_job<PoresJob>},
      {"analyze rdf", "Radial distribution functions and coordination numbers of all pairs",
       "nacre analyze rdf dump.xyz --rmax 10 --bins 500 --output rdf.csv --figure rdf.svg", make_job<RdfJob>},
      {"analyze xrd", "X-ray powder pattern, fitted peaks, spacing of layers in three ways",
       "nacre analyze xrd dump.xyz --frames last --output xrd.csv --figure xrd.svg", make_job<XrdJob>},
      {"analyze rings", "Rings of bonds: primitive, King's or Guttman's",
       "nacre analyze rings model.xyz --cutoff C-C=1.85 --max-size 12 --figure rings.svg", make_job<RingsJob>}};
  return kinds;
}

}  // namespace nacre::jobs::analyze
