// The one script of the page. It runs once, as the `js_on_load` of the header, and gives every
// element with a data-act attribute its meaning: something to do here, or an event for Python.
// It never makes HTML; all markup comes from the server.

const conversation = () => document.querySelector('.cv-conversation');
const opened = new Set();   // keys of the <details> the reader has opened
let cited = null;           // the citation the reader came from, to go back to
let wanted = null;          // id of the source to go to as soon as it is there
let heard = '';             // the turn last scrolled to, and whether it was waiting still
let follow = false;         // whether focus goes to the next question: its button will be gone

const actions = {
  ask(element) { follow = true; trigger('act_ask', { text: element.dataset.text }); },
  role(element) { trigger('act_role', { role: element.value }); },
  cite(element) {
    cited = element;
    wanted = element.hash.slice(1);
    if (!visit()) trigger('act_sources', { turn: element.dataset.turn });
  },
  back() { goBack(); },
  skip() { document.querySelector('#cv-box textarea').focus(); },
};

document.addEventListener('click', (event) => {
  const summary = event.target.closest('.cv-card summary');
  if (summary) remember(summary.parentElement);
  const element = event.target.closest('[data-act]');
  if (!element || element.matches('input')) return;
  if (element.matches('a')) event.preventDefault();
  actions[element.dataset.act]?.(element);
});

document.addEventListener('change', (event) => {
  if (event.target.matches('input[data-act]')) actions[event.target.dataset.act]?.(event.target);
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target.closest('.cv-sources')) goBack();
});

function remember(details) {
  // Before the click takes effect, so what is open now is about to be closed.
  if (details.open) opened.delete(details.dataset.key);
  else opened.add(details.dataset.key);
}

function visit() {
  const source = wanted && document.getElementById(wanted);
  if (!source) return false;
  wanted = null;
  document.querySelectorAll('.cv-source[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
  source.setAttribute('aria-current', 'true');
  source.querySelector('h3').focus({ preventScroll: true });
  source.scrollIntoView({ block: 'start', behavior: calm() ? 'auto' : 'smooth' });
  return true;
}

function goBack() {
  if (!cited?.isConnected) return;
  cited.focus({ preventScroll: true });
  cited.scrollIntoView({ block: 'center', behavior: calm() ? 'auto' : 'smooth' });
}

function calm() { return matchMedia('(prefers-reduced-motion: reduce)').matches; }

// An answer is read from its start: bring its question to the top, when it is heard and again
// when its answer has made the page long enough.
function arrive() {
  const latest = [...(conversation()?.querySelectorAll('.cv-turn') ?? [])].pop();
  const asked = latest?.querySelector('.cv-asked');
  const now = latest ? asked.id + (latest.querySelector('.cv-waiting') ? ' waiting' : '') : '';
  if (latest && now !== heard) {
    if (follow) asked.focus({ preventScroll: true });
    follow = false;
    cited = null;
    latest.scrollIntoView({ block: 'start', behavior: calm() ? 'auto' : 'smooth' });
  }
  heard = now;
}

// A redraw closes what was open, because the server does not know of it.
function restore() {
  conversation()?.querySelectorAll('details[data-key]').forEach((details) => {
    const open = opened.has(details.dataset.key);
    if (details.open !== open) details.open = open;
  });
}

let due = 0;
new MutationObserver(() => {
  if (due) return;
  due = requestAnimationFrame(() => { due = 0; arrive(); restore(); visit(); });
}).observe(document.body, { subtree: true, childList: true, characterData: true });
