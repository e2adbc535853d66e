// The desk: people sign in with a name and a password and read tables; a leader sees what is below, and nobody sees the desk unasked.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VIEWS, elsewhere, viewName, violations, wrongLanguage } from './browser.mjs';

const PASSWORD = 'fire epler i et tre';
const TABLES = ['indices', 'distributions', 'benchmarks', 'absence', 'participation', 'trend', 'units', 'indicators', 'codebook'];

export async function checkDesk(check, browser, binary, demo) {
  const desk = await Desk.serve(binary, demo);
  try {
    await check('the desk sends whoever is not signed in to the form, in three languages', () => strangers(browser, desk));
    await check('a wrong password is told so, and lets nobody in', () => wrongPassword(browser, desk));
    for (const [name, paths] of [['hr', ['/', ...TABLES.map((table) => `/views/${table}`)]], ['leder', ['/', '/unit', '/views/indices']]]) {
      const { page, requests, complaints, close } = await desk.signIn(browser, name);
      for (const path of paths) {
        await check(`${name} at ${path}: axe, fits, and asks nobody else`, async () => {
          const answer = await page.goto(desk.home + path.slice(1));
          if (answer.status() !== 200) return [`answered with ${answer.status()}`];
          return [...(await looks(browser, page, `desk-${name}${path.replaceAll('/', '-')}`)), ...elsewhere(requests, desk.home), ...complaints];
        });
      }
      if (name === 'leder') await check('a leader finds no row of another unit', () => notBelow(page, desk));
      await close();
    }
  } finally {
    await desk.remove();
  }
}

async function strangers(browser, desk) {
  const problems = [];
  for (const language of ['nb', 'nn', 'en']) {
    const { page, close } = await browser.open(VIEWS[0], true);
    await page.goto(`${desk.home}views/indices?lang=${language}`);
    if (!page.url().startsWith(`${desk.home}login`)) problems.push(`shows ${page.url()}`);
    problems.push(...(await wrongLanguage(page, language, false)), ...(await browser.inEveryView(page, `desk-login-${language}`)));
    await close();
  }
  return problems;
}

async function wrongPassword(browser, desk) {
  const { page, close } = await browser.open(VIEWS[0], true);
  await desk.fill(page, 'hr', 'fire epler i et annet tre');
  const problems = await browser.inEveryView(page, 'desk-wrong-password');
  if (!(await page.locator('form, a[href^="/login"]').count())) problems.push('no way back to the form');
  await page.goto(`${desk.home}views/units`);
  if (!page.url().startsWith(`${desk.home}login`)) problems.push('lets in');
  await close();
  return problems;
}

async function notBelow(page, desk) {
  const rows = async (unit) => {
    await page.goto(`${desk.home}views/indices?f.unit=${encodeURIComponent(unit)}`);
    return page.locator('table tbody tr').count();
  };
  const [own, others] = [await rows(desk.unit), await rows(desk.other)];
  return own > 0 && others === 0 ? [] : [`${own} rows of the own unit, ${others} of another`];
}

/** What axe finds, and whether the page itself is too wide; a wide table scrolls in a frame of its own. */
async function looks(browser, page, name) {
  const problems = [];
  for (const view of VIEWS) {
    await page.setViewportSize({ width: view.width, height: 800 });
    await page.emulateMedia({ colorScheme: view.scheme });
    const found = await violations(page);
    const outside = await page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      const free = [...document.body.querySelectorAll('*')].filter((element) => !element.closest('.scroll, caption, .skip'));
      const wide = free.filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5);
      const frames = [...document.querySelectorAll('.scroll')].filter((frame) => frame.scrollWidth > frame.clientWidth && frame.tabIndex < 0);
      return [
        ...(scrollWidth > clientWidth ? [`scrolls sideways to ${scrollWidth} px`] : []),
        ...wide.map((element) => `${element.tagName} "${element.textContent.trim().slice(0, 60)}" is too wide`),
        ...frames.map(() => 'a table that scrolls cannot be reached by keyboard'),
      ];
    });
    problems.push(...[...found, ...outside].map((problem) => `${viewName(view)}: ${problem}`));
    await browser.draw(page, `${name}-${view.width}-${view.scheme}`);
  }
  return problems;
}

/** A desk over a copy of the demo: accounts and log of a check belong to no project. */
class Desk {
  #folder;
  #server;
  home;
  unit;
  other;

  static async serve(binary, demo) {
    const desk = new Desk();
    desk.#folder = await mkdtemp(join(tmpdir(), 'mestring-desk-'));
    const project = join(desk.#folder, 'project');
    await cp(demo, project, { recursive: true });
    await rm(join(project, 'desk'), { recursive: true, force: true });
    const run = async (args, line) => {
      const program = spawn(binary, ['--quiet', '--project', project, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
      let out = '';
      program.stdout.on('data', (chunk) => (out += chunk));
      program.stdin.end(line);
      const [status] = await once(program, 'close');
      if (status !== 0) throw new Error(`mestring ${args.join(' ')} ended with ${status}`);
      return out;
    };
    const units = JSON.parse(await run(['query', '--measure', 'mastery_climate', '--format', 'json'], ''));
    const shown = units.filter((row) => row.group_kind === 'unit' && row.status === 'shown' && row.service_area);
    desk.unit = shown[0].unit;
    desk.other = shown.find((row) => row.service_area !== shown[0].service_area).unit;
    await run(['desk', 'account', 'add', 'hr', '--role', 'hr'], `${PASSWORD}\n`);
    await run(['desk', 'account', 'add', 'leder', '--role', 'leader', '--unit', desk.unit], `${PASSWORD}\n`);
    desk.#server = spawn(binary, ['--quiet', '--project', project, 'serve', '--desk', '--address', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let told = '';
    for await (const chunk of desk.#server.stdout) {
      told += chunk;
      desk.home = /http:\/\/[\d.:]+\//.exec(told)?.[0];
      if (desk.home) return desk;
    }
    throw new Error(`the desk ended:\n${told}`);
  }

  async fill(page, name, password) {
    await page.goto(`${this.home}login`);
    await page.fill('#name', name);
    await page.fill('#password', password);
    await Promise.all([page.waitForNavigation(), page.click('form.sign-in button')]);
  }

  async signIn(browser, name) {
    const opened = await browser.open(VIEWS[0], true);
    await this.fill(opened.page, name, PASSWORD);
    if (opened.page.url().includes('login')) throw new Error(`${name} is not let in`);
    return opened;
  }

  async remove() {
    if (this.#server?.exitCode === null) {
      this.#server.kill('SIGINT');
      await once(this.#server, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
