// Each page as it lies there: axe, widths, weight, requests and languages, in light and dark, wide and narrow.

import { pathToFileURL } from 'node:url';
import { VIEWS, elsewhere, violations, wrongLanguage } from './browser.mjs';
import { Person } from './person.mjs';
import { LETTERS } from './project.mjs';

const LANGUAGES = ['nb', 'nn', 'en', 'rtl'];
const HEAVIEST = 15 * 1024;
const NARROWEST = { width: 320, scheme: 'light' };

/** The pages of one person's way, as [name, address]; the browser's memory that shows them again goes along. */
async function visit(browser, project, language) {
  const person = await Person.come(browser, project, VIEWS[0], false, { language });
  const pages = [];
  const here = async (name) => pages.push({ name, address: person.page.url(), state: await person.context.storageState() });
  await person.page.goto(person.start);
  await here('start');
  await person.begin();
  await here('question');
  await person.choose('2');
  await person.go('next');
  await person.on(2);
  await person.answer([undefined, undefined, 'n', '5'], 2);
  await here('review');
  await person.send();
  await here('receipt');
  pages.push({ name: 'status', address: `${project.home}status?lang=${language}` });
  pages.push({ name: 'kiosk', address: `${project.kiosk}?lang=${language}` });
  return { pages, problems: await person.leave() };
}

export function pages(browser, project) {
  const checks = LANGUAGES.map((language) => [`the pages in ${language}: reached`, async () => (await reached(language)).problems]);
  const visits = new Map();
  const reached = (language) => {
    if (!visits.has(language)) visits.set(language, visit(browser, project, language));
    return visits.get(language);
  };
  for (const language of LANGUAGES) {
    for (const name of ['start', 'question', 'review', 'receipt', 'status', 'kiosk']) {
      const found = async () => (await reached(language)).pages.find((page) => page.name === name);
      checks.push([`${name} in ${language} in every view`, async () => seen(browser, project, await found(), language)]);
    }
  }
  return checks;
}

/** The letters, as whoever prints them sees them: one sheet for each, and nothing outside it. */
export function letters(browser, project) {
  return [['the letters: axe, and one sheet of paper each', async () => {
    const home = pathToFileURL(project.letters).href;
    const { page, requests, complaints, close } = await browser.open({ width: 1280, scheme: 'light' }, true);
    await page.goto(home);
    const problems = [...(await violations(page)), ...complaints, ...elsewhere(requests, home)];
    await browser.draw(page, 'letters');
    const paper = await page.pdf({ preferCSSPageSize: true });
    const sheets = paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    if (sheets !== LETTERS) problems.push(`${LETTERS} letters print on ${sheets} sheets`);
    await close();
    return problems;
  }]];
}

async function seen(browser, project, { name, address, state }, language) {
  const { page, context, requests, complaints, close } = await browser.open(VIEWS[0], true, { state });
  try {
    const response = await page.goto(address);
    const problems = language === 'rtl' ? await turned(page) : await wrongLanguage(page, language);
    if (response.status() !== 200) problems.push(`answered ${response.status()}`);
    const weight = (await response.body()).length;
    if (weight >= HEAVIEST) problems.push(`weighs ${weight} bytes`);
    if (requests.length > 2) problems.push(`asks for ${requests.length} things: ${requests.join(' ')}`);
    problems.push(...(await browser.inEveryView(page, `${name}-${language}`, [...VIEWS, NARROWEST])));
    problems.push(...(await cached(page, context)), ...complaints, ...elsewhere(requests, project.home));
    return problems;
  } finally {
    await close();
  }
}

async function turned(page) {
  const dir = await page.evaluate(() => document.documentElement.dir);
  return dir === 'rtl' ? [] : [`runs "${dir}", not rtl`];
}

/** The second page of a visit asks the network for itself alone. */
async function cached(page, context) {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const [asked, kept] = [new Map(), new Set()];
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, request.url));
  devtools.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
  devtools.on('Network.responseReceived', ({ requestId, response }) => response.fromDiskCache && kept.add(requestId));
  await page.goto(page.url());
  const fresh = [...asked].filter(([id]) => !kept.has(id)).map(([, url]) => url);
  return fresh.length <= 1 ? [] : [`the second time it asks for ${fresh.join(' ')}`];
}
