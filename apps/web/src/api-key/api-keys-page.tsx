import "./api-keys.css";
import { Button, Card, EmptyState, PageHead, PageTools, Skeleton } from "@relink/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type ApiKeyCardFragment, ApiKeysDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { ApiKeyCard } from "./api-key-card.tsx";

const CreateDialog = lazy(() => import("./create-key-dialog.tsx").then((part) => ({ default: part.CreateKeyDialog })));
const RevokeDialog = lazy(() => import("./revoke-key-dialog.tsx").then((part) => ({ default: part.RevokeKeyDialog })));

/** Settings → API keys: what programs sign in with. For super admins. */
export function ApiKeysPage() {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyCardFragment | null>(null);
  const { data, error, refetch } = useKeptQuery(ApiKeysDocument, { fetchPolicy: "cache-and-network", errorPolicy: "all" });
  const list = data?.apiKeys ?? null;
  const create = (
    <Button variant="primary" disabledReason={waitReason} onClick={() => setCreating(true)}>
      {t("keys.create")}
    </Button>
  );
  return (
    <Page crumbs={[{ label: t("nav.settings") }, { label: t("nav.apiKeys") }]}>
      <PageHead title={t("nav.apiKeys")}>{t("keys.words")}</PageHead>
      {list === null && error === undefined ? <ListSkeleton /> : null}
      {list === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {list === null ? null : <ApiKeyList list={list} create={create} onRevoke={setRevoking} />}
      <Suspense>
        {creating ? <CreateDialog onClose={() => setCreating(false)} /> : null}
        {revoking === null ? null : <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
      </Suspense>
    </Page>
  );
}

type ListProps = { list: readonly ApiKeyCardFragment[]; create: ReactNode; onRevoke: (apiKey: ApiKeyCardFragment) => void };

function ApiKeyList({ list, create, onRevoke }: ListProps) {
  const { t } = useTranslate();
  if (list.length === 0) {
    return (
      <Card>
        <EmptyState title={t("keys.empty.title")} action={create}>
          {t("keys.empty.words")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <PageTools>
        <span className="keys-count">{t("keys.count", { count: list.length })}</span>
        {create}
      </PageTools>
      <ul className="keys" role="list" aria-label={t("nav.apiKeys")}>
        {list.map((each) => (
          <ApiKeyCard key={each.id} apiKey={each} onRevoke={() => onRevoke(each)} />
        ))}
      </ul>
    </>
  );
}

function ListSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="keys" role="status" aria-label={t("keys.loading")}>
      <Skeleton height={112} />
      <Skeleton height={112} />
    </div>
  );
}
