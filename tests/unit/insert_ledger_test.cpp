// The ledger's arithmetic against numbers worked out by hand, its text, and bands of several ledgers.
#include "insert/ledger.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <sstream>

#include "build/structure.h"
#include "insert/electrode.h"
#include "insert/voltage_plot.h"
#include "report/csv.h"
#include "scratch.h"
#include "source_dir.h"

namespace nacre::insert::insert_ledger_test {
namespace {

using nacre_test::error_of;
using nacre_test::mentions;
using nacre_test::Scratch;

/// Energies of 10 eV with 17 digits: sums and differences of a few of them are off by less.
constexpr double rounding = 1e-13;

LedgerBase base(int window = 3) {
  LedgerBase b;
  b.host_atoms = 8, b.host_mass = 8 * 12.011, b.bulk_energy = -1.25, b.start_energy = -60, b.window = window;
  return b;
}
LedgerRow row(std::int64_t number, double energy) {
  LedgerRow r;
  r.number = number, r.energy = energy;
  return r;
}

TEST(InsertLedger, CapacityOfThePaper) {
  LedgerBase b;
  b.host_mass = 5000 * 12.011;
  EXPECT_NEAR(capacity_mAh_g(1000, b), 446.28, 0.005);
  b.host_mass = 5000 * 12.000;
  EXPECT_NEAR(capacity_mAh_g(1000, b), 446.7, 0.05);
}

// Mg2+: half the voltage of the same energies, twice the capacity of the same number.
TEST(InsertLedger, AnIonOfTwoCharges) {
  LedgerBase one = base(), two = base();
  two.species = "Mg", two.charge = 2;
  Ledger single(one), twice(two);
  double sum = 0;
  for (int n = 1; n <= 4; ++n) {
    const LedgerRow a = single.add(row(n, -60 - 3.1 * n - 0.1 * n * n));
    const LedgerRow b = twice.add(row(n, -60 - 3.1 * n - 0.1 * n * n));
    EXPECT_DOUBLE_EQ(b.voltage, a.voltage / 2);
    EXPECT_DOUBLE_EQ(b.smoothed, a.smoothed / 2);
    EXPECT_DOUBLE_EQ(b.capacity, 2 * a.capacity);
    EXPECT_EQ(b.formation, a.formation);
    sum += 2 * b.voltage * static_cast<double>(b.change);
  }
  EXPECT_NEAR(sum, -twice.rows().back().formation, 10 * rounding);
}

// By hand: 3 K of 39.098 g/mol in 8 C of 12.011 g/mol, 3 x 26801.4 / (96.088 + 117.294) = 376.81 mAh/g.
TEST(InsertLedger, TheCapacityOfTheTotalMass) {
  LedgerBase b = base();
  b.species = "K", b.guest_mass = 39.098;
  Ledger ledger(b);
  for (int n = 1; n <= 3; ++n) ledger.add(row(n, -60.0 - n));
  EXPECT_NEAR(ledger.rows().back().capacity, 376.81, 0.005);
  const std::string head = ledger_header(b, {});
  EXPECT_NE(head.find("# capacity_basis: total\n"), std::string::npos) << head;
  EXPECT_NE(head.find("of the total mass\n"), std::string::npos) << head;
  EXPECT_NE(ledger_header(base(), {}).find("# capacity_basis: host\n"), std::string::npos);
  const Scratch folder;
  const ReadLedger read = read_ledger(folder.write("insert.csv", head + ledger_line(ledger.rows().back())));
  EXPECT_EQ(read.base.value().guest_mass, 39.098);
  EXPECT_NE(ion_and_host(*read.base).find("and 39.098 g/mol of each K"), std::string::npos);
  EXPECT_EQ(voltage_plot(b, ledger.rows()).find("capacity"), std::string::npos) << "an axis that is not even in N";
  // 1 mol of K that weighs nothing but itself, at the limit of a host without mass
  EXPECT_NEAR(capacity_mAh_g(1e9, b), 26801.4 / 39.098, 1e-4);
}

TEST(InsertLedger, AnUnknownBasisOfTheCapacityIsRefused) {
  const Scratch folder;
  Ledger ledger(base());
  std::string head = ledger_header(base(), {});
  const std::string was = "capacity_basis: host";
  head.replace(head.find(was), was.size(), "capacity_basis: guest");
  const Error e = error_of([&] { read_ledger(folder.write("insert.csv", head + ledger_line(ledger.add(row(1, -61))))); });
  EXPECT_TRUE(mentions(e, "capacity_basis") && mentions(e, "guest") && mentions(e, "host | total")) << e.what();
}

Structure atoms_of(const std::vector<std::pair<const char*, int>>& elements) {
  Structure s;
  for (const auto& [element, count] : elements) {
    s.atoms.species.emplace_back(element);
    for (int i = 0; i < count; ++i) s.atoms.type.push_back(static_cast<int>(s.atoms.species.size()) - 1);
  }
  return s;
}

TEST(InsertElectrode, TheHostIsAllThatIsNotInserted) {
  InsertSettings s;
  const Structure doped = atoms_of({{"O", 8}, {"Na", 3}, {"C", 56}});
  EXPECT_DOUBLE_EQ(host_mass(doped.atoms, s), 56 * 12.011 + 8 * 15.999);
  EXPECT_EQ(host_formula(doped.atoms, "Na"), "O8 C56");
  LedgerBase b;
  b.host_mass = host_mass(doped.atoms, s);
  EXPECT_NEAR(capacity_mAh_g(3, b), 100.43, 0.005);
  // pure carbon keeps its digits
  EXPECT_EQ(host_mass(atoms_of({{"C", 60}}).atoms, s), 60 * 12.011);
  // another host needs no key: 16 Si
  s.host = "Si", s.species = "Li";
  EXPECT_DOUBLE_EQ(host_mass(atoms_of({{"Si", 16}, {"Li", 5}}).atoms, s), 16 * 28.085);
  // a given molar mass is that of the host's element, as in the papers
  s.host = "C", s.species = "Na", s.host_molar_mass = 12;
  EXPECT_EQ(host_mass(doped.atoms, s), 56 * 12.0);
  s.host_molar_mass.reset();
  EXPECT_EQ(guest_mass(s), 0);
  s.of_total_mass = true;
  EXPECT_EQ(guest_mass(s), 22.990);
  s.species = "Xx";
  EXPECT_TRUE(mentions(error_of([&] { guest_mass(s); }), "capacity_basis"));
  s.species = "Na";
  EXPECT_TRUE(mentions(error_of([&] { host_mass(atoms_of({{"C", 2}, {"Xx", 1}}).atoms, s); }), "host_molar_mass"));
}

TEST(InsertElectrode, ChargesThatAreKnown) {
  for (const char* e : {"Li", "Na", "K", "Rb", "Cs"}) EXPECT_EQ(usual_charge(e), 1) << e;
  for (const char* e : {"Mg", "Ca", "Zn"}) EXPECT_EQ(usual_charge(e), 2) << e;
  EXPECT_EQ(usual_charge("Al"), 3);
  for (const char* e : {"C", "Fe", "O", ""}) EXPECT_EQ(usual_charge(e), 0) << e;
}

TEST(InsertLedger, RowsByHand) {
  Ledger ledger(base());
  const LedgerRow first = ledger.add(row(1, -63));
  EXPECT_DOUBLE_EQ(first.voltage, -1.25 + 3);
  EXPECT_DOUBLE_EQ(first.formation, -3 + 1.25);
  EXPECT_EQ(first.change, 1);
  EXPECT_EQ(first.window, 1);
  EXPECT_DOUBLE_EQ(first.ratio, 0.125);
  const LedgerRow second = ledger.add(row(3, -66));  // two at once
  EXPECT_EQ(second.change, 2);
  EXPECT_DOUBLE_EQ(second.voltage, -1.25 + 1.5);
  EXPECT_DOUBLE_EQ(second.smoothed, -1.25 + 2);
  ledger.add(row(4, -66.5));
  const LedgerRow fourth = ledger.add(row(5, -67.5));
  EXPECT_EQ(fourth.window, 3);
  EXPECT_DOUBLE_EQ(fourth.smoothed, -1.25 + 4.5 / 4);  // from N = 1 to 5
}

TEST(InsertLedger, SumOfVoltagesIsTheFormationEnergy) {
  LedgerBase b = base();
  b.start_number = 2;
  Ledger ledger(b);
  double sum = 0, energy = b.start_energy;
  for (int n = 3; n < 40; ++n) {
    energy -= 1 + std::sin(n);
    const LedgerRow& r = ledger.add(row(n, energy));
    sum += r.voltage * static_cast<double>(r.change);
  }
  EXPECT_NEAR(sum, -ledger.rows().back().formation, 40 * rounding);
  EXPECT_EQ(ledger.formation_energy(2, b.start_energy), 0);
  EXPECT_GT(std::fabs(sum), 1);
}

TEST(InsertLedger, AtBulkEnergyTheVoltageIsZeroAndRemovalUndoes) {
  Ledger in(base());
  for (int n = 1; n <= 4; ++n) in.add(row(n, -60 - 1.25 * n));
  for (const LedgerRow& r : in.rows()) {
    EXPECT_EQ(r.voltage, 0);
    EXPECT_EQ(r.formation, 0);
    EXPECT_EQ(r.smoothed, 0);
  }
  LedgerBase full = base();
  full.start_number = 2, full.start_energy = -64;
  Ledger out(full);
  EXPECT_DOUBLE_EQ(out.add(row(1, -63)).voltage, -1.25 + 1);
  EXPECT_EQ(out.rows()[0].change, -1);
  EXPECT_DOUBLE_EQ(out.add(row(0, -60)).voltage, -1.25 + 3);
}

TEST(InsertLedger, AGivenHostIsTheZero) {
  LedgerBase b = base();
  b.start_number = 2, b.start_energy = -64, b.host_energy = -60;
  Ledger ledger(b);
  EXPECT_DOUBLE_EQ(ledger.add(row(3, -67)).formation, -67 + 60 + 3 * 1.25);
}

TEST(InsertLedger, WrittenAndReadBack) {
  Ledger ledger(base(2));
  LedgerRow r = row(1, -63.123456789);
  r.binding = 0.5, r.position = Vec3{1, 2, 3}, r.reason = "converged";
  std::string text = ledger_header(base(2), {{"more", "about it"}}) + ledger_line(ledger.add(r));
  text += ledger_line(ledger.add(row(2, -66)));
  const Scratch folder;
  const ReadLedger read = read_ledger(folder.write("insert.csv", text));
  ASSERT_EQ(read.rows.size(), 2u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(read.rows[i].number, ledger.rows()[i].number);
    EXPECT_NEAR(read.rows[i].voltage, ledger.rows()[i].voltage, 6e-10);
    EXPECT_NEAR(read.rows[i].smoothed, ledger.rows()[i].smoothed, 6e-10);
    EXPECT_NEAR(read.rows[i].capacity, ledger.rows()[i].capacity, 6e-7);
    EXPECT_EQ(read.rows[i].window, ledger.rows()[i].window);
  }
  EXPECT_NE(text.find("\n1,1,0.125000000,"), std::string::npos) << text;
  EXPECT_NE(text.find(",1.000000,2.000000,3.000000,converged\n"), std::string::npos) << text;
  EXPECT_NE(text.find(",,,,\n"), std::string::npos) << "what is not known is empty: " << text;
}

// The head is YAML behind "# ", and comes back: the numbers with the nine decimals that it has.
TEST(InsertLedger, TheHeadIsYaml) {
  LedgerBase b = base(2);
  b.species = "K", b.host = "Si", b.host_mass = 8 * 28.085, b.charge = 2, b.formula = "Si8 O1", b.start_number = 2,
  b.start_energy = -64.123456789;
  b.host_energy = -60.5;
  Ledger ledger(b);
  const std::string head = ledger_header(b, {{"potential", "a: \"b\" # c"}, {"seed", "7"}});
  std::string yaml;
  std::istringstream lines(head);
  for (std::string line; std::getline(lines, line);)
    if (line[0] == '#') yaml += line.substr(2) + "\n";
  const YAML::Node node = YAML::Load(yaml);
  EXPECT_EQ(node["nacre_insert_ledger"].as<int>(), 2);
  EXPECT_EQ(node["potential"].as<std::string>(), "a: \"b\" # c");
  EXPECT_EQ(node["start_energy_eV"].as<double>(), -64.123456789);
  EXPECT_TRUE(node["columns"]["smoothed_voltage"].IsScalar());
  const Scratch folder;
  const ReadLedger read = read_ledger(folder.write("insert.csv", head + ledger_line(ledger.add(row(3, -66)))));
  ASSERT_TRUE(read.base);
  EXPECT_EQ(read.base->species + read.base->host, "KSi");
  EXPECT_EQ(read.base->host_atoms, 8);
  EXPECT_EQ(read.base->host_mass, 8 * 28.085);
  EXPECT_EQ(node["host_molar_mass_g_mol"].as<double>(), 28.085);
  EXPECT_EQ(read.base->charge, 2);
  EXPECT_EQ(read.base->formula, "Si8 O1");
  EXPECT_EQ(read.base->start_number, 2);
  EXPECT_EQ(read.base->start_energy, -64.123456789);
  EXPECT_EQ(read.base->bulk_energy, -1.25);
  EXPECT_EQ(read.base->host_energy, -60.5);
  EXPECT_EQ(read.base->window, 1) << "of the rows";
}

TEST(InsertLedger, AWrongHeadIsNamed) {
  const Scratch folder;
  Ledger ledger(base());
  const std::string good = ledger_header(base(), {}) + ledger_line(ledger.add(row(1, -63)));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return error_of([&] { read_ledger(folder.write("wrong.csv", text)); });
  };
  EXPECT_TRUE(mentions(with("ledger: 2", "ledger: 3"), "ledger of another version"));
  EXPECT_TRUE(mentions(with("ledger: 2", "ledger: 3"), "wrong.csv:1: nacre_insert_ledger"));
  EXPECT_TRUE(mentions(with("host_atoms: 8", "host_atoms: many"), "wrong.csv:4: host_atoms"));
  EXPECT_TRUE(mentions(with("# bulk_energy_eV: -1.250000000\n", ""),
                       "wrong.csv:1: bulk_energy_eV: the head of this ledger lacks"));
  EXPECT_TRUE(mentions(with("# columns:", "# columns: ["), "is not YAML"));
}

TEST(InsertLedger, CountsThatAreNone) {
  const Scratch folder;
  Ledger ledger(base());
  const std::string good = ledger_header(base(), {}) + ledger_line(ledger.add(row(1, -63)));
  const auto with = [&](const std::string& number) {
    return folder.write("counts.csv",
                        good.substr(0, good.rfind("\n1,") + 1) + number + good.substr(good.rfind("\n1,") + 2));
  };
  EXPECT_EQ(read_ledger(with("1.0")).rows.at(0).number, 1) << "a table of real numbers";
  for (const std::string number : {"", "1e30", "-1", "nan", "0.5"})
    EXPECT_TRUE(mentions(error_of([&] { read_ledger(with(number)); }), "N: ")) << number;
}

// Words of any length: the sentences of 0.1 were matched by a recursion a character once.
TEST(InsertLedger, AHeadOfLongWords) {
  const Scratch folder;
  const std::string columns = "N,change,ratio,capacity_mAh_g,voltage_V,smoothed_voltage_V,window_rows\n1,1,1,1,1,1,1\n";
  const std::string file = folder.write(
      "long.csv", "# nacre insert: " + std::string(1000000, 'x') + " and 16 host atoms (C), 12 g/mol\n" + columns);
  EXPECT_FALSE(read_ledger(file).base);
}

// Two ledgers that nacre 0.1 wrote: from an empty host, and from a start with two atoms.
TEST(InsertLedger, HeadsOfVersion01AreRead) {
  const std::string folder = nacre_test::source_dir() + std::string("/tests/data/v0.1/insert/");
  const ReadLedger empty = read_ledger(folder + "insert.csv"), filled = read_ledger(folder + "with-sodium.csv");
  ASSERT_TRUE(empty.base && filled.base);
  for (const ReadLedger* l : {&empty, &filled}) {
    EXPECT_EQ(l->base->species + l->base->host, "NaC");
    EXPECT_EQ(l->base->host_atoms, 16);
    EXPECT_EQ(l->base->host_mass, 16 * 12.011);
    EXPECT_EQ(l->base->charge, 1);
    EXPECT_EQ(l->base->bulk_energy, -0.5);
  }
  EXPECT_EQ(empty.rows.size(), 2u);
  EXPECT_EQ(empty.base->start_number, 0);
  EXPECT_EQ(empty.base->host_energy, empty.base->start_energy);
  EXPECT_NEAR(empty.rows[1].formation, empty.rows[1].energy - *empty.base->host_energy + 2 * 0.5, 2e-9);
  EXPECT_EQ(filled.base->start_number, 2);
  EXPECT_FALSE(filled.base->host_energy);
  EXPECT_EQ(filled.base->start_energy, empty.rows[1].energy);
  EXPECT_EQ(filled.base->window, 1);
}

TEST(InsertLedger, WrongFilesAreNamed) {
  const Scratch folder;
  Ledger ledger(base());
  const std::string good = ledger_header(base(), {}) + ledger_line(ledger.add(row(1, -63)));
  const auto wrong = [&](const std::string& text) {
    return error_of([&] { read_ledger(folder.write("wrong.csv", text)); });
  };
  EXPECT_TRUE(mentions(wrong("a,b\n1,2\n"), "wrong.csv:1"));
  EXPECT_TRUE(mentions(wrong(good + "1,2\n"), "wrong number of fields"));
  std::string twice = good;
  twice.replace(twice.find(",energy_eV"), 10, ",ratio");
  EXPECT_TRUE(mentions(wrong(twice), "wrong.csv:")) << twice;
  EXPECT_TRUE(mentions(wrong(twice), "ratio: this ledger names a column twice"));
  EXPECT_TRUE(mentions(wrong("# nothing\n"), "no rows"));
  std::string letters = good;
  letters.replace(letters.rfind("\n1,1,"), 5, "\nx,1,");
  EXPECT_TRUE(mentions(wrong(letters), " N: "));
}

TEST(InsertLedger, BandOfThreeRuns) {
  std::vector<ReadLedger> runs;
  for (const double shift : {0.0, 0.3, 0.9}) {
    Ledger ledger(base(1));
    for (int n = 1; n <= (shift > 0.5 ? 1 : 2); ++n) ledger.add(row(n, -60 - (2 + shift) * n));
    runs.push_back({"run", ledger.rows()});
  }
  const std::vector<BandRow> band = voltage_band(runs);
  ASSERT_EQ(band.size(), 2u);
  EXPECT_EQ(band[0].runs, 3);
  EXPECT_NEAR(band[0].mean, 0.75 + 0.4, rounding);
  EXPECT_NEAR(band[0].low, 0.75, rounding);
  EXPECT_NEAR(band[0].high, 1.65, rounding);
  // deviations -0.4, -0.1, 0.5: variance 0.42 / 2, error of the mean of three
  EXPECT_NEAR(band[0].error, std::sqrt(0.21 / 3), rounding);
  EXPECT_EQ(band[1].runs, 2);
  EXPECT_NEAR(band[1].smoothed_high, 1.05, rounding);
  const std::string picture = band_plot(band, 3);
  EXPECT_EQ(picture.find("nan"), std::string::npos);
  EXPECT_NE(picture.find("mean of 3 runs"), std::string::npos);
}

ReadLedger one_row(const char* file, LedgerBase b) {
  Ledger ledger(b);
  ledger.add(row(1, -63));
  return {file, ledger.rows(), b};
}

// One ion a band; hosts of other masses have voltages in common, not capacities.
TEST(InsertLedger, BandsOfOtherIonsAndHosts) {
  LedgerBase doped = base(), magnesium = base();
  doped.host_mass += 2 * 15.999, doped.formula = "C8 O2";
  magnesium.species = "Mg", magnesium.charge = 2;
  const Error wrong = error_of([&] { voltage_band({one_row("a", base()), one_row("mg.csv", magnesium)}); });
  EXPECT_TRUE(mentions(wrong, "mg.csv")) << wrong.what();
  EXPECT_TRUE(mentions(wrong, "one ion")) << wrong.what();
  LedgerBase sodium_of_two = base();
  sodium_of_two.charge = 2;
  EXPECT_TRUE(mentions(error_of([&] { voltage_band({one_row("a", base()), one_row("b", sodium_of_two)}); }), "charge"));
  const std::vector<ReadLedger> hosts{one_row("a", base()), one_row("b", doped)};
  const std::vector<BandRow> band = voltage_band(hosts);
  EXPECT_TRUE(std::isnan(band[0].capacity));
  EXPECT_DOUBLE_EQ(band[0].ratio, 0.125);
  EXPECT_DOUBLE_EQ(band[0].mean, -1.25 + 3);
  const std::string table = csv_text(band_table(band, hosts));
  EXPECT_NE(table.find("Na with 1 e; capacity of 96.088 g/mol of host\n"), std::string::npos) << table;
  EXPECT_NE(table.find("g/mol of host (C8 O2)"), std::string::npos) << table;
  EXPECT_NE(table.find("empty where the hosts differ"), std::string::npos) << table;
  EXPECT_EQ(voltage_band({one_row("a", base()), one_row("b", base())})[0].capacity,
            one_row("a", base()).rows[0].capacity);
}

TEST(InsertPlot, ShowsBothAxesAndTheRegimes) {
  Ledger ledger(base(2));
  for (int n = 1; n < 6; ++n) ledger.add(row(n, -60 - 3 + 0.8 * n));
  const std::string svg = voltage_plot(base(2), ledger.rows(), {{0, 3, "adsorption"}});
  for (const char* words : {"Na atoms", "capacity (mAh/g)", "voltage (V)", "mean of 2 rows", "adsorption"})
    EXPECT_NE(svg.find(words), std::string::npos) << words;
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  LedgerBase no_host = base();
  no_host.host_atoms = 0, no_host.host_mass = 0;
  Ledger bulk(no_host);
  bulk.add(row(1, -61));
  const std::string plain = voltage_plot(no_host, bulk.rows());
  EXPECT_EQ(plain.find("capacity"), std::string::npos);
  EXPECT_EQ(plain.find("nan") + plain.find("inf"), 2 * std::string::npos);
  EXPECT_NE(ledger_line(bulk.rows()[0]).find("1,1,,,"), std::string::npos);
  EXPECT_NE(voltage_plot(base(), {}).find("</svg>"), std::string::npos);
}

}  // namespace
}  // namespace nacre::insert::insert_ledger_test
