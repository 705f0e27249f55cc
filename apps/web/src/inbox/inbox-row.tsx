import { Row } from "@relink/ui";
import type { ReactNode } from "react";
import type { InboxRowFragment } from "../gql/graphql.ts";
import { formatSince } from "../i18n/dates.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { InboxEnds } from "./inbox-ends.tsx";
import { useNote } from "./inbox-note.tsx";

/** "Google · since 3 March": what holds the address, and since when it is as it is. */
function describe(inbox: InboxRowFragment, t: Translate, locale: string): string {
  const name = providerName(t, inbox.provider);
  const byServer = inbox.provider === "IMAP" && inbox.mailHost !== null;
  const provider = byServer ? `${name} · ${inbox.mailHost}` : name;
  const since = formatSince(inbox.stateChangedAt, locale, new Date());
  if (inbox.kind === "TEAM" && inbox.connectedBy !== null) {
    return t("row.connectedBy", { provider: name, name: inbox.connectedBy.name });
  }
  // The server's name matters more than the date, and a row has room for one of them.
  if (byServer || inbox.state === "REMOVED") return provider;
  return inbox.state === "OFF" ? t("row.offSince", { provider, since }) : t("row.since", { provider, since });
}

/** "Google · Ola Nowak": where the rows are several people's, whose it is matters more than since when. */
function describeOwned(inbox: InboxRowFragment, t: Translate): string {
  const provider = providerName(t, inbox.provider);
  return inbox.owner === null ? t("row.noOwner", { provider }) : t("row.owner", { provider, name: inbox.owner.name });
}

/** Where it has to break, it breaks before its domain. */
function Address({ address }: { address: string }) {
  const at = address.lastIndexOf("@") + 1;
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}

/** owned: its owner is named. */
export type InboxRowProps = { inbox: InboxRowFragment; actions: ReactNode; owned?: boolean };

export function InboxRow({ inbox, actions, owned = false }: InboxRowProps) {
  const { t, locale } = useTranslate();
  const note = useNote(inbox);
  return (
    <Row
      label={inbox.address}
      ends={<InboxEnds inbox={inbox} />}
      title={<Address address={inbox.address} />}
      meta={owned ? describeOwned(inbox, t) : describe(inbox, t, locale)}
      muted={inbox.state === "OFF"}
      actions={actions}
      {...note}
    />
  );
}
