import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { joinInbox } from "../api/join-inbox.ts";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import { ConnectImapInboxDocument, ConnectInboxDocument, type InboxKind } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import type { ConnectChoice, SignInProvider } from "./provider-choice.ts";
import { readImap, readText } from "./read-imap.ts";
import { useSignInAway } from "./use-sign-in-away.ts";

export type ConnectPlace = {
  kind: InboxKind;
  sharedInboxId: string | null;
  /** The page to come back to once the sign-in at the provider has ended. */
  back: string;
  onClose: () => void;
};

export type Connect = {
  /** By sign-in the page is left; with IMAP details it is done here, and the dialog closes. */
  connect: (choice: ConnectChoice, form: FormData) => Promise<void>;
  busy: boolean;
  refusal: Refusal | null;
  reset: () => void;
};

export function useConnect({ kind, sharedInboxId, back, onClose }: ConnectPlace): Connect {
  const { t, locale } = useTranslate();
  const { cache } = useApolloClient();
  const announce = useAnnounce();
  const signIn = useVerb(ConnectInboxDocument);
  const imap = useVerb(ConnectImapInboxDocument);
  const away = useSignInAway(back);

  async function connectBySignIn(provider: SignInProvider, form: FormData): Promise<void> {
    const input = { kind, sharedInboxId, provider, address: readText(form, "address"), returnTo: away.toReturn(provider) };
    const data = await signIn.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
    if (data?.connectInbox != null) away.leave(data.connectInbox.authorizationUrl);
  }
  async function connectByImap(form: FormData): Promise<void> {
    const details = readImap(form);
    if (details === null) return;
    const input = { kind, sharedInboxId, address: readText(form, "address"), ...details };
    const data = await imap.run((idempotencyKey) => ({ input: { ...input, idempotencyKey }, locale }));
    const inbox = data?.connectImapInbox?.inbox;
    if (inbox === undefined) return;
    joinInbox(cache, inbox);
    announce({ words: t("live.moved", { address: inbox.address, state: stateWord(t, inbox.state) }) });
    onClose();
  }
  return {
    connect: (choice, form) => (choice === "IMAP" ? connectByImap(form) : connectBySignIn(choice, form)),
    busy: signIn.busy || imap.busy || away.leaving,
    refusal: signIn.refusal ?? imap.refusal,
    reset: () => [signIn, imap].forEach((verb) => verb.reset()),
  };
}
