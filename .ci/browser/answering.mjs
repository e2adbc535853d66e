// The whole survey from the letter to the receipt: by mouse and by keyboard, with and without scripts, in every language,
// on a telephone and at 200 % zoom, and by those whose browser keeps no cookies.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from './person.mjs';
import { STATEMENTS } from './project.mjs';

const WIDE = { width: 1280 };
const TELEPHONE = { width: 360, height: 640, scale: 3 };
const ZOOMED = { width: 320, height: 400, scale: 2 }; // a window of 640 by 800 at 200 %

/** How people answer: [name, view, language, whether scripts run, what they answer with, other options]. */
const WAYS = [
  ['a mouse', WIDE, 'nb', true, 'mouse'],
  ['a mouse', WIDE, 'nb', false, 'mouse'],
  ['a telephone', TELEPHONE, 'nn', true, 'mouse', { touch: true }],
  ['a telephone', TELEPHONE, 'en', false, 'mouse', { touch: true }],
  ['200 % zoom', ZOOMED, 'en', true, 'mouse'],
  ['200 % zoom', ZOOMED, 'nb', false, 'mouse'],
  ['the keyboard alone', WIDE, 'nb', true, 'keyboard'],
  ['the keyboard alone', TELEPHONE, 'en', false, 'keyboard'],
  ['the keyboard alone', ZOOMED, 'nn', false, 'keyboard'],
  ['a mouse', WIDE, 'rtl', true, 'mouse'],
  ['a telephone', TELEPHONE, 'rtl', false, 'mouse', { touch: true }],
  ['the keyboard alone', WIDE, 'rtl', false, 'keyboard'],
];

const scripts = (script) => (script ? 'with scripts' : 'without scripts');

/** Each check as [name, function that returns its problems]. */
export function answering(browser, project) {
  const ways = WAYS.map(([name, view, language, script, by, options]) => [
    `the survey by ${name} in ${language}, ${view.width} px, ${scripts(script)}`,
    async () => {
      const person = await Person.come(browser, project, view, script, { ...options, language });
      if (by === 'mouse') await byMouse(person);
      else await byKeyboard(person);
      return person.leave();
    },
  ]);
  const turns = [true, false].map((script) => [
    `changing language in the middle keeps the choice, ${scripts(script)}`,
    () => changesLanguage(browser, project, script),
  ]);
  const mended = [true, false].map((script) => [
    `going back from the review to change an answer, ${scripts(script)}`,
    () => mends(browser, project, script),
  ]);
  return [...ways, ...turns, ...mended, ['the survey without cookies and scripts', () => withoutCookies(browser, project, false)],
    ['the survey without cookies, with scripts', () => withoutCookies(browser, project, true)]];
}

async function byMouse(person) {
  await person.begin();
  await person.answer(['1', '5', 'n', '3']);
  await reviewed(person, STATEMENTS);
  await person.send();
}

/** How many answers the review shows. */
async function reviewed(person, expected) {
  const rows = await person.page.locator('.review > li').count();
  const missing = await person.page.locator('.review i').count();
  if (rows !== STATEMENTS) person.problems.push(`the review shows ${rows} questions, not ${STATEMENTS}`);
  if (rows - missing !== expected) person.problems.push(`the review shows ${rows - missing} answers, not ${expected}`);
}

/** Tab, Space, arrow keys and Enter; the focus shows wherever it goes, and is never outside the window or behind something. */
async function byKeyboard(person) {
  const { page } = person;
  await page.goto(person.start);
  await tabTo(person, (focus) => focus.kind === 'text');
  await page.keyboard.type(person.code.toLowerCase());
  await page.keyboard.press('Enter');
  for (let number = 1; number <= STATEMENTS; number += 1) {
    await person.on(number);
    await tabTo(person, (focus) => focus.kind === 'radio');
    await page.keyboard.press('Space');
    for (let down = 1; down < number; down += 1) await page.keyboard.press('ArrowDown');
    const given = await page.locator('[name="answer"]:checked').getAttribute('value');
    if (given !== String(number)) person.problems.push(`question ${number}: the arrow keys chose ${given}`);
    if (number === 1) await page.keyboard.press('Enter'); // on the answer itself: must lead on, not back or to another language
    else {
      await tabTo(person, (focus) => focus.kind === 'submit' && focus.value === 'next');
      await page.keyboard.press(number === 2 ? 'Space' : 'Enter');
    }
  }
  await person.on('review');
  await reviewed(person, STATEMENTS);
  const send = await person.sendButton().evaluate((button) => button.textContent);
  await tabTo(person, (focus) => focus.text === send);
  await page.keyboard.press('Enter');
  await person.receive();
}

