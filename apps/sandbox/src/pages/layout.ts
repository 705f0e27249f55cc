import type { HostProfile } from "../oauth/sign-in-host.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

export const stylePath = "/sandbox/style.css";

/** One frame for all pages: it always says that this is not the real provider. */
export function layout(profile: HostProfile, title: string, content: Html): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${profile.title} sandbox</title>
        <link rel="stylesheet" href="${stylePath}" />
      </head>
      <body class="${profile.host}">
        <p class="notice" role="note">Sandbox – not the real ${profile.title}</p>
        <main>
          <p class="brand" aria-hidden="true">${profile.title}</p>
          ${content}
        </main>
      </body>
    </html>`;
  return page.html;
}

export function alertLine(message: string | null): Html {
  return message === null ? html`` : html`<p class="alert" role="alert" id="alert">${message}</p>`;
}

export const styleSheet = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #f4f5f7; --card: #fff; --line: #8b949e; --act: #1a5fb4; --on-act: #fff; --bad: #b3261e; --note: #fff3c4; --on-note: #4d3800; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #a8b0b9; --paper: #15181c; --card: #1f242a; --line: #717a84; --act: #8ab8f5; --on-act: #10151b; --bad: #ff9d94; --note: #4a3b06; --on-note: #ffe9a8; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
.notice { margin: 0; padding: .5rem 1rem; text-align: center; font-weight: 600; background: var(--note); color: var(--on-note); }
main { max-width: 30rem; margin: 3rem auto; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.brand { margin: 0; color: var(--soft); font-weight: 600; }
h1 { margin: .25rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 0; font-size: 1.05rem; }
label, .field { display: block; margin: 0 0 1rem; }
input[type=email], input[type=password] { display: block; width: 100%; margin-top: .25rem; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; }
.choice { display: flex; gap: .6rem; align-items: flex-start; }
.choice input { margin-top: .35rem; width: 1rem; height: 1rem; flex: none; }
button { padding: .6rem 1.1rem; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 1px solid var(--act); border-radius: 8px; cursor: pointer; }
button.second { color: var(--act); background: transparent; }
button.danger { color: var(--bad); background: transparent; border-color: var(--bad); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; }
.alert { padding: .6rem .75rem; border: 1px solid var(--bad); border-radius: 8px; color: var(--bad); }
.soft { color: var(--soft); }
ul.plain { list-style: none; margin: 1rem 0; padding: 0; }
ul.plain ul { margin: 0 0 1rem; }
ul.plain > li { padding: 1rem 0; border-top: 1px solid var(--line); }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.5rem 0; }
code { overflow-wrap: anywhere; }
@media (max-width: 34rem) { main { margin: 0; border: 0; border-radius: 0; min-height: 80vh; } }
`;
