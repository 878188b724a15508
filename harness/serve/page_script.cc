// SPDX-License-Identifier: Apache-2.0
// The second part of the live page's script: what it asks for and shows. The token comes with the URL, leaves
// it at once, and stays with the tab: a cookie would be sent to every other port of this machine, too.
#include "serve/page.h"

namespace highwater {

const char kPageScript[] = R"js(
const kTokenKey = 'highwater-token';
const token = new URLSearchParams(location.search).get('token') || sessionStorage.getItem(kTokenKey) || '';
sessionStorage.setItem(kTokenKey, token);
history.replaceState(null, '', '/');
const headers = {Authorization: 'Bearer ' + token};
const withToken = (path) => path + '?token=' + encodeURIComponent(token);
let facts = null, numbers = null, over = false;

const show = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };
const notice = (text) => { $('notice').hidden = !text; show('notice', text || ''); };
const say = (text) => show('said', text);
const endText = (end) => end.signal ? 'signal ' + end.signal : end.timed_out ? 'its time was up' : 'exit code ' + end.code;

const showNumbers = (now) => {
  numbers = now;
  addPoint(now.elapsed_ms, now.live_bytes, now.peak_bytes);
  show('live', bytes(now.live_bytes));
  show('blocks', number(now.live_blocks) + ' blocks');
  show('peak', bytes(now.peak_bytes));
  show('since', 'since the start, ' + time(now.elapsed_ms));
  show('allocated', bytes(now.allocated_bytes));
  show('allocations', number(now.allocations) + ' allocations');
  if (facts && facts.limit) {
    const left = facts.limit.bytes - now.live_bytes;
    show('left', left < 0 ? bytes(-left) + ' above' : bytes(left) + ' left');
  }
  const {on, started_ms, stopped_ms} = now.recording;
  if (started_ms !== null) {
    const known = chart.windows.find((one) => one[0] === started_ms);
    if (known) known[1] = stopped_ms; else chart.windows.push([started_ms, stopped_ms]);
  }
  const running = !over && !now.end;
  document.body.className = !running ? 'off' : on ? 'rec' : 'on';
  show('what', now.end ? 'ended: ' + endText(now.end) : over ? 'no connection'
       : now.pid === 0 ? 'starting' : 'process ' + now.pid + (on ? ', recording call sites' : ', call sites are not recorded'));
  const record = $('record');
  record.textContent = on ? 'Stop recording' : 'Start recording';
  record.disabled = !running || !facts || !facts.can_record;
  $('snapshot').disabled = !running || !facts || !facts.can_snapshot;
  $('mark').disabled = $('markname').disabled = !running;
  draw();
};

const cell = (row, css, text) => { const made = row.insertCell(); made.className = css; made.textContent = text; return made; };
const share = (part, all) => all > 0 ? (100 * part / all).toFixed(1) + ' %' : '–';
const showSites = (sites) => {
  if (!sites) return;
  const body = document.createElement('tbody');
  body.id = 'sites';
  for (const site of sites.rows) {
    const row = body.insertRow();
    const name = cell(row, '', '');
    const make = (tag, css, text) => { const made = document.createElement(tag); made.className = css; made.textContent = text; name.append(made); };
    make('b', '', site.function);
    if (site.place) make('span', 'place', site.place);
    if (site.via.length) make('small', '', '← ' + site.via.join(' ← '));
    cell(row, 'n', bytes(site.live_bytes));
    cell(row, 'n', share(site.live_bytes, sites.live_bytes));
    cell(row, 'n', number(site.live_blocks));
    cell(row, 'n', bytes(site.peak_bytes));
    cell(row, 'n', bytes(site.allocated_bytes));
  }
  const sum = (css, name, size) => {
    const row = body.insertRow();
    row.className = css;
    cell(row, '', name);
    cell(row, 'n', bytes(size));
    cell(row, 'n', share(size, sites.live_bytes));
    for (let i = 0; i < 3; ++i) row.insertCell();
  };
  if (sites.others) sum('rest', number(sites.others) + ' others', sites.others_live_bytes);
  sum('total', 'Total', sites.live_bytes);
  $('sites').replaceWith(body);
  $('sitesbox').hidden = false;
  $('nosites').hidden = true;
};

