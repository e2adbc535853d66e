// A shared tablet: who has gone away leaves nothing behind. Asks after a minute, goes back to the start half a minute later.
// The page brings the words: <dialog id="idle" data-start="…"> with a heading and a <form method="dialog"> with one button.
(() => {
  const [ASK, LEAVE] = [60000, 90000];
  const dialog = document.querySelector('#idle');
  let last = Date.now(), leaving = false;

  const here = () => { if (!dialog.open && !leaving) last = Date.now(); }; // once asked, only the button answers
  for (const sign of ['pointerdown', 'keydown', 'input', 'scroll']) addEventListener(sign, here, { capture: true, passive: true });
  dialog.addEventListener('close', here);

  async function leave() {
    if (leaving) return;
    leaving = true;
    document.querySelector('#form')?.remove(); // even when there is no network to fetch the start with
    try {
      await fetch(dialog.dataset.start);
      location.replace(dialog.dataset.start);
    } catch { leaving = false; }
  }

  setInterval(() => { // by the clock: a tablet that slept has been idle too
    const idle = Date.now() - last;
    if (idle >= LEAVE) leave();
    else if (idle >= ASK && !dialog.open) dialog.showModal();
  }, 1000);
})();
