// SPDX-License-Identifier: Apache-2.0
// The rows are the depths of the call chains, outermost function on top. A frame's place is `left` and
// `width` in percent of the graph, its row a class, its numbers a title: what a pointer shows and a screen
// reader reads. With 1,000 scenarios in a page every byte of a frame counts, so there is one element a frame.
#include "report/html/flame_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "base/bytes.h"
#include "report/html/escape.h"
#include "report/html/parts.h"

namespace highwater {
namespace {

constexpr double kNarrowest = 0.001;
constexpr double kUsualLetters = 70;  // across a graph, on a desk; with slack
constexpr std::size_t kTones = 6;     // of one hue; style.cc has as many

struct Drawing {
  FlameKind kind = FlameKind::kPeak;
  double total = 1;
  std::size_t rows = 0;
  std::string out;
};

std::string percent(double share) {
  // As short as it can be for a thousandth of a pixel.
  std::string text = fmt::format("{:.3f}", 100 * share);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// The same function has the same tone everywhere. FNV-1a: std::hash may differ from library to library.
std::size_t tone_of(const std::string& name) {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return (hash >> 8) % kTones;
}

// "g2": grew, by an amount that deserves the second of three depths of colour. New and gone have a pattern.
std::string change_class(const FlameNode& node, double total) {
  const double difference = static_cast<double>(node.now) - static_cast<double>(node.before);
  if (difference == 0) return "u";
  const double share = std::abs(difference) / total;
  const int depth = share > 0.2 ? 3 : share > 0.03 ? 2 : 1;
  std::string name = fmt::format("{}{}", difference > 0 ? 'g' : 's', depth);
  if (node.before == 0) name += " n";
  if (node.now == 0) name += " x";
  return name;
}

std::string numbers_of(const FlameNode& node, const Drawing& drawing) {
  if (drawing.kind != FlameKind::kDifference)
    return fmt::format("{}, {:.1f} %", format_bytes(node.now),
                       100 * static_cast<double>(node.now) / drawing.total);
  if (node.before == 0) return fmt::format("new: {}", format_bytes_delta(node.now));
  if (node.now == 0) return fmt::format("gone: {}", format_bytes_delta(-node.before));
  return fmt::format("{} now, {} in the baseline, {}", format_bytes(node.now), format_bytes(node.before),
                     format_bytes_delta(saturated_difference(node.before, node.now)));
}

void draw(const FlameNode& node, std::size_t row, double left, Drawing& drawing) {
  drawing.rows = std::max(drawing.rows, row + 1);
  const std::string tone = drawing.kind == FlameKind::kDifference ? change_class(node, drawing.total)
                           : node.name.starts_with('[')           ? "o"
                                                                  : fmt::format("t{}", tone_of(node.name));
  const double share = static_cast<double>(node.width) / drawing.total;
  const std::string name = html_escape(node.name);
  // A frame that shows its name in full needs it once; so does one that is too narrow for three letters of
  // it.
  const bool fits = share * kUsualLetters > static_cast<double>(node.name.size());
  const bool narrow = share * kUsualLetters < 3;
  fmt::format_to(std::back_inserter(drawing.out),
                 R"(<i class="r{} {}" style="left:{}%;width:{}%" data-b="{}"{} title="{}{}{}">{}</i>)", row,
                 tone, percent(left), percent(share), node.now, row == 0 ? " tabindex=\"0\"" : "",
                 fits ? "" : name, fits ? "" : "&#10;", numbers_of(node, drawing), narrow ? "" : name);
  for (const FlameNode& child : node.children) {
    draw(child, row + 1, left, drawing);
    left += static_cast<double>(child.width) / drawing.total;
  }
}

const char* class_of(FlameKind kind) {
  switch (kind) {
    case FlameKind::kPeak:
      return "peak";
    case FlameKind::kRetained:
      return "kept";
    case FlameKind::kDifference:
      break;
  }
  return "diff";
}

std::string note_of(const FlameTree& tree, const FlameText& text) {
  std::string note = text.note;
  if (tree.negative_chains != 0)
    note += fmt::format("{}Not drawn: {} allocated here: {}.", note.empty() ? "" : " ",
                        tree.negative_chains == 1
                            ? "a call chain that freed more than it"
                            : fmt::format("{} call chains that freed more than they", tree.negative_chains),
                        format_bytes(tree.negative_bytes));
  return note;
}

constexpr const char* kLegend =
    R"(<p class="leg"><span class="g3">+ grew</span> <span class="g3 n">new</span> <span class="s3">&minus; shrank</span> <span class="s3 x">gone</span> <span class="u">as before</span></p>)";

}  // namespace

std::string render_flame_graph(FlameTree tree, FlameKind kind, const FlameText& text) {
  const std::string note = html_escape(note_of(tree, text));
  std::string out = fmt::format("<figure class=\"flame {}\"><figcaption><b>{}</b>", class_of(kind),
                                html_escape(text.title));
  if (tree.root.width <= 0)
    return out + fmt::format(
                     "</figcaption><p class=\"empty\">Nothing to draw: no call chain holds a byte. "
                     "{}</p></figure>\n",
                     note);
  prune(tree, kNarrowest);
  Drawing drawing{.kind = kind, .total = static_cast<double>(tree.root.width), .rows = 0, .out = {}};
  draw(tree.root, 0, 0, drawing);
  out += fmt::format(" <span>{}</span>", kind == FlameKind::kDifference ? numbers_of(tree.root, drawing)
                                                                        : format_bytes(tree.root.now));
  if (!note.empty()) out += fmt::format(" <small>{}</small>", note);
  out += fmt::format(
      "</figcaption>{}<div class=\"fg\" role=\"group\" aria-label=\"Flame graph: {}. Callers above, callees "
      "below.\" "
      "style=\"--rows:{}\">{}</div></figure>\n",
      kind == FlameKind::kDifference ? kLegend : "", html_escape(text.title), drawing.rows, drawing.out);
  return out;
}

}  // namespace highwater
