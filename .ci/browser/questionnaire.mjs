// The questionnaire: a demo that keeps serving, answered with the keyboard alone and without scripts.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VIEWS, elsewhere, tooWide, viewName, wrongLanguage } from './browser.mjs';

const LANGUAGES = ['nb', 'nn', 'en'];

export async function checkQuestionnaire(check, browser, binary) {
  const folder = await mkdtemp(join(tmpdir(), 'mestring-browser-'));
  const demo = spawn(binary, ['demo', '--into', join(folder, 'demo')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => demo.on('close', (status, signal) => resolve(signal ?? status)));
  try {
    const { report, questionnaire, code } = await told(demo);
    const home = `${new URL(questionnaire).origin}/`;
    await check('the served report opens', () => opens(browser, report, 'nb'));
    for (const language of LANGUAGES) {
      const address = `${questionnaire}?lang=${language}`;
      await check(`the questionnaire opens in ${language}`, () => opens(browser, address, language));
      for (const view of VIEWS) {
        await check(`the questionnaire in ${language} at ${viewName(view)}: axe`, () => browser.violations(view, address));
        await check(`the questionnaire in ${language} at ${viewName(view)}: fits, and asks nobody else`, async () => {
          const { page, requests, close } = await browser.open(view);
          await page.goto(address);
          const problems = [...(await tooWide(page)), ...elsewhere(requests, home)];
          await browser.draw(page, `questionnaire-${language}-${view.width}-${view.scheme}`);
          await close();
          return problems;
        });
      }
    }
    const view = { width: 360, scheme: 'light' };
    const pages = {};
    await check('answering by keyboard without scripts gives a receipt', async () => {
      const { page, status, problems, close } = await answer(browser, view, questionnaire, code);
      if (status !== 201) problems.push(`answered ${status}, not 201`);
      const receipt = await page.evaluate(() => document.querySelector('.receipt strong')?.textContent ?? '');
      if (!receipt.trim()) problems.push('no receipt on the page');
      pages.receipt = await page.content();
      await browser.draw(page, 'questionnaire-receipt');
      await close();
      return problems;
    });
    await check('the same code again is refused calmly, with every answer kept', async () => {
      const { page, status, problems, asked, close } = await answer(browser, view, questionnaire, code);
      if (status !== 409) problems.push(`answered ${status}, not 409`);
      const seen = await page.evaluate(() => ({
        alert: document.querySelector('[role="alert"]')?.textContent ?? '',
        marked: document.querySelector('#code')?.getAttribute('aria-invalid'),
        kept: document.querySelectorAll('fieldset input:checked').length,
      }));
      if (!seen.alert.trim()) problems.push('nothing says why');
      if (seen.marked !== 'true') problems.push('the code field is not marked');
      if (seen.kept !== asked) problems.push(`${seen.kept} of ${asked} answers are kept`);
      pages.refusal = await page.content();
      await browser.draw(page, 'questionnaire-refusal');
      await close();
      return problems;
    });
    for (const [name, html] of Object.entries(pages)) {
      for (const view of VIEWS) {
        await check(`the ${name} at ${viewName(view)}: axe`, () => browser.violations(view, questionnaire, html));
      }
    }
    demo.kill('SIGINT');
    await check('Ctrl-C ends the demo with exit code 0', async () => {
      const status = await ended;
      return status === 0 ? [] : [`it ended with ${status}`];
    });
  } finally {
    demo.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** The addresses and the code that a demo prints when it is ready. */
async function told(demo) {
  let output = '';
  for await (const chunk of demo.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    const report = /^Report:\s+(http:\S+)/m.exec(output);
    const questionnaire = /^Questionnaire:\s+(http:\S+)\s+code (\S+)$/m.exec(output);
    if (report && questionnaire) {
      demo.stdout.resume();
      return { report: report[1], questionnaire: questionnaire[1], code: questionnaire[2] };
    }
  }
  throw new Error(`the demo ended without saying where its questionnaire is:\n${output}`);
}

async function opens(browser, address, language) {
  const { page, requests, close } = await browser.open(VIEWS[0]);
  const response = await page.goto(address);
  const problems = [...(await wrongLanguage(page, language)), ...elsewhere(requests, `${new URL(address).origin}/`)];
  if (response.status() !== 200) problems.push(`answered ${response.status()}, not 200`);
  await close();
  return problems;
}

/** Fills in and sends the questionnaire with Tab, Space, arrow keys and Enter. */
async function answer(browser, view, address, code) {
  const { page, close } = await browser.open(view);
  await page.goto(address);
  const asked = await page.locator('fieldset').count();
  const stops = await page.locator('a, input, button').count();
  const problems = [];
  for (let stop = 0, question = 0; stop <= stops; stop += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      const outlined = [element, element.closest('label')].some((shown) => shown && getComputedStyle(shown).outlineStyle !== 'none');
      const { top, bottom } = element.getBoundingClientRect();
      return { kind: element.type ?? element.tagName, id: element.id || element.name || element.textContent, outlined, seen: top >= -1 && bottom <= innerHeight + 1 };
    });
    if (!focus.outlined) problems.push(`focus on ${focus.kind} ${focus.id} does not show`);
    if (!focus.seen) problems.push(`focus on ${focus.kind} ${focus.id} is outside the window`);
    if (focus.kind === 'text') await page.keyboard.type(code);
    if (focus.kind === 'radio') {
      await page.keyboard.press('Space');
      for (let down = 0; down < question % 5; down += 1) await page.keyboard.press('ArrowDown');
      question += 1;
    }
    if (focus.kind === 'submit') {
      const chosen = await page.locator('fieldset input:checked').count();
      if (asked === 0 || chosen !== asked) problems.push(`${chosen} of ${asked} questions could be answered`);
      const [response] = await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      return { page, status: response.status(), problems, asked, close };
    }
  }
  throw new Error('Tab never reached the button that sends');
}
