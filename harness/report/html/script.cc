// SPDX-License-Identifier: Apache-2.0
// The one script of the HTML report. It holds no data: everything is read from the page, which is complete
// without it. What it adds: zoom and hover in flame graphs, the cross hair of timelines, search.
#include "report/html/page.h"

namespace highwater {

const char kHtmlScript[] = R"js(
'use strict';
(() => {
const $$ = (selector, from = document) => from.querySelectorAll(selector);
const make = (name, css, text) => {
  const made = document.createElement(name);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
};
const bytes = (count) => {
  const size = Math.abs(count);
  if (size < 1024) return count + ' B';
  const power = Math.min(6, Math.floor(Math.log2(size) / 10));
  return (count / 1024 ** power).toFixed(2) + ' ' + ' KMGTPE'[power] + 'iB';
};
document.documentElement.classList.add('js');

// Flame graphs. A frame's numbers are in its attributes; they are read when a graph is first used.
const graphs = new WeakMap();
const graphOf = (element) => {
  let graph = graphs.get(element);
  if (graph) return graph;
  const frames = [...element.children].map((frame) => {
    frame.setAttribute('role', 'button');
    if (!frame.textContent) frame.textContent = nameOf(frame);
    if (frame.tabIndex < 0) frame.tabIndex = -1;
    return {frame, row: +frame.className.match(/^r(\d+)/)[1], left: parseFloat(frame.style.left),
            width: parseFloat(frame.style.width)};
  });
  const line = make('p', 'say');
  const text = make('span');
  const reset = make('button', '', 'Reset zoom');
  reset.type = 'button';
  reset.hidden = true;
  line.append(text, reset);
  element.after(line);
  graph = {element, frames, text, reset, top: frames[0]};
  reset.addEventListener('click', () => { zoom(graph, frames[0]); frames[0].frame.focus(); });
  graphs.set(element, graph);
  return graph;
};
// A frame without room for its name has it in the title alone.
const nameOf = (frame) => frame.textContent || frame.title.split('\n')[0];
const zoom = (graph, to) => {
  const slack = 1e-6;
  for (const {frame, row, left, width} of graph.frames) {
    const above = row < to.row && left <= to.left + slack && left + width >= to.left + to.width - slack;
    const inside = row >= to.row && left >= to.left - slack && left + width <= to.left + to.width + slack;
    frame.hidden = !above && !inside;
    frame.classList.toggle('up', above);
    if (frame.hidden) continue;
    frame.style.left = (above ? 0 : 100 * (left - to.left) / to.width) + '%';
    frame.style.width = (above ? 100 : 100 * width / to.width) + '%';
  }
  graph.top = to;
  graph.reset.hidden = to === graph.frames[0];
};
const frameAt = (event) => {
  const frame = event.target.closest && event.target.closest('.fg > i');
  if (!frame) return null;
  const graph = graphOf(frame.parentElement);
  return {graph, at: graph.frames.find((candidate) => candidate.frame === frame)};
};
const say = (event) => {
  const found = frameAt(event);
  if (found) found.graph.text.textContent = `${nameOf(found.at.frame)}  \u2014  ${found.at.frame.title.split('\n').pop()}`;
};
document.addEventListener('mouseover', say);
document.addEventListener('focusin', say);
document.addEventListener('click', (event) => {
  const found = frameAt(event);
  if (found) zoom(found.graph, found.at);
});
const neighbour = ({frames}, at, key) => {
  const shown = frames.filter(({frame}) => !frame.hidden);
  const place = (item) => parseFloat(item.frame.style.left);
  const row = (number) => shown.filter((item) => item.row === number).sort((a, b) => place(a) - place(b));
  if (key === 'ArrowUp') return row(at.row - 1).filter((item) => place(item) <= place(at) + 1e-6).pop();
  if (key === 'ArrowDown')
    return row(at.row + 1).find((item) => place(item) >= place(at) - 1e-6 && item.left < at.left + at.width);
  const siblings = row(at.row);
  return siblings[siblings.indexOf(at) + (key === 'ArrowRight' ? 1 : -1)];
};
document.addEventListener('keydown', (event) => {
  const found = frameAt(event);
  if (!found) return;
  const {graph, at} = found;
  if (event.key === 'Enter' || event.key === ' ') {
    zoom(graph, at);
  } else if (event.key === 'Escape') {
    zoom(graph, graph.frames[0]);
  } else if (/^Arrow/.test(event.key)) {
    const next = neighbour(graph, at, event.key);
    if (!next) return;
    at.frame.tabIndex = -1;
    next.frame.tabIndex = 0;
    next.frame.focus();
  } else {
    return;
  }
  event.preventDefault();
});

// Timelines: what was live where the pointer is.
document.addEventListener('pointermove', (event) => {
  const svg = event.target.closest && event.target.closest('.tl > svg');
  if (!svg) return;
  const [left, top, right, bottom] = svg.dataset.plot.split(' ').map(Number);
  const [clock, live] = svg.dataset.most.split(' ').map(Number);
  const box = svg.getBoundingClientRect();
  const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
  let nearest = null;
  for (const point of svg.querySelector('.live').points)
    if (!nearest || Math.abs(point.x - x) < Math.abs(nearest.x - x)) nearest = point;
  if (!nearest) return;
  let cross = svg.querySelector('.cross');
  if (!cross) {
    cross = document.createElementNS(svg.namespaceURI, 'path');
    cross.setAttribute('class', 'cross');
    svg.append(cross);
    svg.parentElement.append(make('p', 'say'));
  }
  cross.setAttribute('d', `M${nearest.x} ${top}V${bottom}M${nearest.x - 4} ${nearest.y}h8`);
  svg.parentElement.querySelector('.say').textContent =
      `${bytes(Math.round(live * (bottom - nearest.y) / (bottom - top)))} live after ` +
      `${bytes(Math.round(clock * (nearest.x - left) / (right - left)))} allocated and freed`;
});

// Search: scenarios by name, platform and verdict; functions in flame graphs, with the sum of their bytes.
const input = document.getElementById('q');
const count = document.getElementById('count');
// Of the matching frames' bytes, none twice: what lies below a match is in it.
const highlight = (element, query) => {
  let sum = 0;
  let hits = 0;
  let within = Infinity;
  for (const frame of element.children) {
    const hit = query !== '' && nameOf(frame).toLowerCase().includes(query);
    frame.classList.toggle('hit', hit);
    if (!hit && within === Infinity) continue;
    const row = +frame.className.match(/^r(\d+)/)[1];
    if (row <= within) within = Infinity;
    if (!hit) continue;
    ++hits;
    if (within !== Infinity) continue;
    within = row;
    sum += +frame.dataset.b;
  }
  if (hits || graphs.has(element))
    graphOf(element).text.textContent = hits ? `${hits} matching frames, ${bytes(sum)}` : '';
  return {hits, sum};
};
const search = () => {
  const query = input.value.trim().toLowerCase();
  const rows = new Map();
  for (const row of $$('.sum tbody tr')) {
    const name = row.dataset.s;
    rows.set(name, [...(rows.get(name) || []), row]);
  }
  let scenarios = 0;
  let frames = 0;
  let peak = 0;
  if (query !== '') for (const more of $$('details.more')) more.open = true;
  for (const page of $$('.sc')) {
    let hits = 0;
    for (const graph of $$('.fg', page)) {
      const found = highlight(graph, query);
      hits += found.hits;
      if (graph.parentElement.classList.contains('peak')) peak += found.sum;
    }
    const own = rows.get(page.dataset.s) || [];
    const named = own.filter((row) => row.textContent.toLowerCase().includes(query));
    const inTables = query !== '' && !hits && !named.length &&
        [...$$('.chain', page)].some((cell) => cell.textContent.toLowerCase().includes(query));
    const shown = hits > 0 || named.length > 0 || inTables;
    page.hidden = !shown;
    for (const row of own) row.hidden = !(hits > 0 || inTables || named.includes(row));
    if (shown) ++scenarios;
    frames += hits;
  }
  count.textContent = query === '' ? '' :
      `${scenarios} scenario${scenarios === 1 ? '' : 's'}, ${frames} frame${frames === 1 ? '' : 's'}` +
      (peak ? `, ${bytes(peak)} at the peak` : '');
};
let waiting = 0;
input.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
input.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { input.value = ''; search(); }
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) { event.preventDefault(); input.focus(); }
});

// Pages of scenarios: open all, close all; a link opens the page that it leads to; paper shows everything.
const openAll = (open) => { for (const page of $$('details.sc')) page.open = open; };
document.getElementById('open').addEventListener('click', () => openAll(true));
document.getElementById('close').addEventListener('click', () => openAll(false));
addEventListener('beforeprint', () => { for (const part of $$('details')) part.open = true; });
const follow = () => {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch (error) { return; }
  const target = id && document.getElementById(id);
  const page = target && target.closest('details.sc');
  if (!page) return;
  page.hidden = false;
  page.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', follow);
follow();
for (const element of $$('[data-js]')) element.hidden = false;
})();
)js";

const char kHtmlScriptHash[] = "Q22Kt/aO23Zw6amwtwNXMIEJdXMIaqEJgAtnUlGq314=";

}  // namespace highwater
