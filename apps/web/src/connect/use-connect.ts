import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { useState } from "react";
import { joinInbox } from "../api/join-inbox.ts";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import {
  ConnectImapInboxDocument,
  ConnectInboxDocument,
  type InboxKind,
  type MailServerInput,
} from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import { paths } from "../routes.ts";

export type ConnectChoice = "GOOGLE" | "MICROSOFT" | "IMAP";

export type ConnectPlace = {
  kind: InboxKind;
  sharedInboxId: string | null;
  /** The page to come back to once the sign-in at the provider has ended. */
  back: string;
  onClose: () => void;
};

function read(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** Null where no host was given: sending is optional. */
function readServer(form: FormData, which: "imap" | "smtp"): MailServerInput | null {
  const host = read(form, `${which}.host`);
  if (host === "") return null;
  const security = read(form, `${which}.security`) === "STARTTLS" ? "STARTTLS" : "TLS";
  return { host, port: Number(read(form, `${which}.port`)), security };
}

/** The details of the form as connectImapInbox wants them; null while no server is named. */
function readImap(form: FormData) {
  const imap = readServer(form, "imap");
  if (imap === null) return null;
  const username = read(form, "username");
  return {
    address: read(form, "address"),
    username: username === "" ? null : username,
    // A password may begin or end with a space: it goes as it was typed.
    password: String(form.get("password")),
    imap,
    smtp: readServer(form, "smtp"),
  };
}

export type Connect = {
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
  const [leaving, setLeaving] = useState(false);

  async function connectBySignIn(provider: "GOOGLE" | "MICROSOFT", form: FormData): Promise<void> {
    const returnTo = `${location.origin}${paths.connectResult}?back=${encodeURIComponent(back)}`;
    const input = { kind, sharedInboxId, provider, address: read(form, "address"), returnTo };
    const data = await signIn.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
    if (data?.connectInbox == null) return;
    setLeaving(true);
    location.assign(data.connectInbox.authorizationUrl);
  }
  async function connectByImap(form: FormData): Promise<void> {
    const details = readImap(form);
    if (details === null) return;
    const input = { kind, sharedInboxId, ...details };
    const data = await imap.run((idempotencyKey) => ({ input: { ...input, idempotencyKey }, locale }));
    const inbox = data?.connectImapInbox?.inbox;
    if (inbox === undefined) return;
    joinInbox(cache, inbox);
    announce({ words: t("live.moved", { address: inbox.address, state: stateWord(t, inbox.state) }) });
    onClose();
  }
  return {
    connect: (choice, form) => (choice === "IMAP" ? connectByImap(form) : connectBySignIn(choice, form)),
    busy: signIn.busy || imap.busy || leaving,
    refusal: signIn.refusal ?? imap.refusal,
    reset: () => [signIn, imap].forEach((verb) => verb.reset()),
  };
}
