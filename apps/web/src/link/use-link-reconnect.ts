import { useState } from "react";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import type { ConnectChoice, SignInProvider } from "../connect/provider-choice.ts";
import { readImap } from "../connect/read-imap.ts";
import { StartLinkSignInDocument, SubmitLinkPasswordDocument } from "../gql/graphql.ts";
import { keepToken } from "./link-token.ts";

export type LinkReconnect = {
  /** By sign-in the page is left; with IMAP details it is done here. */
  reconnect: (choice: ConnectChoice, form: FormData) => Promise<void>;
  busy: boolean;
  refusal: Refusal | null;
  reset: () => void;
};

export function useLinkReconnect(token: string, onMoved: () => void): LinkReconnect {
  const signIn = useVerb(StartLinkSignInDocument);
  const password = useVerb(SubmitLinkPasswordDocument);
  const [leaving, setLeaving] = useState(false);

  async function bySignIn(provider: SignInProvider): Promise<void> {
    const data = await signIn.run(() => ({ token, provider }));
    if (data?.startLinkSignIn == null) return;
    setLeaving(true);
    keepToken(token);
    location.assign(data.startLinkSignIn.authorizationUrl);
  }
  async function byPassword(form: FormData): Promise<void> {
    const details = readImap(form);
    if (details === null) return;
    const data = await password.run(() => ({ token, ...details }));
    if (data?.submitLinkPassword != null) onMoved();
  }
  return {
    reconnect: (choice, form) => (choice === "IMAP" ? byPassword(form) : bySignIn(choice)),
    busy: signIn.busy || password.busy || leaving,
    refusal: signIn.refusal ?? password.refusal,
    reset: () => [signIn, password].forEach((verb) => verb.reset()),
  };
}
