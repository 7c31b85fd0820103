// The desk in a real browser: the program itself over the example pages, with and without accounts, and axe-core over
// every page in light, dark and at phone width.
//
//   cargo build --release
//   cd e2e && npm ci && node run.mjs [../target/release/dunlin]
//
// CHROMIUM names another browser than /usr/bin/chromium. SHOTS=folder takes screenshots, and checks nothing.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dunlin, end, root, serve, verdict } from './desk.mjs';
import { arriving, pages as all, walk } from './pages.mjs';
import { reading } from './reading.mjs';
import { adding } from './adding.mjs';
import { people, provider } from './people.mjs';
import { shots } from './shots.mjs';

const folder = mkdtempSync(join(tmpdir(), 'dunlin-desk-'));
process.env.CLUB_SECRET = 'known to the two of them';
try {
  const ledger = join(folder, 'examples.ledger');
  dunlin('add', 'examples', '--ledger', ledger, '--quiet');
  // One of them does not say when it appeared.
  dunlin('add', 'examples/hanbit-rail-crossing.txt', '--published', '2026-03-08', '--ledger', ledger, '--quiet');
  // The first page comes in again, changed: its second version.
  const first = readFileSync(join(root, 'examples/courier-ferry-capsizes.html'), 'utf8');
  const again = first.replaceAll('at least nine dead', 'at least ten dead').replace('At least nine people', 'At least ten people').replace('31 were missing', '30 were missing');
  writeFileSync(join(folder, 'again.html'), again);
  dunlin('add', join(folder, 'again.html'), '--ledger', ledger, '--quiet');
  const shared = join(folder, 'shared.ledger');
  copyFileSync(ledger, shared);
  const club = await provider();
  writeFileSync(join(folder, 'providers.json'), club.file);
  const door = () => serve(shared, '--accounts', '--providers', join(folder, 'providers.json'));
  const desk = await serve(ledger);
  if (process.env.SHOTS) {
    await shots(desk, await door(), process.env.SHOTS);
  } else {
    const { items: [claim] } = await (await fetch(`${desk.base}/api/claims?of=aboard&limit=1`)).json();
    await walk(desk, { ...all, claim: `/claims/${claim.id}` });
    await arriving(desk);
    await reading(desk);
    await adding(desk);
    await people(await door(), shared);
  }
  club.end();
} finally {
  await end();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = process.env.SHOTS ? 0 : verdict();
