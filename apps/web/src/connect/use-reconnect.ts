import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { joinInbox } from "../api/join-inbox.ts";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import { ReconnectImapInboxDocument, ReconnectInboxDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import type { ConnectChoice, SignInProvider } from "./provider-choice.ts";
import { readImap } from "./read-imap.ts";
import { useSignInAway } from "./use-sign-in-away.ts";

export type Reconnect = {
  /** By sign-in the page is left; with IMAP details it is done here, and the dialog closes. */
  reconnect: (choice: ConnectChoice, form: FormData) => Promise<void>;
  busy: boolean;
  refusal: Refusal | null;
  reset: () => void;
};

/** back: the page to come back to once the sign-in at the provider has ended. */
export function useReconnect(inboxId: string, back: string, onClose: () => void): Reconnect {
  const { t, locale } = useTranslate();
  const { cache } = useApolloClient();
  const announce = useAnnounce();
  const signIn = useVerb(ReconnectInboxDocument);
  const imap = useVerb(ReconnectImapInboxDocument);
  const away = useSignInAway(back);

  async function reconnectBySignIn(provider: SignInProvider): Promise<void> {
    const input = { inboxId, provider, returnTo: away.toReturn(provider) };
    const data = await signIn.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
    if (data?.reconnectInbox != null) away.leave(data.reconnectInbox.authorizationUrl);
  }
  async function reconnectByImap(form: FormData): Promise<void> {
    const details = readImap(form);
    if (details === null) return;
    const data = await imap.run((idempotencyKey) => ({ input: { inboxId, ...details, idempotencyKey }, locale }));
    const inbox = data?.reconnectImapInbox?.inbox;
    if (inbox === undefined) return;
    joinInbox(cache, inbox);
    announce({ words: t("live.moved", { address: inbox.address, state: stateWord(t, inbox.state) }) });
    onClose();
  }
  return {
    reconnect: (choice, form) => (choice === "IMAP" ? reconnectByImap(form) : reconnectBySignIn(choice)),
    busy: signIn.busy || imap.busy || away.leaving,
    refusal: signIn.refusal ?? imap.refusal,
    reset: () => [signIn, imap].forEach((verb) => verb.reset()),
  };
}
