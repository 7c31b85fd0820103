// Several people at one desk: the first owner, invitations, signing in and out, roles, comments, a provider, a token.
import { createServer } from 'node:http';
import assert from 'node:assert/strict';
import { accessible, browser as engine, check, context, done, dunlin, go, wide } from './desk.mjs';

const WORDS = 'nine grey plovers wade';

// A provider (OAuth 2) on this machine that vouches for one person.
export async function provider() {
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const json = (value) => { response.setHeader('content-type', 'application/json'); response.end(JSON.stringify(value)); };
    if (url.pathname === '/authorize') {
      const back = new URL(url.searchParams.get('redirect_uri'));
      back.searchParams.set('code', 'once');
      back.searchParams.set('state', url.searchParams.get('state'));
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === '/token') json({ access_token: 'token', token_type: 'Bearer' });
    else if (url.pathname === '/me') json({ id: 4711, name: 'Margot Venn', email: 'margot@club.example' });
    else response.writeHead(404).end();
  });
  await new Promise((open) => server.listen(0, '127.0.0.1', open));
  const base = `http://127.0.0.1:${server.address().port}`;
  const entry = {
    name: 'club', label: 'the Club', client_id: 'desk', client_secret_env: 'CLUB_SECRET', allow: {},
    authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token`, userinfo_endpoint: `${base}/me`,
  };
  return { file: JSON.stringify({ providers: [entry] }), end: () => server.close() };
}

async function choose(page, name) {
  if (name) {
    await page.fill('#name', name);
    await page.fill('#display', `${name[0].toUpperCase()}${name.slice(1)} Venn`);
  }
  await page.fill('#password', WORDS);
  await page.fill('#again', WORDS);
  await page.click('button.main');
}

async function signIn(desk, name, options = {}) {
  const page = await (await context(desk, options)).newPage();
  await go(page, '/sign-in');
  await page.fill('#name', name);
  await page.fill('#password', options.password ?? WORDS);
  await page.click('button.main');
  return page;
}

// Answers of 4xx are meant here; the browser notes each on its console.
const quiet = (page) => { const at = page.context().troubles; for (let n = at.length; n--;) if (/status of 4\d\d/.test(at[n])) at.splice(n, 1); };

export async function people(desk, ledger) {
  await check('nobody sees a page before signing in, and the first-run link makes the owner, once', async () => {
    const page = await (await context(desk)).newPage();
    await go(page, '/article/1');
    assert.match(page.url(), /sign-in\?back=/);
    await accessible(page);
    const link = /http:\/\/\S+invitation\?code=\S+/.exec(desk.said)[0];
    await go(page, link.slice(desk.base.length));
    await accessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await wide(page), '', 'wider than a phone');
    await page.fill('#name', 'margot');
    await page.fill('#password', 'password1234');
    await page.fill('#again', 'password1234');
    await page.click('button.main');
    assert.ok(await page.isVisible('[role=alert]'), 'a password that everybody tries is refused');
    quiet(page);
    await choose(page, 'margot');
    assert.equal(new URL(page.url()).pathname, '/');
    await page.goto(link);
    assert.match(await page.innerText('main'), /used already or is too old/);
    quiet(page);
    await done(page);
  });

  await check('the owner invites a reader, an analyst and an editor; each link is good once', async () => {
    const owner = await signIn(desk, 'margot');
    for (const [name, role] of [['rita', 'reader'], ['anton', 'analyst'], ['edna', 'editor']]) {
      await go(owner, '/people');
      await owner.selectOption('#invite', role);
      await owner.click('button:has-text("Make a link")');
      const link = await owner.inputValue('[aria-label="New link"]');
      const guest = await (await context(desk)).newPage();
      await go(guest, link.slice(desk.base.length));
      assert.match(await guest.innerText('main'), new RegExp(`let in as ${role}`));
      await choose(guest, name);
      await guest.waitForURL(`${desk.base}/`);
      assert.equal(await guest.isVisible('text=Add pages'), role === 'editor');
      await done(guest);
    }
    await go(owner, '/people');
    for (const scheme of ['light', 'dark']) { await owner.emulateMedia({ colorScheme: scheme }); await accessible(owner); }
    await owner.setViewportSize({ width: 390, height: 844 });
    assert.equal(await wide(owner), '', 'wider than a phone');
    await go(owner, '/people/log');
    assert.match(await owner.innerText('main'), /made an invitation/);
    await accessible(owner);
    await done(owner);
  });

  await check('a wrong password is refused like a wrong name; after some the desk asks to wait', async () => {
    const answers = [];
    for (const name of ['rita', 'nobody']) {
      const page = await signIn(desk, name, { password: 'wrong and wrong again' });
      answers.push(await page.innerText('[role=alert]'));
      await accessible(page);
      quiet(page);
      await done(page);
    }
    assert.equal(answers[0], answers[1]);
    const page = await signIn(desk, 'guessed', { password: 'x' });
    let said = '';
    // On a slow machine the first waits are over before the next attempt.
    for (let n = 0; n < 20 && !said.includes('Wait'); n += 1) {
      await page.fill('#password', 'x');
      await page.click('button.main');
      said = await page.innerText('[role=alert]');
    }
    assert.match(said, /Wait \d+ second/);
    quiet(page);
    await done(page);
  });

  await check('comments: 250 characters as a reader counts them, taken back and restored', async () => {
    const page = await signIn(desk, 'rita');
    await go(page, '/article/1');
    const letter = 'e\u0301'; // one character to a reader, two to a machine
    await page.fill('#comment', letter.repeat(251));
    assert.match(await page.innerText('[data-left]'), /1 too many/);
    await page.click('#comments button:has-text("Send")');
    assert.match(await page.innerText('main'), /250/);
    quiet(page);
    await go(page, '/article/1');
    await page.fill('#comment', letter.repeat(250));
    assert.match(await page.innerText('[data-left]'), /^0 left/);
    await page.click('#comments button:has-text("Send")');
    assert.equal(await page.locator('.comment').count(), 1);
    await page.click('.comment button:has-text("Take back")');
    await page.click('.comment button:has-text("Undo taking back")');
    assert.ok(await page.isVisible('.comment button:has-text("Take back")'));
    await accessible(page);
    await done(page);
  });

  await check('comments: on a record, reported, hidden by a moderator, shown again, all in the log', async () => {
    const anton = await signIn(desk, 'anton');
    await go(anton, '/article/1?show=figures&at=q2');
    await anton.fill('#comment', 'This number is of noon.');
    await anton.click('#comments button:has-text("Send")');
    assert.match(await anton.innerText('#comments'), /on q2/);
    const rita = await signIn(desk, 'rita');
    await go(rita, '/article/1');
    const spoken = rita.locator('.comment:has-text("This number is of noon")');
    await spoken.locator('summary:has-text("Report")').click();
    await spoken.locator('input[name=why]').fill('It attacks a person');
    await spoken.locator('button:has-text("Report")').click();
    assert.equal((await rita.goto('/moderation')).status(), 403, 'a reader moderates nothing');
    quiet(rita);
    await done(rita);
    const edna = await signIn(desk, 'edna');
    await go(edna, '/moderation');
    for (const scheme of ['light', 'dark']) { await edna.emulateMedia({ colorScheme: scheme }); await accessible(edna); }
    assert.match(await edna.innerText('main'), /It attacks a person/);
    await edna.fill('.comment input[name=why]', 'rule 2');
    await edna.click('.comment button:has-text("Hide")');
    await go(anton, '/article/1');
    assert.match(await anton.innerText('#comments'), /hidden/, 'its writer sees that');
    const other = await signIn(desk, 'rita');
    await go(other, '/article/1');
    assert.doesNotMatch(await other.innerText('#comments'), /of noon/);
    await done(other);
    await edna.click('button:has-text("Show again")');
    await go(anton, '/article/1');
    assert.match(await anton.innerText('#comments'), /of noon/);
    await go(edna, '/moderation/log');
    const log = await edna.innerText('main');
    for (const words of ['report', 'hide', 'show', 'rule 2']) assert.match(log, new RegExp(words, 'i'));
    await accessible(edna);
    await done(anton);
    await done(edna);
  });

  await check('rules: the owner writes them and sets the limit; both hold at once', async () => {
    const owner = await signIn(desk, 'margot');
    await go(owner, '/rules');
    await owner.click('summary:has-text("Change the rules")');
    await owner.fill('#text', '# Be brief\n\nWrite about the page.\n\n- no insults\n- no advertising');
    await owner.fill('#longest', '20');
    await owner.click('button:has-text("Set the rules")');
    assert.match(await owner.innerText('main'), /no advertising/);
    await accessible(owner);
    await go(owner, '/article/2');
    await owner.fill('#comment', 'Twenty-one characters');
    assert.match(await owner.innerText('[data-left]'), /1 too many/);
    await go(owner, '/rules');
    await owner.click('summary:has-text("Change the rules")');
    await owner.fill('#longest', '250');
    await owner.click('button:has-text("Set the rules")');
    await done(owner);
  });

  await check('roles: a reader corrects nothing; a role that changes ends the sessions', async () => {
    const rita = await signIn(desk, 'rita');
    await go(rita, '/article/1?show=figures&at=q2');
    assert.equal(await rita.locator('button[value=hide]').count(), 0);
    assert.equal((await rita.request.post('/article/1/correct', { form: { item: 'q2', action: 'hide' } })).ok(), false);
    const owner = await signIn(desk, 'margot');
    await go(owner, '/people');
    const row = owner.locator('tr:has-text("rita")');
    await row.locator('select').selectOption('analyst');
    await row.locator('button:has-text("Set")').click();
    await go(rita, '/');
    assert.match(rita.url(), /sign-in/, 'signed out by the change');
    await done(owner);
    await done(rita);
  });

  await check('account: a provider linked with one’s password, and signed in through', async () => {
    const page = await signIn(desk, 'margot', { elsewhere: true });
    await go(page, '/account');
    for (const scheme of ['light', 'dark']) { await page.emulateMedia({ colorScheme: scheme }); await accessible(page); }
    await page.fill('#link-club', WORDS);
    await page.click('button:has-text("Link the Club")');
    await page.waitForURL(`${desk.base}/account`);
    assert.match(await page.innerText('main'), /the Club\s+margot@club\.example|the Club\s+4711/);
    await page.click('button:has-text("Sign out") >> nth=0');
    await page.click('a:has-text("the Club")');
    await page.waitForURL(`${desk.base}/`);
    await go(page, '/account');
    assert.match(await page.innerText('main'), /margot, owner/);
    await done(page);
  });

  await check('account: a token reads the API, and nothing once it is ended', async () => {
    const page = await signIn(desk, 'anton');
    await go(page, '/account');
    await page.fill('#t-name', 'a notebook');
    await page.click('button:has-text("Make a token")');
    const token = await page.inputValue('[aria-label="New token"]');
    await accessible(page);
    const program = await engine.newContext({ baseURL: desk.base });
    const ask = () => program.request.get('/api/quotes?limit=1', { headers: { authorization: `Bearer ${token}` } });
    assert.ok((await ask()).ok());
    await go(page, '/account');
    await page.click('tr:has-text("a notebook") button:has-text("End")');
    assert.equal((await ask()).status(), 401);
    await program.close();
    await done(page);
  });

  await check('a forgotten password: the link from the terminal, and every other session is out', async () => {
    const before = await signIn(desk, 'margot');
    const link = dunlin('serve', '--ledger', ledger, '--new-password', 'margot', '--listen', new URL(desk.base).host).trim();
    const page = await (await context(desk)).newPage();
    await go(page, link.slice(desk.base.length));
    assert.match(await page.innerText('main'), /For the account margot/);
    await choose(page);
    await page.waitForURL(`${desk.base}/`);
    await go(before, '/');
    assert.match(before.url(), /sign-in/);
    await done(before);
    await done(page);
  });
}
