// Chromium as readers have it, with and without scripts; axe looks only where scripts run.

import { join } from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

/** How pages are read: the width in CSS pixels and the reader's choice of light or dark. */
export const VIEWS = [1280, 360].flatMap((width) => ['light', 'dark'].map((scheme) => ({ width, scheme })));

export const viewName = ({ width, scheme }) => `${width} px, ${scheme}`;

/** Far more than any page needs, on any machine. */
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 120_000);

const PROGRAM = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  timeout: PATIENCE_MS,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--no-first-run',
  ],
};

export class Browser {
  #chromium;
  #pictures;

  static async launch(pictures) {
    const browser = new Browser();
    browser.#pictures = pictures;
    browser.#chromium = await chromium.launch(PROGRAM);
    return browser;
  }

  close() {
    return this.#chromium.close();
  }

  /**
   * A page without scripts unless `script`, the addresses it asked for in `requests`, and what the browser complained of
   * in `complaints`: a policy that was broken, a script that failed. `state` is what an earlier page left in the browser.
   */
  async open({ width, height = 800, scheme, scale = 1 }, script = false, { state, touch = false } = {}) {
    const context = await this.#chromium.newContext({
      viewport: { width, height }, deviceScaleFactor: scale, colorScheme: scheme, javaScriptEnabled: script,
      hasTouch: touch, storageState: state, locale: 'nb-NO',
    });
    return watch(context);
  }

  /** A browser of its own whose memory is a folder, as at home: it can be closed and opened again. */
  async atHome(folder, { width, height = 800 }, script = true) {
    const context = await chromium.launchPersistentContext(folder, {
      ...PROGRAM, viewport: { width, height }, javaScriptEnabled: script, locale: 'nb-NO',
    });
    return watch(context);
  }

  /** What is wrong with a page that is open, in each of the views: what axe finds, and what does not fit. */
  async inEveryView(page, name, views = VIEWS) {
    const problems = [];
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    for (const view of views) {
      await page.setViewportSize({ width: view.width, height: 800 });
      await page.emulateMedia({ colorScheme: view.scheme });
      const found = [...(await violations(page)), ...(await tooWide(page))];
      problems.push(...found.map((problem) => `${viewName(view)}: ${problem}`));
      await this.draw(page, `${name}-${view.width}-${view.scheme}`);
    }
    return problems;
  }

  async draw(page, name) {
    if (this.#pictures) await page.screenshot({ path: join(this.#pictures, `${name}.png`), fullPage: true });
  }
}

/** One page of a context, and what it asked for and complained of. */
export async function watch(context) {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  const [requests, complaints] = [[], []];
  const listen = (page) => {
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(`a script failed: ${error.stack ?? error}`));
    page.on('console', (message) => {
      if (/content security policy|refused to|violates/i.test(message.text())) complaints.push(`policy: ${message.text()}`);
    });
  };
  listen(page);
  context.on('page', listen);
  return { context, page, requests, complaints, close: () => context.close() };
}

/** What axe finds on a page that is open, as it is shown just now. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() => {
    const rules = { 'target-size': { enabled: true } }; // WCAG 2.2, off by default
    return globalThis.axe.run(document, { rules, preload: false, resultTypes: ['violations'] });
  });
  if (passes.length === 0) return ['axe looked at nothing'];
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`));
}

/** What makes a page wider than its window: the page itself, a box, a line of text, or a word outside its drawing. */
export function tooWide(page) {
  return page.evaluate(() => {
    const problems = [];
    const { clientWidth: width, scrollWidth } = document.documentElement;
    if (scrollWidth > width) problems.push(`scrolls sideways to ${scrollWidth} px`);
    const report = (element, left, right) =>
      problems.push(`${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 60)}" reaches from ${Math.round(left)} to ${Math.round(right)} px`);
    const outside = ({ left, right }) => right > width + 0.5 || (left < -0.5 && right > 0); // a skip link waits wholly to the left
    // Words for screen readers only stand in a clipped box of one pixel, and what is in it reaches nobody's eyes.
    const clipped = (element) => element && (getComputedStyle(element).clipPath !== 'none' || clipped(element.parentElement));
    const drawn = (element) => element instanceof SVGElement && element.tagName !== 'svg'; // looked at below
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const range = document.createRange();
      range.selectNode(node);
      const boxes = node instanceof Element ? [node.getBoundingClientRect()] : [...range.getClientRects()];
      const element = node instanceof Element ? node : node.parentElement;
      if (drawn(element)) continue;
      for (const { left, right } of boxes.filter(outside)) if (!clipped(element)) report(element, left, right);
    }
    const OVERHANG = 2; // a letter may reach a little beyond its place
    for (const svg of document.querySelectorAll('svg')) {
      const frame = svg.getBoundingClientRect();
      for (const text of frame.width > 0 ? svg.querySelectorAll('text') : []) {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        const reach = Math.max(frame.left - left, right - frame.right, frame.top - top, bottom - frame.bottom);
        if (reach > OVERHANG) problems.push(`"${text.textContent.trim()}" reaches ${Math.round(reach)} px out of "${svg.querySelector('title')?.textContent}"`);
      }
    }
    return problems;
  });
}

/** Whether the page says which language it is in, and its language menu, where it has one, agrees. */
export async function wrongLanguage(page, expected, withMenu = true) {
  const { root, menu } = await page.evaluate(() => ({
    root: document.documentElement.lang,
    menu: [...document.querySelectorAll('[lang][aria-current="true"]')].map((element) => element.lang),
  }));
  const problems = [];
  if (root !== expected) problems.push(`html lang is "${root}", not "${expected}"`);
  if (menu.join() !== expected && (withMenu || menu.length)) problems.push(`the language menu marks "${menu.join()}", not "${expected}"`);
  return problems;
}

/** Requests that leave `home`, the beginning of every address the page may ask for. */
export const elsewhere = (requests, home) =>
  requests.filter((address) => !address.startsWith(home)).map((address) => `asks ${address}`);
