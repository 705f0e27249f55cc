import "./webhooks.css";
import { Badge, Button, Card, EmptyState, PageHead, PageTools, RelativeTime, Skeleton } from "@relink/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Link } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type WebhooksQuery, WebhooksDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toWebhook } from "../routes.ts";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { managesWorkspace, useViewer } from "../shell/viewer.tsx";
import { typeName } from "./event-types.ts";
import { NotForYou } from "./not-for-you.tsx";
import { useWebhookNews } from "./use-webhook-news.ts";
import { endpointState, stateOf, typesWords } from "./webhook-words.ts";

const CreateDialog = lazy(() => import("./create-endpoint-dialog.tsx").then((part) => ({ default: part.CreateEndpointDialog })));

type Endpoint = NonNullable<WebhooksQuery["webhookEndpoints"]>[number];

/** Settings → Webhooks: where the workspace's events are sent. For super admins. */
export function WebhooksPage() {
  const { t } = useTranslate();
  return (
    <Page crumbs={[{ label: t("nav.settings") }, { label: t("nav.webhooks") }]}>
      {managesWorkspace(useViewer()) ? <Webhooks /> : <NotForYou />}
    </Page>
  );
}

function Webhooks() {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const [creating, setCreating] = useState(false);
  useWebhookNews();
  const { data, error, refetch } = useKeptQuery(WebhooksDocument, { fetchPolicy: "cache-and-network", errorPolicy: "all" });
  const list = data?.webhookEndpoints ?? null;
  const create = (
    <Button variant="primary" disabledReason={waitReason} onClick={() => setCreating(true)}>
      {t("hooks.create")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("nav.webhooks")}>{t("hooks.words")}</PageHead>
      {list === null && error === undefined ? <ListSkeleton /> : null}
      {list === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {list === null ? null : <EndpointList list={list} create={create} />}
      <Suspense>{creating ? <CreateDialog onClose={() => setCreating(false)} /> : null}</Suspense>
    </>
  );
}

function EndpointList({ list, create }: { list: readonly Endpoint[]; create: ReactNode }) {
  const { t } = useTranslate();
  if (list.length === 0) {
    return (
      <Card>
        <EmptyState title={t("hooks.empty.title")} action={create}>
          {t("hooks.empty.words")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <PageTools>
        <span className="hook-quiet">{t("hooks.count", { count: list.length })}</span>
        {create}
      </PageTools>
      <ul className="hooks" role="list" aria-label={t("nav.webhooks")}>
        {list.map((endpoint) => (
          <EndpointCard key={endpoint.id} endpoint={endpoint} />
        ))}
      </ul>
    </>
  );
}

function EndpointCard({ endpoint }: { endpoint: Endpoint }) {
  const { t, locale } = useTranslate();
  const { tone, word, why } = endpointState(t, endpoint, locale);
  return (
    <li className="hook-card" aria-label={endpoint.url}>
      <div className="hook-title">
        <Link to={toWebhook(endpoint.id)}>{endpoint.url}</Link>
        <Badge tone={tone}>{word}</Badge>
      </div>
      {why === null ? null : <p>{why}</p>}
      <p className="hook-facts">
        <span>{typesWords(t, endpoint)}</span>
        <LastDelivery last={endpoint.deliveries.nodes[0] ?? null} />
      </p>
    </li>
  );
}

function LastDelivery({ last }: { last: Endpoint["deliveries"]["nodes"][number] | null }) {
  const { t, locale } = useTranslate();
  if (last === null) return <span>{t("hooks.nothingSent")}</span>;
  return (
    <span>
      {t("hooks.last", { type: typeName(last.type), state: stateOf(t, last.state).word })} ·{" "}
      <RelativeTime at={last.lastAttemptAt ?? last.createdAt} locale={locale} />
    </span>
  );
}

function ListSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="hooks" role="status" aria-label={t("hooks.loading")}>
      <Skeleton height={92} />
      <Skeleton height={92} />
    </div>
  );
}
