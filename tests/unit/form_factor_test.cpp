#include "analysis/diffraction/form_factors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/elements.h"
#include "core/error.h"
#include "reference/powder.h"
#include "source_dir.h"

namespace form_factor_test {

namespace {

using namespace nacre;

// f(0) is the number of electrons; the fits are off by a few 0.001.
TEST(FormFactors, BeginWithTheNumberOfElectrons) {
  for (int z = 1; z <= form_factor_elements; ++z)
    EXPECT_NEAR(form_factor(std::string(element_symbol(z)), 0), z, 0.02 + 0.001 * z) << element_symbol(z);
  EXPECT_THROW(form_factor("Xx", 1), Error);
}

// Fits of four Gaussians to other calculations: International Tables C, 6.1.1.4.
TEST(FormFactors, AreCloseToThoseOfTheInternationalTables) {
  for (double Q = 0; Q < 20; Q += 0.25) {
    EXPECT_NEAR(form_factor("C", Q), reference::carbon_form_factor_cromer_mann(Q), 0.03) << Q;
    EXPECT_NEAR(form_factor("Na", Q), reference::sodium_form_factor_cromer_mann(Q), 0.05) << Q;
  }
}

// Every number of the table: the same fits as another package has them (tests/data/form-factors/make.py).
TEST(FormFactors, AreThoseOfAnotherTranscription) {
  std::ifstream in(nacre_test::source_dir() + "/tests/data/form-factors/f0.csv");
  std::string line, cell;
  std::getline(in, line);  // its program
  std::vector<double> Q;
  int elements = 0;
  for (; std::getline(in, line); ++elements) {
    std::istringstream cells(line);
    std::string element;
    std::getline(cells, element, ',');
    for (std::size_t k = 0; std::getline(cells, cell, ','); ++k) {
      if (element == "element")
        Q.push_back(std::stod(cell));
      else  // seven decimals there
        EXPECT_NEAR(form_factor(element, Q.at(k)), std::stod(cell), 1e-7) << element << " at " << Q[k];
    }
  }
  EXPECT_EQ(elements, 1 + form_factor_elements);
}

}  // namespace

}  // namespace form_factor_test
