import { Badge, Button, Card, PageTools, RelativeTime, Row, RowList, RowListSkeleton, Select } from "@relink/ui";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type MigrationFactsFragment, type MigrationItemRowFragment, MigrationItemsDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { DetailsLink } from "../inbox/details-link.tsx";
import { InboxEnds } from "../inbox/inbox-ends.tsx";
import { ShowMore } from "../inbox/show-more.tsx";
import { PageError } from "../shell/page-error.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { isUnderWay, knownItemStates, toItemWords } from "./migration-words.ts";

const SkipDialog = lazy(() => import("./skip-item-dialog.tsx").then((part) => ({ default: part.SkipItemDialog })));

type Which = (typeof knownItemStates)[number] | "ALL";

const pageSize = 50;
const mostAtOnce = 200;

/** As many as are shown are asked for again at each change. */
function useItems(id: string, which: Which, changes: number) {
  const variables = { id, first: pageSize, ...(which === "ALL" ? {} : { states: [which] }) };
  const query = useKeptQuery(MigrationItemsDocument, { variables, fetchPolicy: "cache-and-network", errorPolicy: "all" });
  const { refetch } = query;
  const items = query.data?.migration?.items ?? null;
  const shown = useRef(0);
  shown.current = items?.nodes.length ?? 0;
  useEffect(() => {
    if (changes === 0) return;
    void refetch({ first: Math.min(mostAtOnce, Math.max(pageSize, shown.current)) }).catch(() => undefined);
  }, [changes, refetch]);
  return { ...query, items };
}

/** Each inbox of the domain, and how far it has followed. changes: counts up whenever something of it did. */
export function MigrationItems({ migration, changes }: { migration: MigrationFactsFragment; changes: number }) {
  const { t } = useTranslate();
  const [which, setWhich] = useState<Which>("ALL");
  const [skipping, setSkipping] = useState<MigrationItemRowFragment | null>(null);
  const { items, error, refetch, fetchMore } = useItems(migration.id, which, changes);
  const choices = [
    { value: "ALL" as const, label: t("migration.items.all") },
    ...knownItemStates.map((value) => ({ value, label: toItemWords(t, value).word })),
  ];
  return (
    <section aria-labelledby="items">
      <PageTools>
        <h2 id="items">{t("migration.items")}</h2>
        <Select label={t("migration.items.which")} labelHidden value={which} choices={choices} onChoose={setWhich} />
      </PageTools>
      {items === null && error === undefined ? <RowListSkeleton label={t("migrations.loading")} /> : null}
      {items === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {items !== null && items.nodes.length === 0 ? (
        <Card>
          <p className="move-none">{t("migration.items.none")}</p>
        </Card>
      ) : null}
      {items === null || items.nodes.length === 0 ? null : (
        <RowList label={t("migration.items")}>
          {items.nodes.map((item) => (
            <ItemRow key={item.address} item={item} open={isUnderWay(migration)} onSkip={() => setSkipping(item)} />
          ))}
        </RowList>
      )}
      {items === null ? null : <ShowMore pageInfo={items.pageInfo} read={(after) => fetchMore({ variables: { after } })} />}
      <Suspense>
        {skipping === null ? null : <SkipDialog migrationId={migration.id} item={skipping} onClose={() => setSkipping(null)} />}
      </Suspense>
    </section>
  );
}

function ItemRow({ item, open, onSkip }: { item: MigrationItemRowFragment; open: boolean; onSkip: () => void }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { address, inbox, state } = item;
  const { word, tone } = toItemWords(t, state);
  const waits = state === "WAITING" || state === "INVITED";
  const holder = inbox?.owner ?? inbox?.connectedBy ?? null;
  return (
    <Row
      label={address}
      ends={inbox === null ? null : <InboxEnds inbox={inbox} />}
      title={address}
      meta={[inbox === null ? null : providerName(t, inbox.provider), holder?.name ?? null].filter((part) => part !== null).join(" · ")}
      note={
        <>
          <Badge tone={tone}>{word}</Badge> <ItemTime item={item} />
        </>
      }
      muted={state === "SKIPPED"}
      actions={
        <>
          {open && waits && inbox !== null ? (
            <Button size="small" disabledReason={waitReason} aria-label={t("migration.skip.of", { address })} onClick={onSkip}>
              {t("migration.skip")}
            </Button>
          ) : null}
          {inbox === null ? null : <DetailsLink inbox={inbox} />}
        </>
      }
    />
  );
}

function ItemTime({ item: { state, invitedAt, reconnectedAt } }: { item: MigrationItemRowFragment }) {
  const { locale } = useTranslate();
  const at = state === "RECONNECTED" ? reconnectedAt : state === "INVITED" ? invitedAt : null;
  return at === null ? null : <RelativeTime at={at} locale={locale} />;
}
