// The desk in a real browser. Opens it over the example pages (records that are already coded, so no model is needed),
// walks through every page and asks axe-core about each of them, in light and dark and at phone width.
//
//   dunlin code examples --published 2026-03-08 > records.jsonl
//   cargo build -p dunlin-desk --example records
//   cd e2e && npm ci && CHROMIUM=/usr/bin/chromium node run.mjs ../records.jsonl
//
// With SHOTS=folder it also takes screenshots.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const records = resolve(process.argv[2] ?? 'records.jsonl');
const base = 'http://127.0.0.1:8417';
const shots = process.env.SHOTS && resolve(process.env.SHOTS);

const server = spawn(resolve(root, 'target/debug/examples/records'), [records, resolve(root, 'examples')], { stdio: ['ignore', 'ignore', 'pipe'] });
await new Promise((open, fail) => {
  let said = '';
  server.stderr.on('data', (words) => { said += words; if (said.includes('http://')) open(); });
  server.on('exit', (code) => fail(new Error(`the desk ended (${code}): ${said}`)));
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const failures = [];
let checks = 0;

async function check(name, work) {
  checks += 1;
  try {
    await work();
    console.log(`ok    ${name}`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL  ${name}\n      ${String(error.message).split('\n').slice(0, 12).join('\n      ')}`);
  }
}

// A page of its own with every message of the browser noted; asks outside the desk are failures.
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.troubles = [];
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') page.troubles.push(message.text()); });
  page.on('pageerror', (error) => page.troubles.push(error.message));
  page.on('request', (request) => { if (!request.url().startsWith(base)) page.troubles.push(`asks ${request.url()}`); });
  const answer = await page.goto(base + path);
  assert.ok(answer.ok(), `${path}: ${answer.status()}`);
  return page;
}

async function done(page) {
  const troubles = page.troubles;
  await page.context().close();
  assert.deepEqual(troubles, []);
}

async function accessible(page) {
  // The policy forbids scripts in the page; the checker comes in over the debugger, which no page can.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
  const others = violations.filter((one) => !serious.includes(one));
  for (const one of others) console.log(`note  ${one.id} (${one.impact}): ${one.nodes[0].target}`);
  assert.deepEqual(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).slice(0, 4).join(' | ')} ${one.nodes[0].failureSummary ?? ''}`), []);
}

const pages = {
  today: '/',
  read: '/article/1?show=who.events.figures&at=a1',
  layers: '/article/6?show=who.events.figures.dates.names.places.outlook&at=e1',
  plain: '/article/7?show=none',
  source: '/article/1/source',
  print: '/article/1/print',
  search: '/search?q=ferry',
  claims: '/claims',
  claim: '/claims/1',
  conflicts: '/conflicts',
  quotes: '/quotes',
  figures: '/figures?befell=missing',
  timeline: '/timeline',
  map: '/map?facts=all',
  network: '/network?facts=all&by=name',
  dictionary: '/dictionary?q=ASSAULT',
  glossary: '/dictionary',
  dossier: '/dossier?name=Varland',
  pair: '/dossier?name=Varland&and=Orrenia',
  watches: '/watches',
  add: '/add',
  help: '/help',
};

for (const [name, path] of Object.entries(pages)) {
  for (const scheme of ['light', 'dark']) {
    await check(`${name}, ${scheme}: no serious finding, nothing from elsewhere`, async () => {
      const page = await open(path, { colorScheme: scheme });
      await accessible(page);
      await done(page);
    });
  }
  await check(`${name}, phone: nothing wider than the screen`, async () => {
    const page = await open(path, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
    await done(page);
  });
  await check(`${name}: nothing moves while it loads`, async () => {
    const page = await open(path);
    const shift = await page.evaluate(() => new Promise((tell) => {
      let sum = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; })).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => tell(sum), 150);
    }));
    assert.ok(shift < 0.02, `layout shift ${shift}`);
    await done(page);
  });
}

await check('an error page says what to do and passes too', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/article/999`);
  assert.match(await page.textContent('main'), /Search for its words instead/);
  await accessible(page);
  await context.close();
});

await check('layers switch in place and the address follows', async () => {
  const page = await open('/article/1?show=none');
  await page.evaluate(() => { window.still = true; });
  await page.click('text=Figures >> nth=-1');
  await page.waitForSelector('.figure');
  assert.equal(await page.evaluate(() => window.still), true, 'the page was not loaded again');
  assert.match(page.url(), /show=figures/);
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector('.figure'));
  await done(page);
});

await check('a click on words shows the record and lights them', async () => {
  const page = await open('/article/1');
  await page.click('.story .source >> nth=0');
  await page.waitForSelector('mark .lit');
  assert.match(await page.textContent('#record'), /Who says so/);
  await done(page);
});

await check('hide and undo by keyboard alone, without script', async () => {
  const page = await open('/article/1?show=figures&at=q2', { javaScriptEnabled: false });
  await page.focus('button[value=hide]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#record/);
  assert.match(await page.textContent('#record'), /This record is hidden/);
  await page.focus('#record button:has-text("Undo")');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#record/);
  assert.doesNotMatch(await page.textContent('#record'), /This record is hidden/);
  await done(page);
});

await check('the first stop of Tab leads past the navigation', async () => {
  const page = await open('/article/1');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await done(page);
});

await check('selected words are looked up with d, and the entry shows over the article', async () => {
  const page = await open('/article/1?show=none');
  await page.dblclick('p.words >> nth=1');
  await page.waitForSelector('.look-up:visible');
  await page.keyboard.press('d');
  await page.waitForSelector('dialog[open] #entry');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await done(page);
});

await check('the theme switch stays', async () => {
  const page = await open('/');
  await page.click('button[value=dark]');
  await page.waitForSelector('html[data-theme=dark]');
  await page.goto(`${base}/claims`);
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  await done(page);
});

await check('the timeline zooms in place', async () => {
  const page = await open('/timeline?from=2026-03-01&to=2026-03-12');
  await page.click('text=Zoom in');
  await page.waitForURL(/from=2026-03-0[2-9]/);
  await done(page);
});

await check('on paper the frame is gone and the notes are there', async () => {
  const page = await open('/article/1/print');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.isVisible('.masthead'), false);
  assert.equal(await page.isVisible('.footnotes'), true);
  const paper = await page.pdf({ format: 'A4' });
  assert.ok(paper.length > 10_000);
  await done(page);
});

if (shots) {
  mkdirSync(shots, { recursive: true });
  const wanted = ['today', 'read', 'conflicts', 'figures', 'timeline', 'map', 'network', 'dossier', 'dictionary', 'print'];
  for (const name of wanted) {
    const page = await open(pages[name], { colorScheme: 'light', viewport: { width: 1180, height: 860 } });
    await page.screenshot({ path: `${shots}/${name}.png` });
    await page.context().close();
  }
  const dark = await open(pages.read, { colorScheme: 'dark', viewport: { width: 1180, height: 860 } });
  await dark.screenshot({ path: `${shots}/read-dark.png` });
  const phone = await open(pages.read, { viewport: { width: 390, height: 844 }, isMobile: true });
  await phone.screenshot({ path: `${shots}/read-phone.png` });
}

await browser.close();
server.kill();
console.log(`${checks - failures.length} of ${checks} hold`);
process.exitCode = failures.length ? 1 : 0;
