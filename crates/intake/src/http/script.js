// What a script adds to forms that work without it: a draft on this device, patience without a network, one send at a time.
const root = document.documentElement, find = (selector) => document.querySelector(selector);
const attempt = (work) => { try { return work(); } catch { return null; } };
const place = () => location.pathname + location.search;
const ownLanguage = location.search.includes('lang='); // asked for, so a draft does not overrule it
let waiting, busy, timer, pause = 1, fresh = true, shown = place();
// Without cookies (then there is no storage either) every page answers a form, and the browser's own ways serve better.
let plain = !navigator.cookieEnabled || !attempt(() => localStorage) || !AbortSignal.timeout;

const say = (what) => setTimeout(() => { // a region that has just arrived is not read aloud
  const text = find('#form')?.dataset[what], status = find('#status');
  if (text && status.textContent !== text) status.textContent = text;
}, 100);

// The draft. Where the browser refuses storage there is none, and the form still holds everything.
const mark = (value) => (value > 9 ? Number(value).toString(36) : value[0]);
function current() {
  const { elements, dataset } = find('#form') ?? {};
  return dataset?.draft && { ...dataset, name: `mestring-${dataset.draft}`, answers: elements.answers, submission: elements.submission };
}
function keep() {
  const { name, item = 'review', answers, submission } = current() ?? {}, chosen = find('[name=answer]:checked');
  if (!name) return;
  if (chosen) answers.value = answers.value.slice(0, item - 1) + mark(chosen.value) + answers.value.slice(item);
  const draft = { answers: answers.value, submission: submission.value, item, lang: root.lang };
  attempt(() => /[^-]/.test(draft.answers) ? localStorage.setItem(name, JSON.stringify(draft)) : localStorage.removeItem(name));
}
function arrive(sent) {
  const { name, item = 'review', answers, submission } = current() ?? {}, first = fresh;
  if (!name) return;
  const draft = attempt(() => JSON.parse(localStorage.getItem(name))), before = answers.value;
  fresh = false;
  if (draft?.answers?.length === before.length && (first || !sent)) { // what was just sent is known to the page already
    [answers.value, submission.value] = [draft.answers, draft.submission];
    for (const radio of document.querySelectorAll('[name=answer]')) radio.checked ||= mark(radio.value) === draft.answers[item - 1];
    const returned = first && draft.answers !== before;
    if (returned && draft.item !== item && !/[^-]/.test(before)) {
      return go({ form: find('#form'), button: { name: 'go', value: draft.item }, draft });
    }
    if (returned) say('restored');
  }
  keep();
}

// Sending. A repeat is harmless: the form carries a number of its own, and the server knows it again.
function request({ form, button, draft }) {
  if (!form) return [location.href];
  const url = new URL(button.getAttribute?.('formaction') ?? form.getAttribute('action'), location);
  if (draft && !ownLanguage) url.searchParams.set('lang', draft.lang);
  const body = new URLSearchParams(new FormData(form));
  body.append(button.name, button.value);
  return [url, { method: 'POST', body }];
}
async function go(step) {
  if (busy || plain) return;
  clearTimeout(timer);
  [waiting, busy] = [step, true];
  const [url, how] = request(step);
  const response = await fetch(url, { ...how, signal: AbortSignal.timeout(20000) }).catch(() => null);
  const html = await response?.text().catch(() => null);
  busy = false;
  if (html == null || [502, 503, 504].includes(response.status)) {
    say(navigator.onLine ? 'retrying' : 'offline');
    timer = setTimeout(again, pause * 1000);
    pause = Math.min(2 * pause, 30);
    return;
  }
  [waiting, pause] = [null, 1];
  try {
    show(step, response, new DOMParser().parseFromString(html, 'text/html'));
  } catch { // not a page of ours: let the browser show it
    plain = true;
    if (step.button?.click) step.button.click(); else location.reload();
  }
}
const again = () => waiting && go(waiting);
function show({ form, draft }, response, page) {
  const main = page.querySelector('#main'), { lang, dir } = page.documentElement, left = current();
  const target = main.querySelector('[autofocus]') ?? main.querySelector('h1');
  if (left && (main.querySelector('.receipt') || response.status === 410)) attempt(() => localStorage.removeItem(left.name));
  find('#main').replaceWith(main);
  document.title = page.title;
  Object.assign(root, { lang, dir });
  if (response.redirected) history[form ? 'pushState' : 'replaceState'](null, '', response.url);
  shown = place();
  scrollTo(0, 0);
  target.tabIndex = -1;
  target.focus();
  if (draft) say('restored');
  arrive(form);
}

document.addEventListener('submit', (event) => {
  if (plain || event.target.id !== 'form' || !event.submitter) return;
  event.preventDefault();
  go({ form: event.target, button: event.submitter });
});
document.addEventListener('click', (event) => { // the second half of a double click was meant for the page before
  if (event.detail > 1 && event.target.closest('button')) event.preventDefault();
});
document.addEventListener('change', keep);
document.addEventListener('visibilitychange', again);
document.addEventListener('DOMContentLoaded', () => arrive());
addEventListener('online', again);
addEventListener('popstate', () => shown !== place() && go({}));
