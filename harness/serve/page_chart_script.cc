// SPDX-License-Identifier: Apache-2.0
// The first part of the live page's script: how bytes and times are written, and the chart.
#include "serve/page.h"

namespace highwater {

const char kPageChartScript[] = R"js(
'use strict';
const $ = (id) => document.getElementById(id);
const bytes = (count) => {
  const size = Math.abs(count);
  if (size < 1024) return count + ' B';
  const power = Math.min(6, Math.floor(Math.log2(size) / 10));
  return (count / 1024 ** power).toFixed(2) + ' ' + ' KMGTPE'[power] + 'iB';
};
const number = (count) => count.toLocaleString('en-US');
const time = (ms) => {
  const s = Math.floor(ms / 1000);
  const two = (n) => String(n).padStart(2, '0');
  return s < 3600 ? Math.floor(s / 60) + ':' + two(s % 60)
                  : Math.floor(s / 3600) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60);
};
const chart = {points: [], marks: [], windows: [], limit: null};
const kMostPoints = 1500;
const addPoint = (ms, live, peak) => {
  const {points} = chart;
  if (points.length && points[points.length - 1][0] >= ms) return;
  points.push([ms, live, peak]);
  if (points.length > kMostPoints) chart.points = points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
};
// 1, 2 or 5 times a power: of two for bytes, so that lines are at whole KiB and MiB.
const byteStep = (most) => {
  let step = 1;
  while (most / step > 5) step *= 2;
  return step;
};
const kTimeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
const timeStep = (ms) => 1000 * (kTimeSteps.find((s) => ms / 1000 / s <= 8) || 86400 * Math.ceil(ms / 86400000 / 8));
const draw = () => {
  const svg = $('chart');
  const {points, marks, windows, limit} = chart;
  const width = svg.clientWidth, height = svg.clientHeight;
  const left = 76, right = 8, top = 18, bottom = 22;
  const last = points[points.length - 1] || [0, 0, 0];
  const peak = points.reduce((most, p) => Math.max(most, p[1], p[2]), 0);
  // A limit far above would press the line flat: then it is told in words alone.
  const showsLimit = limit && limit.bytes < 4 * peak;
  const most = Math.max(1, peak, showsLimit ? limit.bytes : 0) * 1.06;
  const first = points.length ? points[0][0] : 0;
  const span = Math.max(1000, last[0] - first);
  const x = (ms) => left + (width - left - right) * (ms - first) / span;
  const y = (size) => top + (height - top - bottom) * (1 - size / most);
  const parts = [];
  const add = (name, attributes, text) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text) made.textContent = text;
    parts.push(made);
  };
  for (const [from, to] of windows) {
    const start = x(Math.max(from, first));
    add('rect', {class: 'recorded', x: start, y: top, width: Math.max(1, x(to === null ? last[0] : to) - start),
                 height: height - top - bottom});
  }
  for (let at = 0, step = byteStep(most); at <= most; at += step) {
    add('path', {class: 'grid', d: `M${left} ${y(at)}H${width - right}`});
    add('text', {class: 'y', x: left - 8, y: y(at) + 4}, bytes(at).replace('.00', ''));
  }
  for (let step = timeStep(span), at = Math.ceil(first / step) * step; at <= first + span; at += step)
    add('text', {class: 'x', x: x(at), y: height - 4}, time(at));
  const line = (i) => points.map((p, n) => (n ? 'L' : 'M') + x(p[0]).toFixed(1) + ' ' + y(p[i]).toFixed(1)).join('');
  if (points.length > 1) {
    add('path', {class: 'area', d: line(1) + `L${x(last[0])} ${y(0)}L${x(first)} ${y(0)}Z`});
    add('path', {class: 'peak', d: line(2)});
    add('path', {class: 'live', id: 'liveline', d: line(1)});
  }
  if (showsLimit) {
    add('path', {class: 'limit', d: `M${left} ${y(limit.bytes)}H${width - right}`});
    add('text', {class: 'limit', x: left + 6, y: y(limit.bytes) - 5}, `${limit.name} ${bytes(limit.bytes)}`);
  }
  marks.forEach((mark, i) => {
    if (mark.elapsed_ms < first) return;
    const at = x(Math.min(mark.elapsed_ms, last[0]));
    add('path', {class: 'mark', d: `M${at} ${top}V${height - bottom}`});
    const end = at > width - 120;
    add('text', {class: 'mark', x: at + (end ? -4 : 4), y: top + 11 + 14 * (i % 3), 'text-anchor': end ? 'end' : 'start'},
        mark.name);
  });
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('aria-label', `Live bytes over time: now ${bytes(last[1])}, peak ${bytes(last[2])}`);
  svg.replaceChildren(...parts);
};
)js";

}  // namespace highwater
