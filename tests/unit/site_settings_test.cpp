// The keys of the features: words, errors, the definition that a forest stores, the page.
#include <gtest/gtest.h>

#include "core/error.h"
#include "report/csv.h"
#include "sites/feature_keys.h"
#include "sites/features.h"
#include "source_dir.h"
#include "unit/scratch.h"

namespace nacre::sites::site_settings_test {
namespace {

using nacre_test::content;
using nacre_test::mentions;
using nacre_test::Scratch;

template <class Action>
Error error_of(Action&& action) {
  try {
    action();
  } catch (const Error& e) {
    return e;
  }
  return Error("nothing was thrown");
}

/// A value other than the default for every key.
const std::vector<std::pair<std::string, std::string>> others = {
    {"guest", "K"},        {"host", "Si"},       {"radius", "4.5"},   {"guest_radius", "3.9"}, {"host_radius", "3"},
    {"farthest", "12"},    {"bond", "1.9"},      {"min_atoms", "6"},  {"planes", "flat"},      {"flatness", "0.4"},
    {"angle", "30"},       {"pair", "largest"},  {"hull", "concave"}, {"alpha", "2.5"},        {"distance", "aside"},
    {"no_flatness", "-1"}, {"no_distance", "9"}, {"no_angle", "180"}, {"rings", "touching"},   {"criterion", "king"},
};

TEST(SiteSettings, EveryKeyChangesTheDefinition) {
  ASSERT_EQ(others.size(), feature_keys().size());
  const std::string standard = definition({});
  for (const auto& [key, value] : others) {
    FeatureSettings s;
    set_feature(s, key, value);
    EXPECT_NE(definition(s).find(key + "=" + value), std::string::npos) << definition(s);
    const std::string difference = definition_difference(standard, definition(s));
    EXPECT_EQ(difference.rfind(key + " (", 0), 0u) << difference;
    EXPECT_NE(difference.find(value + " here)"), std::string::npos) << difference;
    EXPECT_EQ(difference.find("), "), std::string::npos) << difference;
    EXPECT_EQ(definition(settings_of(definition(s))), definition(s));
  }
  EXPECT_EQ(definition_difference(standard, standard), "");
  EXPECT_NE(definition_difference("radius=5", "radius=5 bond=1.85").find("absent"), std::string::npos);
}

TEST(SiteSettings, StandardIsThePapers) {
  EXPECT_EQ(definition({}),
            "guest=Na host=C radius=5 guest_radius=5 host_radius=5 farthest=10 bond=1.85 min_atoms=8 planes=networks "
            "flatness=0.35 angle=35 pair=opposite hull=convex alpha=2 distance=region no_flatness=0 no_distance=5 "
            "no_angle=90 rings=inside criterion=primitive");
}

TEST(SiteSettings, WrongWords) {
  FeatureSettings s;
  const std::pair<std::pair<const char*, const char*>, const char*> wrong[] = {
      {{"radus", "5"}, "did you mean 'radius'"},
      {{"radius", "5A"}, "radius"},
      {{"radius", "0.1"}, "0.5 .. 50"},
      {{"guest", "Nx"}, "unknown element"},
      {{"hull", "conve"}, "convex"},
      {{"min_atoms", "2"}, "3 .. 1000"},
      {{"angle", "91"}, "0 .. 90"},
      {{"planes", "none"}, "planes"},
      {{"criterion", "kings"}, "king"},
      {{"bond", "nan"}, "bond"}};
  for (const auto& [words, message] : wrong)
    EXPECT_TRUE(mentions(error_of([&, w = words] { set_feature(s, w.first, w.second); }), message))
        << error_of([&, w = words] { set_feature(s, w.first, w.second); }).what();
  s.host = "Na";
  EXPECT_TRUE(mentions(error_of([&] { check_features(s); }), "differ"));
  EXPECT_TRUE(mentions(error_of([&] { settings_of("radius=5"); }), "missing"));
  EXPECT_TRUE(mentions(error_of([&] { settings_of("radius"); }), "key=value"));
}

TEST(SiteSettings, FromYaml) {
  const Scratch folder;
  FeatureSettings s;
  std::vector<Error> errors;
  read_feature_file(folder.write("sites.yaml", "features:\n  radius: 4.5\n  hull: concave\ntrain: {trees: 500}\n"), s,
                    errors);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(s.radius, 4.5);
  EXPECT_EQ(s.hull, HullRule::concave);
  read_feature_file(folder.write("bad.yaml", "features:\n  radus: 4\n  bond: [1]\n  angle: 100\n  alpha: 3\n"), s,
                    errors);
  ASSERT_EQ(errors.size(), 3u);
  for (int k = 0; k < 3; ++k) EXPECT_TRUE(mentions(errors[k], "bad.yaml:" + std::to_string(k + 2)));
  const std::string twice = folder.write("twice.yaml", "features:\n  alpha: 3\n  alpha: 3\n");
  EXPECT_TRUE(mentions(error_of([&] { read_feature_file(twice, s, errors); }), "twice.yaml:3: features.alpha"));
  EXPECT_TRUE(mentions(error_of([&] { read_feature_file(folder.write("no.yaml", "a: 1\n"), s, errors); }), "features"));
  EXPECT_TRUE(mentions(error_of([&] { read_feature_file(folder.write("n.yaml", "a: [\n"), s, errors); }), "not YAML"));
}

TEST(SiteSettings, TheTableSaysHowItWasMade) {
  FeatureSettings s;
  s.radius = 4.5;
  const std::string head = csv_text(features_table(s));
  EXPECT_NE(head.find("#   radius = 4.5\n"), std::string::npos);
  EXPECT_NE(head.find("# definition: " + definition(s) + "\n"), std::string::npos);
  for (const FeatureColumn& c : feature_columns()) EXPECT_NE(head.find("," + c.name), std::string::npos);
}

TEST(SiteSettings, ThePageHoldsTheTable) {
  const std::string page = content(nacre_test::source_dir() + "/docs/sites.md");
  EXPECT_NE(page.find(feature_manual()), std::string::npos)
      << "docs/sites.md must hold what `nacre sites features --keywords` prints:\n"
      << feature_manual();
}

}  // namespace
}  // namespace nacre::sites::site_settings_test
