// Every page: nothing serious for people who listen or see little, in light, dark and at phone width; nothing moves while
// it loads, nothing is wider than a phone, nothing is asked of anybody else.
import assert from 'node:assert/strict';
import { accessible, check, context, done, open, wide } from './desk.mjs';
import { slow } from './slow.mjs';

// The first article is the ferry, the sixth the shelling; the eleventh the second version of the first.
export const pages = {
  today: '/',
  read: '/article/1?show=who.events.figures&at=a1',
  layers: '/article/6?show=who.events.figures.dates.names.places.outlook&at=e1',
  plain: '/article/7?show=none',
  versions: '/article/11/versions',
  source: '/article/1/source',
  print: '/article/1/print',
  search: '/search?q=ferry',
  'search-print': '/search/print?q=ferry',
  claims: '/claims',
  conflicts: '/conflicts',
  quotes: '/quotes',
  figures: '/figures?befell=missing',
  timeline: '/timeline',
  map: '/map?facts=all',
  network: '/network?facts=all&by=name',
  dictionary: '/dictionary?q=ASSAULT',
  glossary: '/dictionary',
  dossiers: '/dossier',
  dossier: '/dossier?name=Varland',
  'dossier-print': '/dossier/print?name=Varland',
  pair: '/dossier?name=Varland&and=Orrenia',
  watches: '/watches',
  add: '/add',
  rules: '/rules',
  moderation: '/moderation',
  help: '/help',
};

// Fails if anything has moved since the page began to show.
async function still(page) {
  const shift = await page.evaluate(() => new Promise((tell) => {
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; })).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => tell(sum), 60);
  }));
  assert.ok(shift < 0.02, `layout shift ${shift}`);
}

// Long pages over a slow line: what is already shown stays where it is.
export async function arriving(desk) {
  const door = await slow(desk);
  for (const name of ['today', 'claims', 'figures', 'timeline', 'map', 'network', 'dossier', 'dictionary']) {
    await check(`${name}: nothing moves while it arrives in pieces`, async () => {
      const page = await (await context(door)).newPage();
      await page.goto(pages[name]);
      await still(page);
      await done(page);
    });
  }
  door.end();
}

export async function walk(desk, all, options = {}) {
  for (const [name, path] of Object.entries(all)) {
    await check(`${name}: sound in light, dark, at phone width`, async () => {
      const page = await open(desk, path, options);
      await still(page);
      await accessible(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await accessible(page);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await wide(page), '', 'wider than a phone');
      await accessible(page);
      await done(page);
    });
  }
}
