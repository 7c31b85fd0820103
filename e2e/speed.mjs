// How long the desk takes for each kind of page over a large ledger: every address once to warm up, then five times.
//
//   node speed.mjs ../target/release/dunlin many.ledger
//
// Wall time from asking to the last byte, and the desk's own processor time (which other work on the machine changes less);
// of each kind the median of all requests and the slowest address by its median.
import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';

const [program, ledger] = process.argv.slice(2);
if (!ledger) throw new Error('name the program and a ledger: node speed.mjs ../target/release/dunlin many.ledger');
const TIMES = 5;

const child = spawn(program, ['serve', '--ledger', ledger, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
const base = await new Promise((open, fail) => {
  let said = '';
  child.stderr.on('data', (words) => { said += words; const found = /open at (\S+);/.exec(said); if (found) open(found[1]); });
  child.on('exit', (code) => fail(new Error(`the desk ended (${code}): ${said}`)));
});

// Processor time of the desk so far, in milliseconds (Linux: fields 14 and 15 of stat, in hundredths of a second; finer
// from schedstat of its threads).
function used() {
  try {
    const { readdirSync } = process.getBuiltinModule('node:fs');
    return readdirSync(`/proc/${child.pid}/task`).reduce((sum, task) => sum + Number(readFileSync(`/proc/${child.pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0) / 1e6;
  } catch { return NaN; }
}

const json = async (path) => {
  const answer = await fetch(base + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).items;
};
const enc = encodeURIComponent;

// Addresses of what is in the ledger: new, old and in between.
const newest = await json('/api/articles?limit=40');
const ids = newest.map((one) => (one.article ?? one).id);
const most = Math.max(...ids);
const articles = [ids[0], ids[20] ?? ids[0], Math.ceil(most / 2), Math.ceil(most / 10)];
const quotes = await json('/api/quotes?limit=400');
const speakers = [...new Set(quotes.map((one) => one.speaker).filter(Boolean))].slice(0, 4);
const claims = (await json('/api/claims?limit=3')).map((one) => one.id);
const rows = newest.map((one) => one.article ?? one);
const named = [];
for (const id of articles) named.push(...((await (await fetch(`${base}/api/articles/${id}/record`)).json()).entities ?? []).filter((one) => one.type !== 'other').slice(0, 2).map((one) => one.name));
const names = [...new Set(named)].slice(0, 4);
const outlets = [...new Set(rows.map((row) => row.outlet).filter(Boolean))].slice(0, 2);
const headline = (newest[0].article ?? newest[0]).headline ?? '';
const words = headline.split(/\W+/).filter((word) => word.length > 4).slice(0, 3);

const pages = {
  Today: ['/'],
  Read: articles.map((id) => `/article/${id}`),
  'Read, all layers, a record': articles.map((id) => `/article/${id}?show=who.events.figures.dates.names.places.outlook&at=a1`),
  Versions: articles.slice(0, 2).map((id) => `/article/${id}/versions`),
  Source: articles.slice(0, 2).map((id) => `/article/${id}/source`),
  'Print an article': articles.slice(0, 2).map((id) => `/article/${id}/print`),
  Search: [...words.map((word) => `/search?q=${enc(word)}`), `/search?q=${enc(words.join(' '))}`, ...outlets.map((one) => `/search?outlet=${enc(one)}`), '/search?order=newest'],
  'Search by name': names.map((name) => `/search?name=${enc(name)}`),
  'Print a search': words.slice(0, 1).map((word) => `/search/print?q=${enc(word)}`),
  Claims: ['/claims', '/claims?facts=two', '/claims?by=figure', ...words.map((word) => `/claims?of=${enc(word)}`)],
  'A claim': claims.map((id) => `/claims/${id}`),
  Conflicts: ['/conflicts', '/conflicts?by=denial', ...words.slice(0, 1).map((word) => `/conflicts?of=${enc(word)}`)],
  Quotes: ['/quotes', ...speakers.map((name) => `/quotes?speaker=${enc(name)}`), '/quotes?act=deny'],
  Figures: ['/figures', '/figures?befell=killed', '/figures?befell=missing', '/figures?unit=percent'],
  Timeline: ['/timeline', ...names.slice(0, 1).map((name) => `/timeline?name=${enc(name)}`), '/timeline?event=ASSAULT'],
  'Print a timeline': ['/timeline/print'],
  Map: ['/map', '/map?facts=all&view=world'],
  Network: ['/network', '/network?facts=all&by=name'],
  Dossier: names.map((name) => `/dossier?name=${enc(name)}`),
  'Dossier of a pair': names.length > 1 ? [`/dossier?name=${enc(names[0])}&and=${enc(names[1])}`] : [],
  'Print a dossier': names.slice(0, 1).map((name) => `/dossier/print?name=${enc(name)}`),
  Dossiers: ['/dossier'],
  Dictionary: ['/dictionary', '/dictionary?q=ASSAULT', ...names.slice(0, 2).map((name) => `/dictionary?q=${enc(name)}`)],
  Watches: ['/watches'],
  'API, a list': ['/api/quotes', '/api/events', '/api/figures', '/api/claims', '/api/conflicts', '/api/timeline', '/api/articles', '/api/deadlines', '/api/forecasts'],
  'Atom feeds': ['/feeds/articles.atom', '/feeds/watch.atom'],
};

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const ms = (value) => value.toFixed(value < 10 ? 1 : 0).padStart(5);
console.log(`${most} articles\n\n| page | median ms | processor ms | slowest address | ms | processor ms |\n|---|---|---|---|---|---|`);
let slow = 0;
for (const [kind, addresses] of Object.entries(pages)) {
  const all = [];
  for (const path of addresses) {
    const runs = [];
    for (let time = -1; time < TIMES; time += 1) {
      const before = used(), start = performance.now();
      const answer = await fetch(base + path);
      await answer.arrayBuffer();
      const took = { wall: performance.now() - start, cpu: used() - before };
      if (!answer.ok && answer.status !== 504) throw new Error(`${path}: ${answer.status}`);
      if (time >= 0 || took.wall > 3000) runs.push(took);
      if (took.wall > 3000) break;
    }
    all.push({ path, runs, wall: median(runs.map((run) => run.wall)), cpu: median(runs.map((run) => run.cpu)) });
  }
  if (!all.length) continue;
  const worst = all.toSorted((a, b) => b.cpu - a.cpu || b.wall - a.wall)[0];
  if (worst.cpu > 50) slow += 1;
  const every = all.flatMap((one) => one.runs);
  console.log(`| ${kind} | ${ms(median(every.map((run) => run.wall)))} | ${ms(median(every.map((run) => run.cpu)))} | \`${decodeURIComponent(worst.path)}\` | ${ms(worst.wall)} | ${ms(worst.cpu)} |`);
}
console.log(`\n${slow} kinds with an address above 50 ms of processor time`);
child.removeAllListeners('exit');
child.kill();
