/**
 * What the panel does by itself: it asks once a second what is on, shows it where it has changed, and says so. A part of
 * the page that somebody's focus is in keeps it. Plain JavaScript, since it is sent as it is.
 */
export const panelScript = `
const part = document.getElementById("now");
const said = document.getElementById("said");
let shown = null;

async function look() {
  const language = document.documentElement.lang;
  const answer = await fetch("/sandbox?part=now&language=" + language, { signal: AbortSignal.timeout(5000) });
  if (!answer.ok) return;
  const text = await answer.text();
  if (shown !== null && text !== shown) show(text);
  shown = text;
}

function show(text) {
  const held = part.contains(document.activeElement) ? document.activeElement : null;
  part.innerHTML = text;
  if (held) (held.value && part.querySelector('button[value="' + held.value + '"]') || document.getElementById("on")).focus();
  said.textContent = document.getElementById("on").dataset.counted;
}

async function follow() {
  for (;;) {
    if (!document.hidden) await look().catch(() => undefined);
    await new Promise((done) => setTimeout(done, 1000));
  }
}

follow();
`;
