// What a reader does alone at the desk: today, reading, correcting, looking up, comparing, printing, pictures.
import assert from 'node:assert/strict';
import { accessible, check, context, done, go, open } from './desk.mjs';

const main = (page) => page.innerText('main');

export async function reading(desk) {
  await check('today: stories by section and outlet, copies folded under the first, conflicts, deadlines', async () => {
    const page = await open(desk, '/');
    assert.match(await page.innerText('.stories >> nth=0'), /Hanbit Post|Tidewater|Meridian/i);
    const folded = page.locator('details:has-text("no second source")').first();
    assert.equal(await folded.locator('li').first().isVisible(), false);
    await folded.locator('summary').click();
    assert.equal(await folded.locator('li').first().isVisible(), true);
    await page.click('.kicker a:has-text("World") >> nth=0');
    assert.match(page.url(), /section=World/);
    await page.goBack();
    for (const heading of ['Conflicts', 'Watches', 'Deadlines ahead', 'Spoken of', 'Sections', 'Outlets']) assert.ok(await page.isVisible(`aside h2:has-text("${heading}")`), heading);
    await done(page);
  });

  await check('today: what came in since the last visit, changed pages among it', async () => {
    const browser = await context(desk);
    const { hostname } = new URL(desk.base);
    const yesterday = Math.floor(Date.now() / 1000) - 86_400;
    await browser.addCookies([{ name: 'dunlin-visit', value: `0.${yesterday}`, domain: hostname, path: '/' }]);
    const page = await browser.newPage();
    await go(page, '/');
    const news = page.locator('section:has(h2:has-text("New since your last visit"))');
    assert.match(await news.innerText(), /changed \(version 2\)/);
    await done(page);
  });

  await check('reading: headline, captions, furniture folded but there, the source and its hash one click off', async () => {
    const page = await open(desk, '/article/1');
    assert.match(await page.innerText('h1'), /Ferry capsizes/);
    assert.match(await page.innerText('.caption'), /rescue boat/);
    const furniture = page.locator('details:has-text("What else stands on the page")');
    assert.equal(await furniture.locator('dd').first().isVisible(), false);
    await furniture.locator('summary').click();
    assert.match(await furniture.innerText(), /evening newsletter/);
    assert.doesNotMatch(await page.innerText('article'), /evening newsletter/);
    await page.click('text=Source page');
    assert.match(await main(page), /SHA-256\s+[0-9a-f]{64}/);
    assert.match(await page.innerText('pre'), /<!DOCTYPE html>/i, 'the page is shown as text');
    assert.ok(await page.locator('pre .lit').count() > 3);
    await done(page);
  });

  await check('reading: layers switch in place, the address follows, Back goes back', async () => {
    const page = await open(desk, '/article/6?show=none');
    await page.evaluate(() => { window.still = true; });
    for (const [layer, mark] of [['Figures', '.figure'], ['Events', '.trigger'], ['Dates', '.time'], ['Names', '.name']]) {
      assert.equal(await page.locator(`[data-words] ${mark}`).count(), 0, layer);
      await page.click(`.layers a:has-text("${layer}")`);
      await page.waitForSelector(`[data-words] ${mark}`);
    }
    assert.equal(await page.evaluate(() => window.still), true, 'the page was not loaded again');
    assert.match(page.url(), /show=/);
    await page.goBack();
    await page.waitForSelector('[data-words] .name', { state: 'detached' });
    await done(page);
  });

  await check('reading: who says what, with the chain of sources in the margin', async () => {
    const page = await open(desk, '/article/4?show=who');
    const margins = (await page.locator('.margin').allInnerTexts()).join('\n');
    assert.match(margins, /reported by/, 'a source through another');
    await done(page);
  });

  await check('reading: a click on words lights them and shows rule, source and confidence', async () => {
    const page = await open(desk, '/article/6?show=events');
    await page.click('.story .trigger >> nth=0');
    await page.waitForSelector('mark .lit');
    const record = await page.innerText('#record');
    assert.match(record, /Rule/);
    assert.match(record, /Confidence/);
    await page.click('.layers a:has-text("Who says what")');
    await page.click('.margin a >> nth=1');
    await page.waitForSelector('#record:has-text("Who says so")');
    await done(page);
  });

  await check('reading: the next record by j, by keyboard alone to its words', async () => {
    const page = await open(desk, '/article/1?show=figures');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector('mark .lit');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'record', 'the focus is where the record is');
    await done(page);
  });

  await check('correcting: hide and undo by keyboard alone, without script', async () => {
    const page = await open(desk, '/article/2?show=figures&at=q2', { javaScriptEnabled: false });
    await page.focus('button[value=hide]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#record/);
    assert.match(await page.innerText('#record'), /This record is hidden/);
    await page.focus('#record button:has-text("Undo")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#record:not(:has-text("This record is hidden"))');
    assert.doesNotMatch(await page.innerText('#record'), /This record is hidden/);
    await done(page);
  });

  await check('correcting: a field set shows beside what the machine read, in the dossier, and is undone', async () => {
    const page = await open(desk, '/article/6?show=events&at=e1');
    await page.click('#record summary:has-text("Correct")');
    await page.selectOption('#f-factuality', 'denied');
    await page.click('#record form:has(#f-factuality) button');
    await page.waitForURL(/#record/);
    assert.match(await page.innerText('#record'), /factuality is “?denied/);
    assert.match(await page.innerText('details:has-text("Corrections")'), /denied/);
    await page.click('#record button:has-text("Undo")');
    await page.waitForSelector('#record:not(:has-text("factuality is"))');
    await done(page);
  });

  await check('versions: two of a page side by side, with what is read otherwise', async () => {
    const page = await open(desk, '/article/11');
    await page.click('text=/version 2 of 2/');
    const [older, newer] = await Promise.all(['del', 'ins'].map((tag) => page.locator(`.versions-table ${tag}`).allInnerTexts()));
    assert.ok(older.join(' ').includes('nine') && newer.join(' ').includes('ten'), `${older} / ${newer}`);
    assert.match(await main(page), /What is read otherwise/);
    await done(page);
  });

  await check('dictionary: the selected words with d, over the article', async () => {
    const page = await open(desk, '/article/1?show=none');
    await page.dblclick('p.words >> nth=1');
    await page.waitForSelector('.look-up:visible');
    await page.keyboard.press('d');
    await page.waitForSelector('dialog[open] #entry');
    await accessible(page);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await done(page);
  });

  await check('dictionary: word by word without a mouse, and the name that has the focus', async () => {
    const page = await open(desk, '/article/4?show=names');
    for (const key of ['w', 'w', 'W']) await page.keyboard.press(key);
    assert.ok((await page.evaluate(() => getSelection().toString().trim())).split(/\s+/).length >= 2);
    await page.keyboard.press('d');
    await page.waitForSelector('dialog[open] #entry');
    await page.keyboard.press('Escape');
    await page.evaluate(() => getSelection().removeAllRanges());
    await page.keyboard.press('j');
    const name = await page.evaluate(() => document.activeElement.textContent.trim());
    await page.keyboard.press('d');
    await page.waitForSelector('dialog[open] #entry');
    assert.equal(await page.innerText('dialog #entry h2'), name);
    await done(page);
  });

  await check('dictionary: the name under the pointer', async () => {
    const page = await open(desk, '/article/8?show=names');
    const name = page.locator('p.words .name:has-text("Norway")').first();
    await name.hover();
    await page.keyboard.press('d');
    await page.waitForSelector('dialog[open] #entry');
    const entry = await page.innerText('dialog #entry');
    assert.match(entry, /NOR/, 'code of the lexicon');
    await done(page);
  });

  await check('dictionary: office by date, a term of the field, a note kept and taken back', async () => {
    const page = await open(desk, '/dictionary?q=White+House');
    assert.match(await page.innerText('#entry'), /USAGOV|USA/);
    await go(page, '/dictionary?q=ASSAULT');
    assert.match(await page.innerText('#entry'), /PLOVER|force|attack/i);
    await page.fill('#text', 'Here: shelling counts too.');
    await page.click('button:has-text("Keep the note")');
    assert.match(await page.innerText('#entry'), /shelling counts too/);
    await page.click('button:has-text("Take back")');
    assert.doesNotMatch(await page.innerText('#entry'), /shelling counts too/);
    await done(page);
  });

  await check('print: on paper the frame is gone, notes give exact words, chain, page and hash', async () => {
    for (const path of ['/article/1/print', '/dossier/print?name=Varland', '/timeline/print', '/search/print?q=ferry']) {
      const page = await open(desk, path);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.isVisible('.masthead'), false);
      const first = page.locator('.footnotes li').first();
      assert.ok(await first.isVisible(), path);
      assert.match(await first.innerText(), /“.+”[\s\S]+SHA-256 [0-9a-f]{64}/, path);
      const paper = await page.pdf({ format: 'A4' });
      assert.ok(paper.length > 10_000 && paper.subarray(0, 5).toString() === '%PDF-', path);
      await done(page);
    }
  });

  await check('Markdown: the same with footnotes', async () => {
    const browser = await context(desk);
    for (const path of ['/article/1/article.md', '/dossier/brief.md?name=Varland', '/timeline/brief.md', '/search/brief.md?q=ferry']) {
      const answer = await browser.request.get(path);
      assert.match(answer.headers()['content-type'], /text\/markdown/, path);
      const text = await answer.text();
      assert.match(text, /^# /m, path);
      const used = new Set([...text.matchAll(/\[\^(\d+)\](?!:)/g)].map((found) => found[1]));
      const told = new Set([...text.matchAll(/^\[\^(\d+)\]: /gm)].map((found) => found[1]));
      assert.ok(used.size > 0, `${path} has notes`);
      assert.deepEqual([...used].filter((one) => !told.has(one)), [], path);
    }
    await browser.close();
  });

  await check('dossier: person, body, country by its letters, pair', async () => {
    const page = await open(desk, '/dossier?name=Henrik+Lossen');
    assert.match(await main(page), /What it said/);
    await go(page, '/dossier?name=NOR');
    assert.match(await main(page), /Norway|NOR/);
    await go(page, '/dossier?name=Varland');
    await page.fill('#and', 'Orrenia');
    await page.click('button:has-text("Open the pair")');
    assert.match(await page.innerText('h1'), /Varland.+Orrenia/);
    assert.ok(await page.locator('figure.picture svg a').count() > 0);
    await done(page);
  });

  await check('timeline: zooms in place, every mark leads to its words, and the table has it too', async () => {
    const page = await open(desk, '/timeline?from=2026-03-01&to=2026-03-12');
    const drawn = await page.locator('figure.picture svg a').count();
    assert.ok(drawn > 5);
    assert.ok(await page.locator('tbody tr').count() >= drawn);
    await page.click('text=Zoom in');
    await page.waitForURL(/from=2026-03-0[2-9]/);
    await page.focus('figure.picture svg a >> nth=0');
    await page.keyboard.press('Enter');
    await page.waitForSelector('mark .lit');
    await done(page);
  });

  await check('quotes: by speaker, with through whom and since when', async () => {
    const page = await open(desk, '/quotes');
    await page.fill('#speaker', 'Henrik Lossen');
    await page.click('form.filter button');
    const metas = await page.locator('.stories .meta').allInnerTexts();
    assert.ok(metas.length > 1 && metas.every((meta) => meta.includes('Lossen')), metas.join('\n'));
    await go(page, '/claims?by=statement');
    assert.match(await page.innerText('thead'), /First said by/i);
    await done(page);
  });

  await check('figures: one quantity over time, each point with its source, what conflicts marked', async () => {
    const page = await open(desk, '/figures?befell=missing');
    assert.ok(await page.locator('figure.picture svg a').count() >= 3);
    await go(page, '/figures?befell=killed');
    assert.match(await page.innerText('table'), /A doctor/, 'a rival whose words do not name the quantity');
    assert.ok(await page.locator('figure.picture svg .clash').count() > 0, 'a line joins what cannot both be right');
    assert.match(await page.innerText('table'), /against no\. \d/);
    await page.focus('figure.picture svg a >> nth=0');
    await page.keyboard.press('Enter');
    await page.waitForSelector('mark .lit');
    await done(page);
  });

  await check('map and network: drawn without a request to others, every place and arrow in a table', async () => {
    const page = await open(desk, '/map?facts=all');
    assert.ok(await page.locator('figure.picture svg a').count() > 0);
    assert.ok(await page.locator('tbody tr').count() > 0);
    await go(page, '/network?facts=all&by=name');
    assert.ok(await page.locator('figure.picture svg a').count() > 2);
    assert.ok(await page.locator('tbody tr').count() > 2);
    await done(page);
  });

  await check('conflicts: side by side, each with its source', async () => {
    const page = await open(desk, '/conflicts');
    const board = await page.innerText('.board');
    assert.match(board, /183/);
    assert.match(board, /171/);
    await page.click('.board h3 a >> nth=0');
    assert.match(await main(page), /Who reports it/);
    await done(page);
  });

  await check('an error page says what to do and passes too', async () => {
    const browser = await context(desk);
    const page = await browser.newPage();
    await page.goto('/article/999');
    assert.match(await main(page), /Search for its words instead/);
    await accessible(page);
    await browser.close();
  });

  await check('the first stop of Tab leads past the navigation', async () => {
    const page = await open(desk, '/article/1');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await done(page);
  });

  await check('the theme switch stays', async () => {
    const page = await open(desk, '/');
    await page.click('button[value=dark]');
    await page.waitForSelector('html[data-theme=dark]');
    await go(page, '/claims');
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
    await done(page);
  });

  await check('days and numbers by the browser’s language', async () => {
    for (const [locale, day, number] of [['en-GB', '5 March 2026', '2,300,000,000'], ['en-US', 'March 5, 2026', '2,300,000,000'], ['de-DE', '5 March 2026', '2.300.000.000']]) {
      const page = await open(desk, '/article/8?show=figures', { locale });
      assert.equal(await page.innerText('.dates time >> nth=0'), day, locale);
      assert.ok((await page.locator('.margin').allInnerTexts()).join(' ').includes(number), `${locale}: ${number}`);
      await done(page);
    }
  });

  await check('reading, searching and correcting work without script', async () => {
    const page = await open(desk, '/search?q=ferry', { javaScriptEnabled: false });
    await page.click('.stories h3 a >> nth=0');
    await page.click('.layers a:has-text("Figures")');
    await page.click('.story .figure >> nth=0');
    assert.match(await page.innerText('#record'), /Figure|Amount/i);
    await done(page);
  });
}
