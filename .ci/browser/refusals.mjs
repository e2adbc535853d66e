// Every page that says no: calm, in the reader's language, without scripts, and it says what to do next.

import { VIEWS, violations, wrongLanguage } from './browser.mjs';
import { Person } from './person.mjs';
import { WAVE } from './project.mjs';

/** A code that reads well and was never given to anybody. */
const NEVER_GIVEN = '00000000000000000000000000';

/** The refusals that can be met while the wave is open: [name, status, how somebody gets there]. */
function ways(project, used) {
  const withCode = (code) => async (page, language) => {
    await page.goto(`${project.address}?lang=${language}`);
    await page.fill('#code', await code());
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.press('#code', 'Enter');
    return answered;
  };
  const at = (path) => (page, language) => page.goto(`${project.home}${path}?lang=${language}`);
  return [
    ['a slip in the code', 422, withCode(() => 'abc')],
    ['no code', 422, withCode(() => '')],
    ['an unknown code', 403, withCode(() => NEVER_GIVEN)],
    ['a code that has answered', 403, withCode(used)],
    ['an unknown survey', 404, at('svar/finnes-ikke')],
    ['an unknown survey on a tablet', 404, at('kiosk/finnes-ikke')],
    ['a page that is not there', 404, at('finnes/ikke')],
    ['a question that is not there', 404, at(`svar/${WAVE}/99`)],
    ['a form that was sent to the wrong place', 405, async (page, language) => {
      await page.goto(`${project.address}?lang=${language}`);
      await page.evaluate(([address]) => document.querySelector('#form').setAttribute('action', address), [`${project.address}/takk?lang=${language}`]);
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.press('#code', 'Enter');
      return answered;
    }],
  ];
}

export function refusals(browser, project) {
  let used;
  const spend = async () => {
    const person = await Person.come(browser, project, VIEWS[0], false);
    await person.begin();
    await person.answer(['1']);
    await person.send();
    await person.leave();
    return person.code;
  };
  const languages = ['nb', 'nn', 'en', 'rtl'];
  return [
    ...languages.flatMap((language) => ways(project, () => (used ??= spend())).map(([name, expected, way]) =>
      [`${name}, in ${language}`, () => meet(browser, language, way, expected, `refusal-${name.replaceAll(' ', '-')}-${language}`)])),
    ['nothing answered is said at the review, and nothing is sent', () => nothingAnswered(browser, project)],
    ['a letter with spaces, small letters and look-alikes is read', () => patientReading(browser, project)],
  ];
}

/** The page after the wave has been closed. */
export function closed(browser, project) {
  return ['nb', 'nn', 'en', 'rtl'].map((language) => [`the page after the end in ${language}`, () =>
    meet(browser, language, (page) => page.goto(`${project.address}?lang=${language}`), 410, `refusal-closed-${language}`)]);
}

/** Meets a refusal without scripts, and has it looked at in every view. */
async function meet(browser, language, way, expected, name) {
  const met = await browser.open(VIEWS[0]);
  const response = await way(met.page, language);
  await met.page.waitForLoadState();
  const problems = [...met.complaints, ...(await calm(met.page, response, language))];
  if (response.status() !== expected) problems.push(`answered ${response.status()}, not ${expected}`);
  const [address, html] = [met.page.url(), await met.page.content()];
  await met.close();

  const { page, close } = await browser.open(VIEWS[0], true);
  await page.route(address, (route) => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }));
  await page.goto(address);
  problems.push(...(await browser.inEveryView(page, name)));
  await close();
  return problems;
}

/** One heading, words enough to say what is safe and what to do, the right language, and no script allowed where none is. */
async function calm(page, response, language) {
  const problems = language === 'rtl' ? [] : await wrongLanguage(page, language, false);
  const { heading, words, scripts, dir } = await page.evaluate(() => ({
    heading: document.querySelectorAll('h1').length,
    words: document.querySelector('main').innerText.split(/\s+/).length,
    scripts: document.scripts.length,
    dir: document.documentElement.dir || 'ltr',
  }));
  if (heading !== 1) problems.push(`${heading} headings`);
  if (words < 12) problems.push(`only ${words} words`);
  if (dir !== (language === 'rtl' ? 'rtl' : 'ltr')) problems.push(`runs ${dir}`);
  const policy = response.headers()['content-security-policy'] ?? '';
  if (!scripts && /script-src(?! 'none')/.test(policy)) problems.push(`a page without scripts allows some: ${policy}`);
  return problems;
}

async function nothingAnswered(browser, project) {
  const person = await Person.come(browser, project, VIEWS[0], true);
  await person.begin();
  await person.answer([]);
  await person.sendButton().click();
  await person.page.waitForSelector('[role="alert"]');
  await person.look('that says nothing is answered');
  person.problems.push(...(await violations(person.page)));
  await browser.draw(person.page, 'refusal-nothing-answered');
  await person.go('1');
  await person.on(1);
  await person.choose('3');
  await person.go('review');
  await person.on('review');
  await person.send();
  return person.leave();
}

async function patientReading(browser, project) {
  const person = await Person.come(browser, project, { width: 360 }, false);
  person.code = project.code('letter');
  const written = person.code.toLowerCase().replace(/-/g, '  ').replace(/1/g, 'l').replace(/0/g, 'o');
  await person.page.goto(person.start);
  await person.page.fill('#code', ` ${written} `);
  await person.press('Enter', '#code');
  await person.answer(['3']);
  await person.send();
  return person.leave();
}
