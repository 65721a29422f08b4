// What no file of YAML may hold: a control character in a value, a key, a comment, an empty file.
#include <gtest/gtest.h>

#include "core/error.h"
#include "io/yaml_file.h"

namespace yaml_reject_test {

namespace {

using namespace nacre;
using namespace std::string_literals;

std::string message_of(const std::string& text) {
  try {
    parse_yaml(text, "settings.yaml");
    return "";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), Error::Kind::bad_input);
    return e.what();
  }
}

struct Case {
  const char* what;
  std::string text;
  const char* place;
  const char* value;
};

// yaml-cpp takes a NUL and an EOT (4) for the end of the text.
TEST(YamlReject, ControlCharactersAndOtherBytesThanUtf8) {
  const Case cases[] = {{"in a value", "a: 1\nb: x\0y\n"s, "settings.yaml:2: ", "\\x00"},
                        {"in a key", "a: 1\n\n\x04: 2\n"s, "settings.yaml:3: ", "\\x04"},
                        {"in a comment", "# \x1b[31m\na: 1\n"s, "settings.yaml:1: ", "\\x1b"},
                        {"alone", "\0"s, "settings.yaml:1: ", "\\x00"},
                        {"delete", "a: \x7f\n"s, "settings.yaml:1: ", "\\x7f"},
                        {"UTF-16",
                         "\xff\xfe"
                         "a\0:\0 \0"
                         "1\0\n\0"s,
                         "settings.yaml:1: ", "\\xff"},
                        {"CR alone", "a: 1\nb: x\ry\n"s, "settings.yaml:2: ", "\\x0d"},
                        {"Latin-1", "a: 1\nb: 5 \xc5\n"s, "settings.yaml:2: ", "\\xc5"}};
  for (const Case& c : cases) {
    const std::string message = message_of(c.text);
    EXPECT_TRUE(message.starts_with(c.place)) << c.what << ": " << message;
    EXPECT_NE(message.find("no text in UTF-8, or it holds a control character"), std::string::npos)
        << c.what << ": " << message;
    EXPECT_NE(message.find(c.value), std::string::npos) << c.what << ": " << message;
  }
}

// yaml-cpp finds one document after another, without end, where a text begins with a comma.
TEST(YamlReject, WhatBeginsNoValue) {
  for (const char* text : {",\n", ", sample\na\n", "# a comment\n,", "&a,", "--- ,\n"}) {
    const std::string message = message_of(text);
    EXPECT_NE(message.find("no value begins with this"), std::string::npos) << text << ": " << message;
  }
  EXPECT_TRUE(message_of("# a comment\n,").starts_with("settings.yaml:2: "));
}

TEST(YamlReject, ASecondDocument) {
  EXPECT_EQ(message_of("a: 1\n---\nb: 2\n"), "settings.yaml:3: a second document begins here: one is read");
  EXPECT_EQ(message_of("a: 1\n---\n---\nb\n"), "settings.yaml:4: a second document begins here: one is read");
  for (const char* one : {"a: 1\n---\n", "a: 1\n...\n", "--- \na: 1\n", "%YAML 1.2\n---\na: 1\n", "", "# nothing\n"})
    EXPECT_EQ(message_of(one), "") << one;
}

TEST(YamlReject, TabsAndEndsOfLinesOfEverySystemAreRead) {
  EXPECT_EQ(message_of("a: 1\t# one\r\nb: \"x\ty\"\r\n"), "");
  EXPECT_EQ(message_of("a: \xc3\x85\n"), "");
}

}  // namespace
}  // namespace yaml_reject_test
