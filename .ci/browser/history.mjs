// The browser's own buttons: back, forward and reload on every page, before and after the receipt.

import { PAGE, Person } from './person.mjs';

const VIEW = { width: 1280 };

export function history(browser, project) {
  return [true, false].flatMap((script) => {
    const how = script ? 'with scripts' : 'without scripts';
    return [
      [`back, forward and reload on the way, ${how}`, () => onTheWay(browser, project, script)],
      [`back, forward and reload on the receipt, ${how}`, () => afterwards(browser, project, script)],
    ];
  });
}

async function onTheWay(browser, project, script) {
  const person = await Person.come(browser, project, VIEW, script);
  const { page } = person;
  const expectChoice = async (value, when) => {
    if (!(await person.chosen(value))) person.problems.push(`${when}: ${value} is not chosen`);
  };
  await person.begin();
  await person.choose('1');
  await person.go('next');
  await person.on(2);
  await person.choose('2');
  await person.go('next');
  await person.on(3);
  await page.goBack();
  await person.on(2);
  await expectChoice('2', 'back to question 2');
  await page.reload();
  await person.on(2);
  await expectChoice('2', 'question 2 loaded again');
  await page.goBack();
  await person.on(1);
  await expectChoice('1', 'back to question 1');
  await page.goForward();
  await person.on(2);
  await page.goForward();
  await person.on(3);
  await person.answer(['1', '2', '3', '4'], 3);
  await page.reload();
  await person.on('review');
  await page.goBack();
  await person.on(4);
  await expectChoice('4', 'back from the review');
  await page.goForward();
  await person.on('review');
  const missing = await page.locator('.review i').count();
  if (missing) person.problems.push(`${missing} answers are gone`);
  await person.send();
  return person.leave();
}

async function afterwards(browser, project, script) {
  const person = await Person.come(browser, project, VIEW, script);
  const { page } = person;
  await person.begin();
  await person.answer(['1', '2', '3', '4']);
  const receipt = await person.send();
  const same = async (when) => {
    await page.waitForSelector(PAGE.receipt);
    const again = (await page.locator('.receipt strong').textContent()).trim();
    if (again !== receipt) person.problems.push(`${when}, the receipt is ${again}, not ${receipt}`);
  };
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector('.receipt') && document.querySelector('h1'));
  await person.look('after going back from the receipt');
  await nothingShown(person);
  if (!(await page.locator('#code, main a[href*="/svar/"]:not([hreflang])').count())) person.problems.push('going back leads nowhere');
  await page.goForward();
  await same('forward again');
  await page.reload();
  await same('loaded again');
  await page.goBack();
  await page.waitForSelector('h1');
  await nothingShown(person);
  return person.leave();
}

/** Nothing that was sent is on the page. */
async function nothingShown(person) {
  const shown = await person.page.locator('[name="answer"]:checked, .review b').count();
  if (shown) person.problems.push('an answer that was sent is shown again');
}
