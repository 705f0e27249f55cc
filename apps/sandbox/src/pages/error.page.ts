import type { HostProfile } from "../oauth/sign-in-host.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";

/** Shown instead of a redirect: a wrong redirect address, an unknown application, a sign-in that has lapsed. */
export function errorPage(profile: HostProfile, code: string, description: string): string {
  return layout(
    profile,
    "Something is wrong",
    html`<h1>This sign-in can't go on</h1>
      <p>${description || "The request was not understood."}</p>
      <p class="soft">Go back to the application and start again. Error: <code>${code}</code></p>`,
  );
}
