// SPDX-License-Identifier: Apache-2.0
// Does a program keep more with every iteration? From the live bytes after each iteration: the slope in bytes
// an iteration once warm-up is over, and what kind of series it is. The gate makes
// `growth_bytes_per_iteration` of it. Pure; no allocation beyond a few vectors, no clock, no shared state.
//
// The method, in the order in which it is tried (harness/docs/growth.md explains it to users):
//  1. Level: level at the end for more than twice as long as ever before. Growth has stopped.
//  2. Staircase: at least half of the steps are 0 and none goes down. A leak has steps of like height at like
//     distances (or, from eight steps on, steps that do not become rarer: Laplace's trend test of a Poisson
//     process, Cox and Lewis 1966). A cache that fills, a growing vector and a one-time step have not.
//  3. Periodic: y[i + L] - y[i] is the same for nearly all i behind a warm-up, for a lag L (the like phases
//  of
//     Hirsch, Slack and Smith's seasonal slope, 1982). Exact for deterministic series; a few jumps are let
//     pass.
//  4. Troughs: the levels below which the series never falls again, for a sawtooth without a period.
//  5. Noise: the slope of Theil (1950) and Sen (1968) over the last three quarters, where the trend test of
//  Mann
//     (1945) and Kendall, corrected for the noise's memory (after Hamed and Rao 1998), finds one and both
//     halves grow at about that rate.
#pragma once

#include <cstdint>
#include <span>

namespace highwater {

// Fewer points than this say nothing.
inline constexpr std::size_t kMinimumGrowthPoints = 8;
// Longer series are thinned to at most so many, evenly.
inline constexpr std::size_t kMaximumGrowthPoints = 512;

struct GrowthPoint {
  std::int64_t iteration = 0;   // increasing; numbers may be left out
  std::int64_t live_bytes = 0;  // after it, net of the region's start; may be negative

  bool operator==(const GrowthPoint&) const = default;
};

enum class GrowthShape {
  kTooShort,  // fewer than kMinimumGrowthPoints
  kFlat,      // a level, with or without noise and one-time steps
  kWarmUp,    // grew at first and stopped: a cache that filled
  kSawtooth,  // fills and empties, and does not grow beyond that
  kLeak,      // grows to the end
  kFalling,   // gives back more with every iteration
};

const char* name_of(GrowthShape shape);  // "warm-up"

struct Growth {
  GrowthShape shape = GrowthShape::kTooShort;
  // Rounded; above 0 for every leak, below 0 for what falls, and 0 for every other shape.
  std::int64_t bytes_per_iteration = 0;
  std::int64_t warm_up_iterations = 0;  // before the growth or the level began
  std::int64_t period = 1;  // iterations that were compared with each other; 1: each with the next

  bool operator==(const Growth&) const = default;
};

// REQUIRES: iterations increase (points that do not are left out). Never fails: a series that says nothing is
// kTooShort. O(n²) at worst for n = kMaximumGrowthPoints.
Growth growth_of(std::span<const GrowthPoint> points);

}  // namespace highwater
