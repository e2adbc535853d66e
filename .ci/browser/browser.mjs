// Chromium as readers have it: without scripts for what they do, with scripts only so that axe can look.

import { join } from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

/** How pages are read: the width in CSS pixels and the reader's choice of light or dark. */
export const VIEWS = [1280, 360].flatMap((width) => ['light', 'dark'].map((scheme) => ({ width, scheme })));

export const viewName = ({ width, scheme }) => `${width} px, ${scheme}`;

/** Far more than any page needs, on any machine. */
const PATIENCE_MS = 600_000;

export class Browser {
  #chromium;
  #pictures;

  static async launch(pictures) {
    const browser = new Browser();
    browser.#pictures = pictures;
    browser.#chromium = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      timeout: PATIENCE_MS,
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--no-first-run',
      ],
    });
    return browser;
  }

  close() {
    return this.#chromium.close();
  }

  /** A page without scripts, and the addresses it asked for in `requests`. */
  async open({ width, scheme }, script = false) {
    const context = await this.#chromium.newContext({
      viewport: { width, height: 800 }, colorScheme: scheme, javaScriptEnabled: script,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    return { page, requests, close: () => context.close() };
  }

  async draw(page, name) {
    if (this.#pictures) await page.screenshot({ path: join(this.#pictures, `${name}.png`), fullPage: true });
  }

  /** What axe finds at an address; `html` is shown in its place for a page that only an answer leads to. */
  async violations(view, address, html) {
    const { page, close } = await this.open(view, true);
    try {
      if (html) await page.route(address, (route) => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }));
      await page.goto(address);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate(() => {
        const rules = { 'target-size': { enabled: true } }; // WCAG 2.2, off by default
        return globalThis.axe.run(document, { rules, preload: false, resultTypes: ['violations'] });
      });
      if (passes.length === 0) return ['axe looked at nothing'];
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`));
    } finally {
      await close();
    }
  }
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

/** Whether the page says which language it is in, and its language menu agrees. */
export async function wrongLanguage(page, expected) {
  const { root, menu } = await page.evaluate(() => ({
    root: document.documentElement.lang,
    menu: [...document.querySelectorAll('[lang][aria-current="true"]')].map((element) => element.lang),
  }));
  const problems = [];
  if (root !== expected) problems.push(`html lang is "${root}", not "${expected}"`);
  if (menu.join() !== expected) problems.push(`the language menu marks "${menu.join()}", not "${expected}"`);
  return problems;
}

/** Requests that leave `home`, the beginning of every address the page may ask for. */
export const elsewhere = (requests, home) =>
  requests.filter((address) => !address.startsWith(home)).map((address) => `asks ${address}`);