async function tabTo(person, wanted) {
  for (let stop = 0; stop < 60; stop += 1) {
    await person.page.keyboard.press('Tab');
    const focus = await person.page.evaluate(() => {
      const element = document.activeElement;
      const outlined = [element, element.closest('label')].some((shown) => shown && getComputedStyle(shown).outlineStyle !== 'none');
      const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
      const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return {
        kind: element.type ?? element.tagName, value: element.value, text: element.textContent, outlined,
        large: Math.min(width, height) >= 1 && (element.type === 'radio' || Math.min(width, height) >= 24),
        seen: top >= -1 && bottom <= innerHeight + 1 && element.contains(above),
      };
    });
    const called = `${focus.kind} "${focus.text || focus.value}"`;
    if (!focus.outlined) person.problems.push(`focus on ${called} does not show`);
    if (!focus.seen) person.problems.push(`focus on ${called} is hidden or outside the window`);
    if (!focus.large) person.problems.push(`${called} is smaller than 24 px`);
    if (wanted(focus)) return;
  }
  throw new Error('60 times Tab and not there');
}

async function changesLanguage(browser, project, script) {
  const person = await Person.come(browser, project, { width: 360 }, script);
  await person.begin();
  await person.choose('4');
  const statements = new Set();
  for (const language of ['nn', 'en', 'rtl', 'nb']) {
    await person.speak(language);
    if (!(await person.chosen('4'))) person.problems.push(`in ${language} the choice is gone`);
    statements.add(await person.page.locator('legend').textContent());
  }
  if (statements.size !== 4) person.problems.push(`four languages show ${statements.size} different statements`);
  await person.go('next');
  await person.on(2);
  await person.choose('2');
  await person.speak('en');
  await person.answer(['4', '2', undefined, '5'], 2);
  await reviewed(person, 3);
  await person.speak('nn');
  await reviewed(person, 3);
  await person.send();
  return person.leave();
}

async function mends(browser, project, script) {
  const person = await Person.come(browser, project, { width: 1280 }, script);
  await person.begin();
  await person.answer(['1', '2', '3', '4']);
  await person.go('2');
  await person.on(2);
  if (!(await person.chosen('2'))) person.problems.push('the answer given is not shown');
  await person.choose('5');
  await person.go('review');
  await person.on('review');
  await person.go('back');
  await person.on(STATEMENTS);
  await person.choose('n');
  await person.go('back');
  await person.on(3);
  await person.go('review');
  await person.on('review');
  await person.go('4');
  await person.on(4);
  if (!(await person.chosen('n'))) person.problems.push('going back lost the answer on the page');
  await person.go('clear');
  await person.page.waitForFunction(() => !document.querySelector('[name="answer"]:checked'));
  await person.go('review');
  await person.on('review');
  await reviewed(person, STATEMENTS - 1);
  await person.go('4');
  await person.on(4);
  if (await person.page.locator('[name="answer"]:checked').count()) person.problems.push('an answer that was taken back is there again');
  await person.choose('1');
  await person.go('review');
  await person.on('review');
  await reviewed(person, STATEMENTS);
  await person.send();
  return person.leave();
}

/** Somebody whose browser is set to keep nothing at all. */
async function withoutCookies(browser, project, script) {
  const home = await mkdtemp(join(tmpdir(), 'mestring-browser-'));
  try {
    await mkdir(join(home, 'Default'));
    await writeFile(join(home, 'Default/Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
    const person = new Person(project, await browser.atHome(home, { width: 360 }, script));
    await person.begin();
    if ((await person.context.cookies()).length > 0) person.problems.push('the browser keeps cookies after all: nothing was tested');
    await person.choose('3');
    await person.speak('en');
    if (!(await person.chosen('3'))) person.problems.push('the choice is gone');
    await person.answer(['3', '2', '1', '5']);
    await reviewed(person, STATEMENTS);
    if (await person.page.locator('#code').count()) await person.page.fill('#code', person.code);
    await person.send();
    return await person.leave();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
