import type { HostProfile } from "../oauth/sign-in-host.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { alertLine, layout } from "./layout.ts";

export type SignInView = {
  /** Where the person goes on to: the application's name, or null for the account page. */
  readonly application: string | null;
  /** The address that the field already holds. */
  readonly hint: string;
  /** Who is signed in in this browser and may go on without a password. */
  readonly signedInAs: string | null;
  readonly alert: string | null;
};

export function signInPage(profile: HostProfile, view: SignInView): string {
  return layout(
    profile,
    "Sign in",
    html`<h1>Sign in</h1>
      <p class="soft">${view.application ? html`to continue to <strong>${view.application}</strong>` : "to see your account"}</p>
      ${view.signedInAs === null ? "" : continueForm(view.signedInAs)} ${signInForm(view)}`,
  );
}

function continueForm(address: string): Html {
  return html`<form method="post">
      <button name="action" value="continue">Continue as ${address}</button>
    </form>
    <hr />
    <h2>Use another account</h2>`;
}

function signInForm(view: SignInView): Html {
  const describedBy = view.alert === null ? "" : html`aria-describedby="alert" aria-invalid="true"`;
  return html`<form method="post">
    ${alertLine(view.alert)}
    <label>E-mail <input type="email" name="email" value="${view.hint}" autocomplete="username" required ${describedBy} /></label>
    <label>Password <input type="password" name="password" autocomplete="current-password" ${describedBy} /></label>
    <div class="actions">
      <button name="action" value="sign-in">Sign in</button>
      ${view.application ? html`<button class="second" name="action" value="cancel" formnovalidate>Cancel</button>` : ""}
    </div>
  </form>`;
}
