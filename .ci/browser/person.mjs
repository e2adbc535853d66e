// Somebody with a code in front of a page. They look at what it shows and do what people do: point, type, wait, go back.

import { STATEMENTS } from './project.mjs';
import { elsewhere, tooWide } from './browser.mjs';

/** What tells the pages apart. */
export const PAGE = {
  start: '#form #code',
  question: (number) => `#form[data-item="${number}"]`,
  review: '#form .review',
  receipt: '.receipt',
};

export class Person {
  /** Everything that was not as it should be, on any page they came by. */
  problems = [];

  constructor(project, opened, { language = 'nb', kiosk = false } = {}) {
    Object.assign(this, opened);
    this.project = project;
    this.code = project.code();
    this.language = language;
    this.start = `${kiosk ? project.kiosk : project.address}?lang=${language}`;
  }

  static async come(browser, project, view, script, options = {}) {
    return new Person(project, await browser.open(view, script, options), options);
  }

  /** Opens the link in the letter and goes on to the first question. */
  async begin() {
    await this.page.goto(`${this.start}&code=${this.code}`);
    await this.on('start');
    await this.press('Enter', '#code');
    await this.on(1);
  }

  /** Waits until a page is there, and looks at it. */
  async on(what) {
    const selector = typeof what === 'number' ? PAGE.question(what) : PAGE[what];
    await this.page.waitForSelector(selector, { state: 'attached' });
    await this.look(what);
  }

  async look(what) {
    const problems = await tooWide(this.page);
    const { dir, words } = await this.page.evaluate(() => ({ dir: document.documentElement.dir || 'ltr', words: document.querySelector('h1')?.textContent.trim() }));
    if (dir !== (this.language === 'rtl' ? 'rtl' : 'ltr')) problems.push(`runs ${dir}`);
    if (!words) problems.push('has no heading');
    this.problems.push(...problems.map((problem) => `page ${what} in ${this.language}: ${problem}`));
  }

  /** Picks an answer at the far end of its row, where only a row that is a target all over takes it. */
  async choose(value) {
    const row = this.page.locator('.choice', { has: this.page.locator(`[value="${value}"]`) });
    const { width, height } = await row.boundingBox();
    await row.click({ position: { x: this.language === 'rtl' ? 6 : width - 6, y: height / 2 } });
    if (!(await this.chosen(value))) this.problems.push(`a click at the end of the row does not choose ${value}`);
  }

  chosen(value) {
    return this.page.locator(`[name="answer"][value="${value}"]`).isChecked();
  }

  /** The button of the page with this value; the one that Enter finds first is not for the hand. */
  button(value) {
    return this.page.locator(`button[name="go"][value="${value}"]:not([tabindex="-1"])`);
  }

  go(value) {
    return this.button(value).click();
  }

  async press(key, selector) {
    if (selector) await this.page.focus(selector);
    await this.page.keyboard.press(key);
  }

  /** Changes the page to another language. */
  async speak(language) {
    const before = await this.page.locator('h1').textContent();
    await this.go(`lang-${language}`);
    await this.page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, before);
    this.language = language;
    await this.look('in another language');
  }

  /** Answers all questions from `from` and stops at the review. */
  async answer(points, from = 1) {
    for (let number = from; number <= STATEMENTS; number += 1) {
      await this.on(number);
      const point = points[(number - 1) % points.length];
      if (point !== undefined) await this.choose(point);
      await this.go('next');
    }
    await this.on('review');
  }

  async send() {
    await this.sendButton().click();
    return this.receive();
  }

  sendButton() {
    return this.button('send');
  }

  /** The receipt, which counts towards what must be found when the wave is settled. */
  async receive() {
    await this.on('receipt');
    const receipt = (await this.page.locator('.receipt strong').textContent()).trim();
    if (!receipt) this.problems.push('the receipt is empty');
    this.project.receipts.push(receipt);
    return receipt;
  }

  status() {
    return this.page.locator('#status');
  }

  /** What the script says, once it says it. */
  async told(what) {
    const text = await this.page.locator('#form').getAttribute(`data-${what}`);
    if (!text) return this.problems.push(`the page has no words for "${what}"`);
    await this.page.waitForFunction((text) => document.querySelector('#status').textContent === text, text);
  }

  /** Ends the visit; all that was wrong. */
  async leave() {
    await this.close();
    return [...this.problems, ...this.complaints, ...elsewhere(this.requests, this.project.home)];
  }
}
