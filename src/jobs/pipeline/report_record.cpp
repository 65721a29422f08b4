#include "jobs/pipeline/report_record.h"

#include <fmt/format.h>

namespace nacre::jobs::pipeline {

namespace {
void put(YAML::Emitter& out, const char* key, const std::string& text) {
  if (!text.empty()) out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << text;
}

void put(YAML::Emitter& out, const char* key, const std::optional<double>& number) {
  if (number) out << YAML::Key << key << YAML::Value << *number;
}

void put(YAML::Emitter& out, const char* key, const std::vector<std::string>& texts) {
  out << YAML::Key << key << YAML::Value << YAML::BeginSeq;
  for (const std::string& text : texts) out << YAML::DoubleQuoted << text;
  out << YAML::EndSeq;
}

void put(YAML::Emitter& out, const char* key, const report::Published& published) {
  out << YAML::Key << key << YAML::Value << YAML::BeginMap;
  put(out, "words", published.words);
  put(out, "source", published.source);
  put(out, "value", published.value);
  out << YAML::EndMap;
}

void put(YAML::Emitter& out, const report::Row& row) {
  out << YAML::BeginMap;
  put(out, "key", row.key);
  put(out, "what", row.what);
  put(out, "found", row.found);
  put(out, "value", row.value);
  put(out, "error", row.error);
  put(out, "unit", row.unit);
  if (row.published) put(out, "published", *row.published);
  out << YAML::EndMap;
}

void put(YAML::Emitter& out, const report::Section& section) {
  out << YAML::BeginMap;
  put(out, "key", section.key);
  put(out, "title", section.title);
  put(out, "refusal", section.refusal);
  out << YAML::Key << "rows" << YAML::Value << YAML::BeginSeq;
  for (const report::Row& row : section.rows) put(out, row);
  out << YAML::EndSeq << YAML::EndMap;
}

std::string text_in(const YAML::Node& map, const char* key) {
  const YAML::Node value = map[key];
  return value ? value.as<std::string>() : std::string();
}

std::optional<double> number_in(const YAML::Node& map, const char* key) {
  const YAML::Node value = map[key];
  return value ? std::optional(value.as<double>()) : std::nullopt;
}

report::Row row_in(const YAML::Node& node) {
  report::Row row;
  row.key = text_in(node, "key"), row.what = text_in(node, "what"), row.found = text_in(node, "found");
  row.value = number_in(node, "value"), row.error = number_in(node, "error"), row.unit = text_in(node, "unit");
  if (const YAML::Node p = node["published"])
    row.published = report::Published{text_in(p, "words"), text_in(p, "source"), number_in(p, "value")};
  return row;
}

report::Section section_in(const YAML::Node& node) {
  report::Section section;
  section.key = text_in(node, "key"), section.title = text_in(node, "title");
  section.refusal = text_in(node, "refusal");
  for (const YAML::Node& row : node["rows"]) section.rows.push_back(row_in(row));
  return section;
}
}  // namespace

void emit(YAML::Emitter& out, const report::Report& report) {
  out << YAML::BeginMap;
  put(out, "words", report.words);
  put(out, "head", report.head);
  put(out, "published_head", report.published_head);
  out << YAML::Key << "what_width" << YAML::Value << report.what_width;
  out << YAML::Key << "sections" << YAML::Value << YAML::BeginSeq;
  for (const report::Section& section : report.sections) put(out, section);
  out << YAML::EndSeq;
  put(out, "notes", report.notes);
  out << YAML::EndMap;
}

report::Report report_in(const YAML::Node& node) {
  report::Report report;
  report.words = text_in(node, "words"), report.published_head = text_in(node, "published_head");
  report.what_width = node["what_width"].as<int>();
  report.head = node["head"].as<std::vector<std::string>>();
  for (const YAML::Node& section : node["sections"]) report.sections.push_back(section_in(section));
  report.notes = node["notes"].as<std::vector<std::string>>();
  return report;
}

}  // namespace nacre::jobs::pipeline
