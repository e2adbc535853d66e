// The questionnaire: a demo as the README says, and a project of its own that people answer in every way they do.
// At the end the wave is closed, and there must be exactly one stored answer for each receipt that somebody was shown.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering } from './answering.mjs';
import { VIEWS, elsewhere, wrongLanguage } from './browser.mjs';
import { history } from './history.mjs';
import { kiosk } from './kiosk.mjs';
import { network, restarts } from './network.mjs';
import { letters, pages } from './pages.mjs';
import { Project } from './project.mjs';
import { closed, refusals } from './refusals.mjs';

/** How many people are at it at the same time. */
const AT_ONCE = 4;
const PEOPLE = 120;

export async function checkQuestionnaire(check, browser, binary) {
  await checkDemo(check, browser, binary);
  await checkProject(check, browser, binary, (project) =>
    [...answering(browser, project), ...network(browser, project), ...history(browser, project), ...kiosk(browser, project),
      ...refusals(browser, project), ...letters(browser, project), ...pages(browser, project)], AT_ONCE);
  await checkProject(check, browser, binary, (project) => restarts(browser, project), 1);
}

/** Runs checks against a project of their own, several at a time, and counts what was stored. */
async function checkProject(check, browser, binary, checks, atOnce) {
  const project = await Project.serve(binary, PEOPLE);
  try {
    const waiting = checks(project);
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await check(...next);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    await project.end('SIGINT');
    await check('as many answers are stored as receipts were shown', async () => {
      const stored = await project.settle();
      const shown = project.receipts.length;
      const different = new Set(project.receipts).size;
      const problems = stored === shown ? [] : [`${stored} answers are stored, ${shown} receipts were shown`];
      if (different !== shown) problems.push(`${shown} receipts, but only ${different} different ones`);
      if (shown === 0) problems.push('nobody got a receipt');
      return problems;
    });
    await project.start();
    for (const page of closed(browser, project)) await check(...page);
  } finally {
    await project.remove();
  }
}

async function checkDemo(check, browser, binary) {
  const folder = await mkdtemp(join(tmpdir(), 'mestring-browser-'));
  const demo = spawn(binary, ['demo', '--into', join(folder, 'demo')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => demo.on('close', (status, signal) => resolve(signal ?? status)));
  try {
    const { report, questionnaire, code } = await told(demo);
    await check('the served report opens', () => opens(browser, report, 'nb'));
    await check('the questionnaire of the demo opens', () => opens(browser, questionnaire, 'nb'));
    await check('all statements of the demo are answered by keyboard without scripts', () => answerAll(browser, questionnaire, code));
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

async function answerAll(browser, address, code) {
  const { page, complaints, close } = await browser.open({ width: 360 });
  await page.goto(address);
  await page.focus('#code');
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  let questions = 0;
  for (;;) {
    await page.waitForSelector(`#form[data-item="${questions + 1}"], .review`, { state: 'attached' });
    if (await page.locator('.review').count()) break;
    questions += 1;
    await page.focus('[name="answer"]');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
  }
  const rows = await page.locator('.review > li').count();
  if (questions < 2 || rows !== questions || (await page.locator('.review i').count())) complaints.push(`${questions} of ${rows} statements were answered`);
  await page.focus('button[value="send"]:not([tabindex])');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.receipt');
  await close();
  return complaints;
}
