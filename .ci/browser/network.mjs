// When something breaks between the page and the server: the network, the server, the browser, the receipt on its way.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from './person.mjs';

const TELEPHONE = { width: 360, height: 640 };

/** Checks of a server that stays up. */
export function network(browser, project) {
  return [
    ['offline in the middle of the questions and at the final send', () => offline(browser, project)],
    ['a choice changed while there is no network is the one that counts', () => changesWhileOffline(browser, project)],
    ['a closed browser: the draft is there again with the same code, and gone after the receipt', () => closesBrowser(browser, project)],
    ['another code on the same device sees nothing of the draft', () => anotherCode(browser, project)],
    ['a receipt lost on its way comes by itself', () => losesReceipt(browser, project)],
    ['a busy server is tried again', () => busy(browser, project)],
    ['something that is not a page of ours is left to the browser', () => unexpected(browser, project)],
    ...[true, false].map((script) => [`a double click sends once, ${script ? 'with' : 'without'} scripts`, () => doubleClick(browser, project, script)]),
    ['a double click on the way does not skip a question', () => doubleClickOnTheWay(browser, project)],
  ];
}

/** Checks that end the server and start it again, so nobody else may be at it. */
export function restarts(browser, project) {
  return [['the server is killed and started again in the middle and at the send', () => killed(browser, project)]];
}

const posts = (person) => person.sent.length;

async function come(browser, project, script = true) {
  const person = await Person.come(browser, project, TELEPHONE, script);
  person.sent = [];
  person.page.on('request', (request) => request.method() === 'POST' && person.sent.push(request.url()));
  return person;
}

async function offline(browser, project) {
  const person = await come(browser, project);
  await person.begin();
  await person.choose('2');
  await person.context.setOffline(true);
  await person.go('next');
  await person.told('offline');
  await person.look('without a network');
  if (!(await person.chosen('2'))) person.problems.push('the choice is gone');
  await person.context.setOffline(false);
  await person.answer(['2', '3', '4', '5'], 2);
  await person.context.setOffline(true);
  await person.sendButton().click();
  await person.told('offline');
  await person.context.setOffline(false);
  await person.receive();
  return person.leave();
}

async function changesWhileOffline(browser, project) {
  const person = await come(browser, project);
  await person.begin();
  await person.choose('2');
  await person.context.setOffline(true);
  await person.go('next');
  await person.told('offline');
  await person.choose('5');
  await person.context.setOffline(false);
  await person.on(2);
  await person.go('back');
  await person.on(1);
  if (!(await person.chosen('5'))) person.problems.push('the choice before is what was sent');
  await person.answer([], 1);
  await person.send();
  return person.leave();
}

