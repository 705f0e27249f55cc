import { PlainList, Skeleton, useAnnounce } from "@relink/ui";
import { useId } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { useVerb } from "../api/use-verb.ts";
import {
  type MigrationFactsFragment,
  type MigrationItemRowFragment,
  MigrationItemsDocument,
  SendMigrationInvitationsDocument,
} from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";
import { placeWord } from "./migration-words.ts";

/** Sends the links; who gets a mail stands there before. */
export function InviteDialog({ migration, onClose }: { migration: MigrationFactsFragment; onClose: () => void }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(SendMigrationInvitationsDocument);
  const { id, domain, toProvider, waiting } = migration;
  async function invite() {
    if ((await run((idempotencyKey) => ({ id, idempotencyKey }))) === null) return;
    announce({ words: t("migration.invite.done", { domain }) });
    onClose();
  }
  return (
    <AskDialog
      title={t("migration.invite.title", { domain })}
      words={t("migration.invite.words", { count: waiting, to: placeWord(t, toProvider) })}
      yes={t("migration.invite.yes")}
      busy={busy}
      refusal={refusal}
      onYes={() => void invite()}
      onClose={onClose}
    >
      <Holders id={id} />
    </AskDialog>
  );
}

type Holder = { name: string; count: number };

/** Who holds what: an inbox's owner, or who connected the channel. */
function countHolders(items: readonly MigrationItemRowFragment[], nobody: string): readonly Holder[] {
  const counts = new Map<string, Holder>();
  for (const { inbox } of items) {
    const holder = inbox?.owner ?? inbox?.connectedBy ?? null;
    const key = holder?.id ?? "";
    const known = counts.get(key) ?? { name: holder?.name ?? nobody, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts.values()];
}

function Holders({ id }: { id: string }) {
  const { t, locale } = useTranslate();
  const heading = useId();
  const variables = { id, states: ["WAITING" as const], first: 200 };
  const { data, loading } = useKeptQuery(MigrationItemsDocument, { variables, fetchPolicy: "network-only", errorPolicy: "all" });
  const items = data?.migration?.items ?? null;
  if (items === null) return loading ? <Skeleton height={64} /> : null;
  const holders = countHolders(items.nodes, t("migration.invite.nobody")).toSorted((one, other) =>
    one.name.localeCompare(other.name, locale),
  );
  return (
    <section className="move-holders" aria-labelledby={heading}>
      <h3 id={heading}>{t("migration.invite.who")}</h3>
      <PlainList>
        {holders.map(({ name, count }) => (
          <li key={name}>{t("migration.invite.holder", { name, count })}</li>
        ))}
        {items.pageInfo.hasNextPage ? <li>{t("migration.invite.more")}</li> : null}
      </PlainList>
    </section>
  );
}
