// A tablet that many share: nothing stays behind, and it goes back to the start by itself.

import { violations } from './browser.mjs';
import { PAGE, Person } from './person.mjs';

const TABLET = { width: 820, height: 1180 };

export function kiosk(browser, project) {
  return [
    ['the survey on a shared tablet, which is ready for the next person afterwards', () => oneAfterAnother(browser, project)],
    ['a tablet left alone asks after a minute, and one touch keeps the answers', () => stays(browser, project)],
    ['a tablet left alone goes back to the start and forgets', () => leaves(browser, project)],
    ['a tablet left alone without a network shows no answer', () => leavesOffline(browser, project)],
    ['the survey on a shared tablet without scripts', () => withoutScripts(browser, project)],
  ];
}

const come = (browser, project, script = true) =>
  Person.come(browser, project, TABLET, script, { kiosk: true, touch: true });

const asked = (person) => person.page.locator('dialog[open]');

async function nothingLeft(person) {
  const kept = await person.page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length);
  if (kept) person.problems.push('something is kept on the tablet');
  if ((await person.context.cookies()).some(({ value }) => value)) person.problems.push('a cookie is kept on the tablet');
}

async function oneAfterAnother(browser, project) {
  const person = await come(browser, project);
  for (const round of ['first', 'second']) {
    if (round === 'second') person.code = project.code('letter');
    await person.begin();
    if (await person.page.locator('[name="answer"]:checked').count()) person.problems.push('an answer of somebody else is shown');
    await person.answer(['1', '2', '3', '4']);
    await person.send();
    await nothingLeft(person);
    await person.page.goBack();
    await person.page.waitForFunction(() => !document.querySelector('.receipt') && document.querySelector('h1'));
    if (await person.page.locator('[name="answer"]:checked, .review').count()) person.problems.push('going back shows the answers');
    await person.page.goForward();
    await person.page.waitForSelector(PAGE.receipt);
    const home = person.page.locator('main a[href*="/kiosk/"]:not([hreflang])');
    if (await home.count()) await home.click();
    else person.problems.push('the receipt does not lead to the start');
    await person.page.waitForSelector(PAGE.start);
    if (await person.page.inputValue('#code')) person.problems.push('the code is still there');
  }
  return person.leave();
}

async function stays(browser, project) {
  const person = await come(browser, project);
  await person.page.clock.install();
  await person.begin();
  await person.choose('4');
  await person.page.clock.runFor('00:50');
  await person.page.mouse.move(100, 100);
  await person.page.locator('h1').tap();
  await person.page.clock.runFor('00:50');
  if (await asked(person).count()) person.problems.push('a touch does not count');
  await person.page.clock.runFor('00:15');
  await asked(person).waitFor();
  const focused = await person.page.evaluate(() => document.activeElement.closest('dialog') !== null);
  if (!focused) person.problems.push('the question has no focus');
  person.problems.push(...(await violations(person.page)));
  await person.look('that asks whether somebody is there');
  await browser.draw(person.page, 'kiosk-asks');
  await asked(person).locator('button').tap();
  await person.page.clock.runFor('00:50');
  if (await asked(person).count()) person.problems.push('it asks again too soon');
  if (!(await person.chosen('4'))) person.problems.push('the choice is gone');
  await person.answer(['4']);
  await person.send();
  return person.leave();
}

async function leaves(browser, project) {
  const person = await come(browser, project);
  await person.page.clock.install();
  await person.begin();
  await person.choose('4');
  await person.go('next');
  await person.on(2);
  await person.choose('3');
  await person.page.clock.runFor('01:05');
  await asked(person).waitFor();
  await person.page.clock.runFor('00:27');
  await person.on('start');
  if (await person.page.inputValue('#code')) person.problems.push('the code is still there');
  await nothingLeft(person);
  await person.page.goBack().catch(() => null);
  await person.page.waitForSelector('h1');
  if (await person.page.locator('[name="answer"]:checked').count()) person.problems.push('going back shows an answer');
  await person.page.goto(person.start);
  await person.begin();
  await person.answer(['1']);
  await person.send();
  return person.leave();
}

async function leavesOffline(browser, project) {
  const person = await come(browser, project);
  await person.page.clock.install();
  await person.begin();
  await person.choose('4');
  await person.context.setOffline(true);
  await person.page.clock.runFor('01:35');
  await person.page.waitForFunction(() => !document.querySelector('[name="answer"]'));
  await person.context.setOffline(false);
  await person.page.clock.runFor('00:05');
  await person.on('start');
  return person.leave();
}

async function withoutScripts(browser, project) {
  const person = await come(browser, project, false);
  await person.begin();
  await person.answer(['1', '2', '3', 'n']);
  await person.send();
  return person.leave();
}
