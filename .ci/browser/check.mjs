// node check.mjs BINARY DEMO [PICTURES]
//
// Opens every page of the report in DEMO, those of a desk over it, and the questionnaire of a demo that BINARY starts, in Debian's Chromium.
// One line per check; exits 1 when one failed. With PICTURES, every page is also drawn into that folder.

import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Browser } from './browser.mjs';
import { checkDesk } from './desk.mjs';
import { checkReport } from './report.mjs';
import { checkQuestionnaire } from './questionnaire.mjs';

const [binary, demo, pictures] = process.argv.slice(2).map((argument) => resolve(argument));
if (!binary || !demo) {
  console.error('usage: node check.mjs BINARY DEMO [PICTURES]');
  process.exit(2);
}
if (pictures) await mkdir(pictures, { recursive: true });

const tally = { passed: 0, failed: 0 };

/** Runs one check: a function that returns (or resolves to) a list of problems, empty when all is well. */
async function check(name, find) {
  let problems;
  try {
    problems = await find();
  } catch (error) {
    problems = [error.stack ?? String(error)];
  }
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  for (const problem of problems) console.log(`         ${problem}`);
  tally[problems.length === 0 ? 'passed' : 'failed'] += 1;
}

const browser = await Browser.launch(pictures);
try {
  const report = resolve(demo, 'report');
  const pages = (await readdir(report)).filter((name) => name.endsWith('.html')).sort();
  await check('the report has pages', () => (pages.length > 0 ? [] : [`${report} holds no page`]));
  for (const page of pages) await checkReport(check, browser, report, page);
  await checkDesk(check, browser, binary, demo);
  await checkQuestionnaire(check, browser, binary);
} catch (error) {
  await check('the checks reach their end', () => [error.stack ?? String(error)]);
} finally {
  await browser.close();
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