const showFacts = (live) => {
  facts = live;
  show('command', live.command.join(' '));
  if (live.limit) {
    chart.limit = live.limit;
    $('limitbox').hidden = $('limitkey').hidden = false;
    show('limitname', live.limit.name);
    show('limit', bytes(live.limit.bytes));
    show('limitlegend', live.limit.name);
  }
  chart.marks = live.marks;
  for (const [ms, size, peak] of live.history) addPoint(ms, size, peak);
  showNumbers(live.numbers);
  showSites(live.sites);
};

const handlers = {
  numbers: showNumbers,
  sites: showSites,
  mark: (mark) => { chart.marks.push(mark); draw(); },
  end: (now) => {
    over = true;
    showNumbers(now);
    notice('The service has ended: ' + endText(now.end || {code: '?'}) + '. The numbers are its last; the result is where --json says.');
  },
};
const take = (text) => {
  const [, name] = text.match(/^event: (.*)$/m) || [];
  const [, data] = text.match(/^data: (.*)$/m) || [];
  if (handlers[name] && data) handlers[name](JSON.parse(data));
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const getLive = async () => {
  const answer = await fetch('/api/live', {headers});
  if (answer.ok) showFacts(await answer.json());
  return answer;
};
const follow = async () => {
  const answer = await fetch('/api/events', {headers});
  if (!answer.ok) return answer.status;
  notice('');
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = '';;) {
    const {value, done} = await reader.read();
    if (done) return 200;
    text += value;
    const events = text.split('\n\n');
    text = events.pop();
    events.forEach(take);
  }
};
const watch = async () => {
  for (let failures = 0; !over; await pause(Math.min(2000, 250 * 2 ** failures))) {
    try {
      const answer = await getLive();
      if (answer.status === 401) { sessionStorage.removeItem(kTokenKey); location.replace('/'); return; }
      if (!answer.ok) continue;
      failures = 0;
      if (await follow() === 503) {
        notice('Eight pages watch already; this one asks every two seconds.');
        failures = 3;
      }
    } catch (error) {
      if (over) return;
      if (++failures < 3) continue;
      over = true;
      if (numbers) showNumbers(numbers);
      notice('highwater does not answer any more. The numbers are the last that came. Reload the page to try again.');
    }
  }
};
const post = async (path, done) => {
  try {
    const answer = await fetch(path, {method: 'POST', headers});
    const body = await answer.json();
    say(answer.ok ? done(body) : body.error + (body.hint ? ': ' + body.hint : ''));
  } catch (error) {
    say('highwater does not answer');
  }
};
$('record').addEventListener('click', () => {
  const on = numbers && numbers.recording.on;
  post('/api/record/' + (on ? 'stop' : 'start'), (body) => body.recording ? 'recording since now' : 'recording stopped; its blocks are still followed');
});
$('snapshot').addEventListener('click', () => post('/api/snapshot', (body) => 'snapshot ' + body.snapshot + ': ' + body.file));
$('markform').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = $('markname').value.trim();
  if (name) post('/api/mark?name=' + encodeURIComponent(name), () => { $('markname').value = ''; return 'marked'; });
});
for (const link of document.querySelectorAll('a[data-to]')) link.href = withToken(link.dataset.to);
if (navigator.clipboard) {
  $('copy').hidden = false;
  $('copy').addEventListener('click', async () => {
    await navigator.clipboard.writeText(`go tool pprof '${location.origin}${withToken('/debug/pprof/heap')}'`);
    say('copied, with the token');
  });
}
new ResizeObserver(draw).observe($('chart'));
watch();
)js";

// Opened again, or reloaded: the tab still has the token.
const char kTokenScript[] = R"js(
'use strict';
(() => {
const key = 'highwater-token';
if (new URLSearchParams(location.search).has('token')) {
  sessionStorage.removeItem(key);
  history.replaceState(null, '', '/');
} else if (sessionStorage.getItem(key)) {
  location.replace('/?token=' + encodeURIComponent(sessionStorage.getItem(key)));
}
})();
)js";

}  // namespace highwater
