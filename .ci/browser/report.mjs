// The report: static pages, opened from the disk as a reader who was sent the folder would.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VIEWS, elsewhere, tooWide, wrongLanguage } from './browser.mjs';

/** What an A4 page leaves between margins of 16 mm, in CSS pixels. */
const A4 = 672;

export async function checkReport(check, browser, folder, name) {
  const home = `${pathToFileURL(folder).href}/`;
  const address = pathToFileURL(join(folder, name)).href;
  const language = name.split('.').at(-2).length === 2 ? name.split('.').at(-2) : 'nb';

  await check(`${name} in every view: axe, fits, and asks nobody else`, async () => {
    const { page, requests, close } = await browser.open(VIEWS[0], true);
    await page.goto(address);
    const problems = [...(await browser.inEveryView(page, name)), ...elsewhere(requests, home)];
    await close();
    return problems;
  });

  const { page, close } = await browser.open({ width: A4, scheme: 'light' });
  await page.goto(address);
  await check(`${name}: in ${language}, without scripts, no dead link`, async () =>
    [...(await wrongLanguage(page, language)), ...(await scripts(page)), ...(await deadLinks(browser, page, home))]);
  await check(`${name}: every drawing is named, described and followed by its numbers`, () => drawings(page));
  await page.emulateMedia({ media: 'print' });
  await check(`${name}: on paper, nothing stays folded or is cut off`, async () => [...(await unprinted(page)), ...(await tooWide(page))]);
  await close();
}

function scripts(page) {
  return page.evaluate(() => {
    const handlers = [...document.querySelectorAll('*')].filter((element) => [...element.attributes].some(({ name }) => name.startsWith('on')));
    return [...document.querySelectorAll('script, iframe, object, embed'), ...handlers].map((element) => `holds ${element.outerHTML.slice(0, 80)}`);
  });
}

async function deadLinks(browser, page, home) {
  const links = await page.evaluate(() => [...new Set([...document.querySelectorAll('a[href]')].map((link) => link.href))]);
  const problems = [];
  const known = new Map();
  for (const link of links.filter((link) => link.startsWith('file:'))) {
    const [target, fragment] = link.split('#');
    if (!target.startsWith(home)) problems.push(`links out of the report: ${link}`);
    if (!known.has(target)) {
      const other = await browser.open(VIEWS[0]);
      const ids = await other.page.goto(target).then(
        () => other.page.evaluate(() => [...document.querySelectorAll('[id]')].map((element) => element.id)),
        () => undefined,
      );
      known.set(target, ids);
      await other.close();
    }
    const ids = known.get(target);
    if (!ids) problems.push(`links to a missing page: ${link}`);
    else if (fragment && !ids.includes(decodeURIComponent(fragment))) problems.push(`links to a missing place: ${link}`);
  }
  return problems;
}

/** Each drawing has a title and a description; its numbers are in its own table cell, or in a table right after it. */
function drawings(page) {
  return page.evaluate(() => {
    const problems = [];
    for (const svg of document.querySelectorAll('svg')) {
      const labels = (svg.getAttribute('aria-labelledby') ?? '').split(' ');
      const called = labels[0] || svg.outerHTML.slice(0, 60);
      for (const part of ['title', 'desc']) {
        const element = svg.querySelector(`:scope > ${part}`);
        if (!element?.textContent.trim() || !labels.includes(element.id)) problems.push(`${called}: no ${part}`);
      }
      const cell = svg.closest('td');
      const numbers = cell ? cell.textContent.replace(svg.textContent, '') : svg.closest('figure')?.querySelector('svg ~ table, svg ~ details table')?.tBodies[0]?.textContent;
      if (!/\d/.test(numbers ?? '')) problems.push(`${called}: no numbers follow`);
    }
    for (const figure of document.querySelectorAll('figure')) {
      const shown = [...figure.querySelectorAll('svg')].filter((svg) => svg.checkVisibility());
      if (shown.length !== 1) problems.push(`"${figure.textContent.trim().slice(0, 60)}" shows ${shown.length} drawings`);
    }
    return problems;
  });
}

function unprinted(page) {
  return page.evaluate(() => {
    const problems = [];
    if (document.querySelector('details[open]')) problems.push('a fold is open already: nothing was tested');
    const visible = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && element.getBoundingClientRect().height > 0;
    for (const table of document.querySelectorAll('table')) {
      if (![...table.querySelectorAll('tbody tr')].every(visible)) problems.push(`the table "${table.caption?.textContent}" does not print`);
    }
    for (const svg of document.querySelectorAll('figure svg.wide, figure svg:only-of-type')) {
      if (!visible(svg)) problems.push(`the drawing "${svg.querySelector('title')?.textContent}" does not print`);
    }
    return problems;
  });
}
