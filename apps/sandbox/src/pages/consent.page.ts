import type { HostProfile } from "../oauth/sign-in-host.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { layout } from "./layout.ts";

export type ConsentView = {
  readonly application: string;
  readonly address: string;
  readonly scopes: readonly string[];
};

export function consentPage(profile: HostProfile, view: ConsentView): string {
  return layout(
    profile,
    "Permissions",
    html`<h1>${view.application} wants to access your account</h1>
      <p>Signed in as <strong>${view.address}</strong></p>
      <form method="post">
        <p id="asks">This will allow ${view.application} to:</p>
        <ul aria-labelledby="asks">
          ${listed(profile, view.scopes).map((scope) => html`<li>${profile.permissions[scope]}</li>`)}
        </ul>
        ${mailChoice(profile, view.scopes)}
        <div class="actions">
          <button name="action" value="allow">Allow</button>
          <button class="second" name="action" value="deny">Cancel</button>
          <button class="second" name="action" value="switch">Use another account</button>
        </div>
      </form>`,
  );
}

/** Google lets a person leave out a restricted permission; Microsoft asks for all or nothing. */
function isChoice(profile: HostProfile, scope: string): boolean {
  return profile.host === "google" && scope === profile.imapScope;
}

function listed(profile: HostProfile, scopes: readonly string[]): string[] {
  return scopes.filter((scope) => profile.permissions[scope] !== undefined && !isChoice(profile, scope));
}

function mailChoice(profile: HostProfile, scopes: readonly string[]): readonly Html[] {
  return scopes
    .filter((scope) => isChoice(profile, scope))
    .map(
      (scope) =>
        html`<label class="choice">
          <input type="checkbox" name="mail" value="on" checked />
          <span>${profile.permissions[scope]}</span>
        </label>`,
    );
}