async function closesBrowser(browser, project) {
  const home = await mkdtemp(join(tmpdir(), 'mestring-browser-'));
  try {
    const before = new Person(project, await browser.atHome(home, TELEPHONE));
    const { code } = before;
    await before.begin();
    await before.choose('2');
    await before.go('next');
    await before.on(2);
    await before.go('next');
    await before.on(3);
    await before.choose('n'); // and never sent on
    const stored = await before.page.evaluate(() => JSON.stringify({ ...localStorage }));
    if (stored.replace(/[^A-Z0-9]/gi, '').toUpperCase().includes(code.replace(/[^A-Z0-9]/gi, ''))) before.problems.push('the code is stored');
    const problems = await before.leave();

    const after = new Person(project, await browser.atHome(home, TELEPHONE));
    await after.context.clearCookies(); // some browsers bring them back, a closed one need not
    after.code = code;
    await after.page.goto(`${after.start}&code=${code}`);
    await after.press('Enter', '#code');
    await after.on(3);
    await after.told('restored');
    if (!(await after.chosen('n'))) after.problems.push('the last choice is gone');
    await after.go('back');
    await after.on(2);
    await after.go('back');
    await after.on(1);
    if (!(await after.chosen('2'))) after.problems.push('the first choice is gone');
    await after.answer([], 1);
    await after.send();
    const left = await after.page.evaluate(() => localStorage.length + sessionStorage.length);
    if (left !== 0) after.problems.push('something is left on the device after the receipt');
    return [...problems, ...(await after.leave())];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function anotherCode(browser, project) {
  const person = await come(browser, project);
  await person.begin();
  await person.choose('2');
  await person.go('next');
  await person.on(2);
  await person.context.clearCookies();
  person.code = project.code();
  await person.begin();
  if (await person.page.locator('[name="answer"]:checked').count()) person.problems.push('the answer of another code is shown');
  if (await person.status().textContent()) person.problems.push('the page speaks of a draft');
  await person.answer(['1']);
  await person.send();
  return person.leave();
}

async function losesReceipt(browser, project) {
  const person = await come(browser, project);
  await person.begin();
  await person.answer(['1', '2', '3', '4']);
  let lost = 0;
  await person.page.route(/\/send(\?|$)/, async (route) => {
    if (lost > 0) return route.continue();
    await route.fetch({ maxRedirects: 0 });
    lost += 1;
    return route.abort('connectionreset');
  });
  await person.sendButton().click();
  await person.told('retrying');
  await person.receive();
  if (lost !== 1) person.problems.push('no receipt was lost: nothing was tested');
  return person.leave();
}

async function busy(browser, project) {
  const person = await come(browser, project);
  await person.begin();
  let refused = 0;
  await person.page.route(/\/1(\?|$)/, (route) => {
    if (refused === 2) return route.continue();
    refused += 1;
    return route.fulfill({ status: 503, contentType: 'text/html', body: '<title>proxy</title><h1>Service unavailable</h1>' });
  });
  await person.choose('3');
  await person.go('next');
  await person.told('retrying');
  await person.answer(['3'], 2);
  await person.send();
  return person.leave();
}

async function unexpected(browser, project) {
  const person = await come(browser, project);
  await person.begin();
  let odd = 0;
  await person.page.route(/\/1(\?|$)/, (route) => {
    if (odd === 1) return route.continue();
    odd += 1;
    return route.fulfill({ status: 200, contentType: 'text/html', body: '<title>Guest network</title><p>Welcome' });
  });
  await person.choose('3');
  await person.go('next');
  await person.answer(['3'], 2);
  await person.send();
  return person.leave();
}

async function doubleClick(browser, project, script) {
  const person = await come(browser, project, script);
  await person.begin();
  await person.answer(['1', '2', '3', '4']);
  const before = posts(person);
  if (script) await person.sendButton().evaluate((button) => [1, 2].forEach(() => button.click())); // two, and no time between
  else await person.sendButton().dblclick();
  await person.receive();
  if (script && posts(person) - before !== 1) person.problems.push(`it was sent ${posts(person) - before} times`);
  return person.leave();
}

/** The second click of a double click comes when the next page is there already, where its button is. */
async function doubleClickOnTheWay(browser, project) {
  const person = await come(browser, project);
  const { page } = person;
  await person.begin();
  for (const number of [1, 2]) {
    await person.choose('4');
    await person.go('next');
    await person.on(number + 1);
    const { x, y, width, height } = await person.button('next').boundingBox();
    const before = posts(person);
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await page.waitForTimeout(300);
    if (posts(person) !== before) person.problems.push(`the double click on question ${number} goes on from the next one`);
    await person.on(number + 1);
  }
  await person.answer(['4'], 3);
  await person.send();
  return person.leave();
}

async function killed(browser, project) {
  const person = await come(browser, project);
  await person.begin();
  await person.choose('1');
  await project.end();
  await person.go('next');
  await person.told('retrying');
  await project.start();
  await person.answer(['1', '2', '3', '4'], 2);
  await project.end();
  await person.sendButton().click();
  await person.told('retrying');
  await project.start();
  await person.receive();

  const plain = await come(browser, project, false);
  await plain.begin();
  await plain.choose('1');
  await project.end();
  await project.start();
  await plain.go('next');
  await plain.answer(['1', '2', '3', '4'], 2);
  await plain.send();
  return [...(await person.leave()), ...(await plain.leave())];
}
