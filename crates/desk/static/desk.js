// What a little script adds to pages that work without it. Nothing here is needed to read, search, correct or print.
'use strict';

// Layers, selected records and filters change only a part of the page: it is fetched and put in place, so that the
// reader keeps their place. A link says so with data-swap, which names the part by its id.
async function swap(address, id, push) {
  const answer = await fetch(address, { headers: { 'X-Part': id } });
  if (!answer.ok) { location.assign(address); return; }
  const there = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = there.getElementById(id), old = document.getElementById(id);
  if (!fresh || !old) { location.assign(address); return; }
  const focused = document.activeElement && document.activeElement.getAttribute('data-key');
  old.replaceWith(fresh);
  document.title = there.title;
  if (push) history.pushState({ swap: id }, '', address);
  const url = new URL(address, location.href);
  const target = url.hash && document.getElementById(url.hash.slice(1));
  const again = focused && document.querySelector('[data-key="' + CSS.escape(focused) + '"]');
  if (target && push) { target.focus({ preventScroll: innerWidth > 1080 }); } else if (again) { again.focus({ preventScroll: true }); }
}
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest('a[href]');
  if (!link || link.origin !== location.origin) return;
  const holder = link.closest('[data-swap]');
  if (!holder || link.pathname !== location.pathname || (link.hash && link.search === location.search)) return;
  event.preventDefault();
  swap(link.href, holder.dataset.swap, true).catch(() => location.assign(link.href));
});
addEventListener('popstate', (event) => {
  const part = (event.state && event.state.swap) || (document.querySelector('[data-swap]') || {}).dataset?.swap;
  if (part && document.getElementById(part)) swap(location.href, part, false).catch(() => location.reload());
});

// A word or name of an article can be looked up with one key (d): what is selected, else the record that has the focus,
// else the word or name under the pointer. For what is selected a button appears too.
const lookUp = document.createElement('a');
lookUp.className = 'button look-up';
lookUp.hidden = true;
document.addEventListener('selectionchange', () => {
  const selection = getSelection();
  const words = selection.toString().trim();
  const inside = selection.rangeCount && selection.anchorNode && selection.anchorNode.parentElement.closest('[data-words]');
  lookUp.hidden = !inside || !words || words.length > 80;
  if (lookUp.hidden) return;
  if (!lookUp.isConnected) document.body.append(lookUp);
  lookUp.textContent = 'Look up “' + (words.length > 24 ? words.slice(0, 23) + '…' : words) + '” (d)';
  lookUp.href = entryOf(words);
});
const entryOf = (words) => '/dictionary?q=' + encodeURIComponent(words);
let pointer = null;
addEventListener('pointermove', (event) => { pointer = event.pointerType === 'mouse' ? event : null; }, { passive: true });
function wordUnderPointer() {
  if (!pointer) return '';
  const name = pointer.target.closest && pointer.target.closest('[data-words] :is(.name, .place)');
  if (name) return name.textContent.trim();
  const found = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(pointer.clientX, pointer.clientY)
    : document.caretRangeFromPoint && document.caretRangeFromPoint(pointer.clientX, pointer.clientY);
  const node = found && (found.offsetNode || found.startContainer);
  if (!node || node.nodeType !== Node.TEXT_NODE || !node.parentElement.closest('[data-words]')) return '';
  const at = found.offsetNode ? found.offset : found.startOffset;
  const before = /[\p{L}\p{N}’'-]*$/u.exec(node.data.slice(0, at))[0], after = /^[\p{L}\p{N}’'-]*/u.exec(node.data.slice(at))[0];
  return (before + after).replace(/^[’'-]+|[’'-]+$/g, '');
}
function wordAtHand() {
  if (!lookUp.hidden) return getSelection().toString().trim();
  const focused = document.activeElement && document.activeElement.closest('[data-words]') && document.activeElement.textContent.trim();
  return focused && focused.length <= 80 ? focused : wordUnderPointer();
}
// Words are selected by keyboard too: w the next one, b the one before, W one more.
function selectWord(key) {
  const selection = getSelection();
  const inside = selection.rangeCount && selection.anchorNode.parentElement && selection.anchorNode.parentElement.closest('[data-words]');
  if (!inside) {
    const first = [...document.querySelectorAll('[data-words]')].find((block) => block.getBoundingClientRect().bottom > 0);
    if (!first) return;
    selection.collapse(first, 0);
  } else if (key === 'w') { selection.collapseToEnd(); } else if (key === 'b') { selection.collapseToStart(); }
  selection.modify('extend', key === 'b' ? 'backward' : 'forward', 'word');
  const block = selection.focusNode && selection.focusNode.parentElement;
  if (block) block.scrollIntoView({ block: 'nearest' });
}
// The entry shows over the article, so that the reader keeps their place; without script the link opens its page.
const shelf = document.createElement('dialog');
async function open(address) {
  const answer = await fetch(address);
  const entry = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('entry');
  if (!entry) { location.assign(address); return; }
  const close = document.createElement('form');
  close.method = 'dialog';
  const button = document.createElement('button');
  button.textContent = 'Close';
  const link = document.createElement('a');
  link.href = address;
  link.textContent = 'Open in the dictionary';
  close.append(link, button);
  shelf.replaceChildren(entry, close);
  shelf.setAttribute('aria-label', 'Dictionary');
  if (!shelf.isConnected) document.body.append(shelf);
  if (!shelf.open) shelf.showModal();
}
lookUp.addEventListener('click', (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  open(lookUp.href).catch(() => location.assign(lookUp.href));
});
addEventListener('keydown', (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.target.closest('input, textarea, select')) return;
  if (event.key === 'd') { const words = wordAtHand(); if (words) open(entryOf(words)).catch(() => location.assign(entryOf(words))); }
  if (['w', 'W', 'b'].includes(event.key) && !shelf.open) selectWord(event.key);
  if (event.key === '/') { const box = document.getElementById('quick'); if (box) { event.preventDefault(); box.focus(); } }
  if (event.key === 'j' || event.key === 'k') {
    const stops = [...document.querySelectorAll('[data-words] a[href]:not([tabindex="-1"])')];
    const at = stops.indexOf(document.activeElement);
    const next = stops[at + (event.key === 'j' ? 1 : -1)];
    if (next) next.focus();
  }
});

// Files may be dropped on the form that adds them.
for (const zone of document.querySelectorAll('[data-drop]')) {
  const input = zone.querySelector('input[type=file]');
  for (const kind of ['dragenter', 'dragover']) addEventListener(kind, (e) => { e.preventDefault(); zone.classList.add('over'); });
  addEventListener('dragleave', () => zone.classList.remove('over'));
  addEventListener('drop', (e) => {
    e.preventDefault();
    zone.classList.remove('over');
    if (e.dataTransfer.files.length) input.files = e.dataTransfer.files;
  });
}

// Print buttons; without script the browser's own command does the same.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// Characters left of a comment, counted as the server counts them: a letter with its accents is one.
for (const box of document.querySelectorAll('textarea[data-longest]')) {
  const left = box.closest('form').querySelector('[data-left]');
  if (!left || !window.Intl || !Intl.Segmenter) continue;
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const count = () => {
    const many = Number(box.dataset.longest) - [...segmenter.segment(box.value.trim())].length;
    left.textContent = many >= 0 ? many + ' left.' : (-many) + ' too many.';
    left.classList.toggle('bad', many < 0);
    box.setAttribute('aria-invalid', String(many < 0));
  };
  left.hidden = false;
  box.addEventListener('input', count);
  count();
}
