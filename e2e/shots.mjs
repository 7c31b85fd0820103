// Pictures of the pages, for the documentation.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { go, open } from './desk.mjs';

const wide = { viewport: { width: 1200, height: 860 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, isMobile: true, hasTouch: true };

const pages = {
  today: ['/'],
  reading: ['/article/8?show=who&at=a6'],
  'reading-layers': ['/article/6?show=who.events.figures.dates.names.places&at=e1'],
  'reading-dark': ['/article/1?show=who.figures&at=q2', { colorScheme: 'dark' }],
  'reading-phone': ['/article/8?show=who', phone],
  versions: ['/article/11/versions'],
  source: ['/article/8/source'],
  search: ['/search?q=ferry'],
  claims: ['/claims'],
  claim: ['/claims?of=aboard', {}, async (page) => page.click('tbody th a >> nth=0')],
  conflicts: ['/conflicts'],
  quotes: ['/quotes'],
  figures: ['/figures?befell=killed'],
  timeline: ['/timeline'],
  map: ['/map?facts=all'],
  network: ['/network?facts=all&by=name'],
  dossier: ['/dossier?name=Varland'],
  dictionary: ['/article/8?show=names', {}, async (page) => { await page.hover('p.words .name:has-text("Norway")'); await page.keyboard.press('d'); await page.waitForSelector('dialog[open]'); }],
  print: ['/article/8/print'],
  watches: ['/watches', {}, async (page) => {
    await page.fill('#title', 'toll');
    await page.selectOption('#when', 'higher-figure');
    await page.click('button:has-text("Watch")');
    await page.fill('#title', 'denials');
    await page.selectOption('#when', 'denial');
    await page.click('button:has-text("Watch")');
  }],
  add: ['/add'],
  'today-phone': ['/', phone],
};

export async function shots(desk, door, folder) {
  const into = resolve(folder);
  mkdirSync(into, { recursive: true });
  const whole = Boolean(process.env.WHOLE);
  const only = new RegExp(process.env.ONLY ?? '', 'i');
  const shoot = (page, name) => page.screenshot({ path: `${into}/${name}.png`, fullPage: whole });
  for (const [name, [path, options, work]] of Object.entries(pages)) {
    if (!only.test(name)) continue;
    const page = await open(desk, path, { ...wide, ...options });
    if (work) await work(page);
    await page.evaluate(() => document.activeElement?.blur());
    await shoot(page, name);
    await page.context().close();
  }
  if (!only.test('people')) return;
  const page = await open(door, new URL(/http:\/\/\S+invitation\?code=\S+/.exec(door.said)[0]).pathname + new URL(/http:\/\/\S+invitation\?code=\S+/.exec(door.said)[0]).search, wide);
  await page.fill('#name', 'margot');
  await page.fill('#display', 'Margot Venn');
  for (const field of ['#password', '#again']) await page.fill(field, 'nine grey plovers wade');
  await page.click('button.main');
  await go(page, '/article/8?show=figures&at=q4');
  await page.fill('#comment', 'The 1974 treaty counts a monthly mean, this is a week: not the same thing.');
  await page.click('#comments button:has-text("Send")');
  await page.waitForSelector('.comment');
  await page.evaluate(() => document.querySelector('#comments').scrollIntoView({ behavior: 'instant', block: 'center' }));
  await shoot(page, 'comments');
  await go(page, '/people');
  await page.click('button:has-text("Make a link")');
  await shoot(page, 'people');
  await go(page, '/account');
  await shoot(page, 'account');
  await page.click('.me button');
  await go(page, '/sign-in');
  await shoot(page, 'sign-in');
  await page.context().close();
}
