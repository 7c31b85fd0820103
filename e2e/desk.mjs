// The desk as it is started, a browser on it, and checks that are counted.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const program = resolve(process.argv[2] ?? resolve(root, 'target/release/dunlin'));

export const dunlin = (...words) => execFileSync(program, words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const servers = [];

// Starts the desk on a free port; `said` is what it says on its terminal.
export async function serve(ledger, ...words) {
  const child = spawn(program, ['serve', '--ledger', ledger, '--listen', '127.0.0.1:0', '--threads', '2', ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  servers.push(child);
  const desk = { said: '' };
  await new Promise((open, fail) => {
    child.stderr.on('data', (words) => { desk.said += words; if (/open at \S+;.*\n/.test(desk.said)) open(); });
    child.on('exit', (code) => fail(new Error(`the desk ended (${code}): ${desk.said}`)));
  });
  // What else it has to say comes at once.
  await new Promise((later) => setTimeout(later, 100));
  desk.base = /open at (\S+);/.exec(desk.said)[1];
  return desk;
}

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

export async function end() {
  await browser.close();
  for (const server of servers) { server.removeAllListeners('exit'); server.kill(); }
}

const failures = [];
let checks = 0;

// ONLY=words runs the checks whose names have them.
const only = new RegExp(process.env.ONLY ?? '', 'i');

export async function check(name, work) {
  if (!only.test(name)) return;
  checks += 1;
  const start = Date.now();
  try {
    await work();
    console.log(`ok    ${name}${Date.now() - start > 5000 ? ` (${((Date.now() - start) / 1000).toFixed(0)} s)` : ''}`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL  ${name}\n      ${String(error.message).split('\n').slice(0, 14).join('\n      ')}`);
  }
}

export function verdict() {
  console.log(`${checks - failures.length} of ${checks} hold`);
  return failures.length ? 1 : 0;
}

// A browser of its own, with every message noted; what it asks of others than the desk is a trouble.
export async function context(desk, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', baseURL: desk.base, ...options });
  context.troubles = [];
  context.setDefaultTimeout(15_000);
  context.on('console', (message) => { if (['error', 'warning'].includes(message.type())) context.troubles.push(message.text()); });
  context.on('weberror', (error) => context.troubles.push(error.error().message));
  context.on('request', (request) => { if (!request.url().startsWith(desk.base) && !options.elsewhere) context.troubles.push(`asks ${request.url()}`); });
  return context;
}

export async function open(desk, path, options = {}) {
  const page = await (await context(desk, options)).newPage();
  await go(page, path);
  return page;
}

export async function go(page, path) {
  const answer = await page.goto(path);
  assert.ok(answer.ok(), `${path}: ${answer.status()}`);
  return answer;
}

export async function done(page) {
  const { troubles } = page.context();
  await page.context().close();
  assert.deepEqual(troubles, []);
}

// What axe-core finds serious or critical. The policy forbids scripts in the page; the checker comes in over the
// debugger, which no page can.
export async function accessible(page) {
  await page.evaluate(axe);
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), rules);
  const bad = violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  for (const one of violations.filter((one) => !bad.includes(one))) console.log(`note  ${one.id} (${one.impact}): ${one.nodes[0].target}`);
  assert.deepEqual(bad.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).slice(0, 4).join(' | ')} ${one.nodes[0].failureSummary ?? ''}`), []);
}

// How many pixels a page is wider than its window, and by what.
export const wide = (page) => page.evaluate(() => {
  const over = document.documentElement.scrollWidth - innerWidth;
  const scrolls = (one) => one && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
  const by = over > 0 && [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement === document.body ? null : one.parentElement));
  return by ? by.slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.className}#${one.id} by ${Math.round(one.getBoundingClientRect().right - innerWidth)} px`).join(', ') || `${over} px` : '';
});
