import type { HostProfile } from "../oauth/sign-in-host.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { layout } from "./layout.ts";

export type AccountView = {
  readonly address: string;
  readonly done: string | null;
  /** False: an administrator gave the consent, and only an administrator takes it back. */
  readonly removable: boolean;
  readonly applications: readonly {
    readonly clientId: string;
    readonly name: string;
    readonly since: Date;
    readonly scopes: readonly string[];
  }[];
};

export function accountPage(profile: HostProfile, view: AccountView): string {
  return layout(
    profile,
    "Applications with access",
    html`<h1>Applications with access to your account</h1>
      <p>Signed in as <strong>${view.address}</strong></p>
      ${view.done === null ? "" : html`<p role="status">${view.done}</p>`}
      ${
        view.applications.length === 0
          ? html`<p class="soft">No applications have access</p>`
          : html`<ul class="plain">
              ${view.applications.map((application) => item(profile, application, view.removable))}
            </ul>`
      }
      <form method="post" class="actions">
        <button class="second" name="action" value="sign-out">Sign out</button>
      </form>`,
  );
}

function item(profile: HostProfile, application: AccountView["applications"][number], removable: boolean): Html {
  const permissions = application.scopes.flatMap((scope) => profile.permissions[scope] ?? []);
  return html`<li>
    <h2>${application.name}</h2>
    <p class="soft">Has access since <time datetime="${application.since.toISOString()}">${toDay(application.since)}</time></p>
    <ul>
      ${permissions.map((permission) => html`<li>${permission}</li>`)}
    </ul>
    ${removable ? remove(application) : html`<p>You can't revoke these permissions</p>`}
  </li>`;
}

function remove({ clientId, name }: AccountView["applications"][number]): Html {
  return html`<form method="post">
    <input type="hidden" name="client" value="${clientId}" />
    <button class="danger" name="action" value="remove" aria-label="Remove access of ${name}">Remove access</button>
  </form>`;
}

function toDay(date: Date): string {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(date);
  return `${day} UTC`;
}
