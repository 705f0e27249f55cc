/** The colours of the application that this world rehearses for (packages/ui/src/tokens.css); a test compares them. */
export const panelColours = `
:root { color-scheme: light dark;
  --background: light-dark(#f7f7f8, #0f1013);
  --panel: light-dark(#ffffff, #16171b);
  --line: light-dark(#e4e4e9, #2a2b32);
  --line-strong: light-dark(#8d8d99, #6d6e7b);
  --ink-1: light-dark(#18181b, #ececf0);
  --ink-2: light-dark(#55555f, #abacb8);
  --accent: light-dark(#4f46e5, #8f87ff);
  --accent-tint: light-dark(#efeefe, #23223a);
  --shadow: light-dark(rgb(20 20 40 / 9%), rgb(0 0 0 / 45%));
  --warn: light-dark(#8a5300, #eab544);
  --warn-tint: light-dark(#fdf3dc, #2e240f);
  --bad: light-dark(#b3211a, #ff8078);
  --bad-tint: light-dark(#fdecea, #34181a);
}`;

export const panelStyle = `${panelColours}
*, *::before, *::after { box-sizing: border-box; }
body, h1, h2, p, ul { margin: 0; padding: 0; }
body { background: var(--background); color: var(--ink-1); font: 400 14px/20px "Inter Variable", Inter, system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: space-between; padding: 10px 24px; background: var(--warn-tint); }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; }
.note { color: var(--warn); font-weight: 600; }
a { color: var(--accent); text-underline-offset: 2px; }
header a { color: var(--ink-1); }
main { max-width: 960px; margin: 0 auto; padding: 24px; }
h1 { font-size: 22px; line-height: 30px; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 16px; line-height: 24px; font-weight: 600; }
.lead { max-width: 72ch; margin-top: 4px; color: var(--ink-2); }
section { margin-top: 32px; }
.head { display: flex; align-items: center; justify-content: space-between; gap: 16px; min-height: 36px; }
ul { list-style: none; }
.rows, .kinds, .empty { margin-top: 12px; border: 1px solid var(--line); border-radius: 12px; background: var(--panel); box-shadow: 0 4px 16px var(--shadow); }
.empty { padding: 20px; color: var(--ink-2); }
.rows li { display: grid; grid-template-columns: minmax(150px, auto) minmax(0, 1fr) auto auto; align-items: center; gap: 8px 16px; min-height: 64px; padding: 12px 20px; }
.kinds li { display: grid; grid-template-columns: 220px minmax(0, 1fr); align-items: center; gap: 4px 20px; min-height: 56px; padding: 10px 20px; }
li + li { border-top: 1px solid var(--line); }
.kinds p, .soft { color: var(--ink-2); }
.soft { font-size: 13px; line-height: 18px; font-variant-numeric: tabular-nums; }
.target { overflow-wrap: anywhere; }
.target b { font-weight: 600; }
.badge { justify-self: start; padding: 2px 10px; border-radius: 999px; background: var(--bad-tint); color: var(--bad); font-size: 12px; line-height: 16px; font-weight: 600; }
.where { display: grid; gap: 4px; max-width: 420px; margin: 12px 0 16px; }
label { font-weight: 500; }
select { width: 100%; min-height: 36px; padding: 7px 12px; border: 1px solid var(--line-strong); border-radius: 8px; background: var(--panel); color: inherit; font: inherit; }
select[aria-invalid] { border-color: var(--bad); }
button { min-height: 36px; padding: 7px 14px; border: 1px solid var(--line-strong); border-radius: 8px; background: var(--panel); color: inherit; font: inherit; font-weight: 500; cursor: pointer; }
button:hover { border-color: var(--accent); background: var(--accent-tint); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.alert { color: var(--bad); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 719px) {
  main { padding: 16px; }
  header { padding: 10px 16px; }
  .rows li, .kinds li { grid-template-columns: minmax(0, 1fr); padding: 16px; }
  button, select { min-height: 44px; }
  button { width: 100%; }
  .head button { width: auto; }
  select { font-size: 16px; }
}
`;
