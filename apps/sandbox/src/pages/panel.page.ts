import type { Account } from "../accounts/account.store.ts";
import { otherPassword } from "../rehearsal/rehearse.ts";
import { panelTexts } from "../rehearsal/panel-texts.ts";
import type { Language, PanelTexts } from "../rehearsal/panel-texts.ts";
import { hostNames, troubleKinds, troubleRules } from "../rehearsal/trouble.ts";
import type { Scope, Trouble, TroubleKind } from "../rehearsal/trouble.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

export const panelPath = "/sandbox";
export const panelStylePath = "/sandbox/panel.css";
export const panelScriptPath = "/sandbox/panel.js";

export type PanelView = {
  readonly language: Language;
  readonly timeScale: number;
  readonly on: readonly Trouble[];
  readonly domains: readonly string[];
  readonly accounts: readonly Account[];
  /** `scope:name` of the target that was chosen last. */
  readonly chosen: string;
  readonly alert: string | null;
};

/** The rehearsal panel. It works without a script; with one, what is on now follows by itself. */
export function panelPage(view: PanelView): string {
  const texts = panelTexts[view.language];
  const other = texts.otherLanguage;
  const page = html`<!doctype html>
    <html lang="${view.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${texts.title} – Relink sandbox</title>
        <link rel="stylesheet" href="${panelStylePath}" />
        <script type="module" src="${panelScriptPath}"></script>
      </head>
      <body>
        <header>
          <p class="note">${texts.note}</p>
          <nav>
            <a href="/">${texts.back}</a>
            <a href="${panelPath}?language=${other.code}" lang="${other.code}" hreflang="${other.code}">${other.name}</a>
          </nav>
        </header>
        <main>
          <h1>${texts.title}</h1>
          <p class="lead">${texts.lead}</p>
          <p class="lead" id="clock">${texts.clock(view.timeScale)}</p>
          <p class="hidden" role="status" id="said"></p>
          <section aria-labelledby="on" id="now">${nowPart(view.language, view.on)}</section>
          ${makePart(texts, view)}
        </main>
      </body>
    </html>`;
  return page.html;
}

/** What is on, with the buttons that end it: the part of the page that changes by itself. */
export function nowPart(language: Language, on: readonly Trouble[]): Html {
  const texts = panelTexts[language];
  const formAction = `${panelPath}?language=${language}`;
  return html`<div class="head">
      <h2 id="on" tabindex="-1" data-counted="${texts.counted(on.length)}">${texts.onNow}</h2>
      ${
        on.length < 2
          ? ""
          : html`<form method="post" action="${formAction}"><button name="action" value="end-all">${texts.endAll}</button></form>`
      }
    </div>
    ${
      on.length === 0
        ? html`<p class="empty">${texts.nothingOn}</p>`
        : html`<ul class="rows" aria-labelledby="on">
            ${on.map((trouble) => row(language, formAction, trouble))}
          </ul>`
    }`;
}

function row(language: Language, formAction: string, trouble: Trouble): Html {
  const texts = panelTexts[language];
  const { on, end } = texts.kinds[trouble.kind];
  const target = trouble.scope === "host" ? texts.hosts[trouble.name as keyof PanelTexts["hosts"]] : trouble.name;
  const time = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeStyle: "medium", timeZone: "UTC" }).format(
    new Date(trouble.since),
  );
  return html`<li aria-label="${on}: ${target}">
    <span class="badge">${on}</span>
    <span class="target"><b>${target}</b> ${extra(texts, trouble)}</span>
    <span class="soft">${texts.since} <time datetime="${trouble.since}">${time} UTC</time></span>
    <form method="post" action="${formAction}">
      <input type="hidden" name="action" value="end" />
      <button name="id" value="${trouble.id}" aria-label="${end} (${on}: ${target})">${end}</button>
    </form>
  </li>`;
}

function extra(texts: PanelTexts, { kind, detail }: Trouble): Html {
  if (kind === "password-changed") return html`<code>${otherPassword}</code>`;
  const to = hostNames.find((host) => host === detail["to"]);
  return to ? html`<span>${texts.movedTo(texts.hosts[to])}</span>` : html``;
}

function makePart(texts: PanelTexts, view: PanelView): Html {
  const hosts = hostNames.map((name) => ({ name, label: texts.hosts[name] }));
  const domains = view.domains.map((name) => ({ name, label: name }));
  const mailboxes = view.accounts.filter(({ kind }) => kind !== "alias").map(({ address }) => ({ name: address, label: address }));
  const group = (scope: Scope, items: readonly { name: string; label: string }[]) =>
    html`<optgroup label="${texts.groups[scope]}">
      ${items.map((item) => option(view.chosen, `${scope}:${item.name}`, item.label))}
    </optgroup>`;
  const isWrong = view.alert === null ? "" : html`aria-invalid="true"`;
  return html`<section aria-labelledby="make">
    <h2 id="make">${texts.make}</h2>
    <form method="post" action="${panelPath}?language=${view.language}">
      <input type="hidden" name="action" value="begin" />
      <div class="where">
        <label for="target">${texts.where}</label>
        <select id="target" name="target" aria-describedby="target-hint" ${isWrong}>
          ${group("mailbox", mailboxes)} ${group("domain", domains)} ${group("host", hosts)}
        </select>
        <p class="soft" id="target-hint">${texts.whereHint}</p>
        ${view.alert === null ? "" : html`<p class="alert" role="alert">${view.alert}</p>`}
      </div>
      <ul class="kinds">
        ${troubleKinds.map((kind) => kindRow(texts, kind))}
      </ul>
    </form>
  </section>`;
}

function option(chosen: string, value: string, label: string): Html {
  return html`<option value="${value}" ${value === chosen ? html`selected` : ""}>${label}</option>`;
}

function kindRow(texts: PanelTexts, kind: TroubleKind): Html {
  const { name, what } = texts.kinds[kind];
  const { hosts } = troubleRules[kind];
  const only = hosts.length < hostNames.length ? texts.onlyAt(hosts.map((host) => texts.hosts[host]).join(texts.and)) : "";
  return html`<li>
    <button name="kind" value="${kind}" aria-describedby="what-${kind}" data-hosts="${hosts.join(" ")}">${name}</button>
    <p id="what-${kind}">${what} ${only}</p>
  </li>`;
}
