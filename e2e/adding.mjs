// Pages come in: a file dropped, a text pasted, an address; watches find what they wait for; programs read and write.
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { accessible, check, context, done, go, open } from './desk.mjs';

const TEXT = `Harbour strike called off in Kerrin

KERRIN, March 12 — The dockers' union said on Thursday that it had called off a strike after the port authority agreed to
hire 40 more people. "We have what we asked for," the union's leader, Per Anders, told reporters.

The port authority said the talks had lasted 14 hours. Anders said the union would vote on the agreement by March 20.`;

export async function adding(desk) {
  await check('watches: set up, found at once, paused, taken along as a feed', async () => {
    const page = await open(desk, '/watches');
    await page.fill('#title', 'toll');
    await page.selectOption('#when', 'higher-figure');
    await page.fill('#of', 'killed');
    await page.click('button:has-text("Watch")');
    assert.match(await page.innerText('main'), /toll: a figure above all before it/);
    await page.fill('#title', 'strikes');
    await page.selectOption('#when', 'article');
    await page.fill('#words', 'strike');
    await page.click('button:has-text("Watch")');
    await page.click('button[aria-label="Pause toll"]');
    assert.match(await page.innerText('aside'), /toll[^\n]*paused/);
    await page.click('button[aria-label="Go on with toll"]');
    await accessible(page);
    const feed = await page.request.get('/feeds/watch.atom?watch=strikes');
    assert.match(feed.headers()['content-type'], /application\/atom\+xml/);
    const entries = await page.evaluate((xml) => {
      const feed = new DOMParser().parseFromString(xml, 'application/xml');
      return feed.querySelector('parsererror') ? -1 : feed.querySelectorAll('entry').length;
    }, await feed.text());
    assert.ok(entries > 0, `${entries} entries`);
    await go(page, '/');
    assert.match(await page.innerText('section:has(h2:has-text("Watches"))'), /strikes/);
    await done(page);
  });

  await check('adding: a pasted text is coded and opens, and a watch that waited for it fires', async () => {
    const page = await open(desk, '/add');
    await page.fill('#text', TEXT);
    await page.fill('#published', '2026-03-12');
    await page.fill('#outlet', 'Kerrin Courier');
    await page.click('button:has-text("Code and keep")');
    await page.waitForURL(/\/article\/\d+$/, { timeout: 60_000 });
    assert.match(await page.innerText('h1'), /Harbour strike called off/);
    assert.match((await page.locator('.margin').allInnerTexts()).join('\n'), /union/);
    await go(page, '/watches');
    assert.match(await page.innerText('main'), /Harbour strike called off/);
    await done(page);
  });

  await check('adding: a file dropped on the form; the same page again adds nothing', async () => {
    const page = await open(desk, '/add');
    const html = '<!doctype html><html><head><title>Ice closes Varn harbour</title></head><body><article><h1>Ice closes Varn harbour</h1><p>VARN, March 13 — Ice closed the harbour of Varn on Friday, the port authority said. “Nothing moves,” said its head, Lise Holm.</p><p>She said 12 boats were waiting outside.</p></article></body></html>';
    const drop = async () => {
      const files = await page.evaluateHandle((html) => {
        const data = new DataTransfer();
        data.items.add(new File([html], 'ice.html', { type: 'text/html' }));
        return data;
      }, html);
      await page.dispatchEvent('[data-drop]', 'drop', { dataTransfer: files });
      assert.equal(await page.evaluate(() => document.querySelector('#file').files.length), 1);
      await page.fill('#published', '2026-03-13');
      await page.click('button:has-text("Code and keep")');
      await page.waitForURL(/\/article\/\d+$/, { timeout: 60_000 });
      return new URL(page.url()).pathname;
    };
    const first = await drop();
    assert.match(await page.innerText('h1'), /Ice closes Varn harbour/);
    await go(page, '/add');
    assert.equal(await drop(), first);
    await done(page);
  });

  await check('adding: an address on this machine is refused, with the reason', async () => {
    const page = await open(desk, '/add');
    await page.fill('#address', `${desk.base}/article/1`);
    await page.click('button:has-text("Code and keep")');
    await page.waitForSelector('a:has-text("Add more")', { timeout: 60_000 }); // only then the page stops renewing itself
    assert.match(await page.innerText('.fail'), /not on the public internet/);
    await accessible(page);
    await done(page);
  });

  await check('API: what the pages show as JSON, with its document; a correction and a watch by program', async () => {
    const browser = await context(desk);
    const ask = async (path) => { const answer = await browser.request.get(path); assert.ok(answer.ok(), path); return answer.json(); };
    const document = await ask('/api/openapi.json');
    assert.equal(document.openapi, '3.1.0');
    const lists = Object.entries(document.paths).filter(([path, { get }]) => path.startsWith('/api/') && !path.includes('{') && get && !get.parameters?.some((one) => one.required));
    assert.ok(lists.length > 12);
    for (const [path] of lists) await ask(path);
    assert.ok((await ask('/api/conflicts')).items.length > 0);
    const made = await browser.request.post('/api/watches', { data: { name: 'by program', condition: { when: 'denial' }, from_start: true } });
    const watch = await made.json();
    assert.ok(watch.hits > 0, JSON.stringify(watch));
    assert.equal((await (await browser.request.patch(`/api/watches/${watch.id}`, { data: { paused: true } })).json()).paused, true);
    assert.ok((await browser.request.delete(`/api/watches/${watch.id}`)).ok());
    const corrected = await browser.request.post('/api/articles/3/corrections', { data: { item: 'q1', action: 'confirm' } });
    assert.ok((await browser.request.delete(`/api/corrections/${(await corrected.json()).id}`)).ok());
    await browser.close();
  });

  await check('API: another site cannot write', async () => {
    const browser = await context(desk);
    const answer = await browser.request.post('/api/watches', { headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }, data: { name: 'x', condition: { when: 'denial' } } });
    assert.equal(answer.status(), 403);
    await browser.close();
  });

  await check('markup in a headline, a caption and a comment stays words', async () => {
    const page = await open(desk, '/add');
    await page.setInputFiles('#file', { name: 'bad.html', mimeType: 'text/html', buffer: Buffer.from(readFileSync(new URL('hostile.html', import.meta.url))) });
    await page.fill('#published', '2026-03-13');
    await page.click('button:has-text("Code and keep")');
    await page.waitForURL(/\/article\/\d+$/, { timeout: 60_000 });
    assert.match(await page.innerText('h1'), /<script>window\.bad/);
    await page.fill('#comment', '<img src=x onerror="window.bad=1">');
    await page.click('#comments button:has-text("Send")');
    assert.match(await page.innerText('.comment'), /<img src=x/);
    for (const path of ['', '/source', '/print', '/versions']) {
      await go(page, new URL(page.url()).pathname.replace(/(\/article\/\d+).*/, '$1') + path);
      assert.equal(await page.evaluate(() => window.bad), undefined);
      assert.equal(await page.locator('main img, main iframe, main [onerror]').count(), 0);
    }
    await go(page, '/');
    assert.equal(await page.evaluate(() => window.bad), undefined);
    await done(page);
  });
}
