import "./webhooks.css";
import { Badge, FactList, PageHead, PageTabs, RelativeTime, Skeleton } from "@relink/ui";
import type { ReactNode } from "react";
import { useParams, useSearchParams } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type EndpointDeliveriesFragment, type EndpointFactsFragment, WebhookEndpointDocument } from "../gql/graphql.ts";
import { formatMoment } from "../i18n/dates.ts";
import { useTranslate } from "../i18n/translate.ts";
import { ShowMore } from "../inbox/show-more.tsx";
import { paths, toWebhook } from "../routes.ts";
import { Gone } from "../shell/gone.tsx";
import { RouterLink } from "../shell/link.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { managesWorkspace, useViewer } from "../shell/viewer.tsx";
import { DeliveryList } from "./delivery-list.tsx";
import { EndpointActs } from "./endpoint-acts.tsx";
import { typeName } from "./event-types.ts";
import { NotForYou } from "./not-for-you.tsx";
import { useWebhookNews } from "./use-webhook-news.ts";
import { deliveryStates, endpointState, type ShownState, stateOf, typesWords } from "./webhook-words.ts";

function toState(asked: string | null): ShownState | null {
  return deliveryStates.find((state) => state === asked) ?? null;
}

/** One endpoint: how it does, what can be done with it, and all that was sent to it. */
export function EndpointPage() {
  const { id = "" } = useParams();
  const viewer = useViewer();
  return managesWorkspace(viewer) ? <Endpoint id={id} /> : <Frame url={null}>{<NotForYou />}</Frame>;
}

function Frame({ url, children }: { url: string | null; children: ReactNode }) {
  const { t } = useTranslate();
  const crumbs = [{ label: t("nav.settings") }, { label: t("nav.webhooks"), to: paths.webhooks }, { label: url ?? t("hooks.endpoint") }];
  return <Page crumbs={crumbs}>{children}</Page>;
}

function isEndpoint(node: object | null | undefined): node is EndpointDeliveriesFragment {
  return node != null && "deliveries" in node;
}

function useEndpoint(id: string, state: ShownState | null) {
  const { data, previousData, error, refetch, fetchMore } = useKeptQuery(WebhookEndpointDocument, {
    variables: { id, state },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  // While another filter's deliveries are on their way, the endpoint itself stays.
  const node = (data ?? previousData)?.node;
  const endpoint = isEndpoint(node) ? node : null;
  return { endpoint, read: data !== undefined, error, refetch, readOn: (after: string) => fetchMore({ variables: { after } }) };
}

function Endpoint({ id }: { id: string }) {
  const [search] = useSearchParams();
  const state = toState(search.get("state"));
  useWebhookNews();
  const { endpoint, read, error, refetch, readOn } = useEndpoint(id, state);
  if (endpoint === null) {
    const failed = error === undefined ? null : <PageError heading="h1" error={error} onRetry={() => void refetch()} />;
    return <Frame url={null}>{failed ?? (read ? <Gone /> : <PageSkeleton />)}</Frame>;
  }
  const { nodes, pageInfo } = endpoint.deliveries;
  // One that has moved on is still in the list that was asked for.
  const shown = nodes.filter((delivery) => state === null || delivery.state === state);
  return (
    <Frame url={endpoint.url}>
      <Head endpoint={endpoint} />
      <Filter id={id} state={state} />
      {read || shown.length > 0 ? (
        <DeliveryList deliveries={shown} filtered={state !== null} enabled={endpoint.enabled} />
      ) : (
        <Skeleton height={52} />
      )}
      <ShowMore pageInfo={pageInfo} read={readOn} />
    </Frame>
  );
}

function Head({ endpoint }: { endpoint: EndpointFactsFragment }) {
  const { t, locale } = useTranslate();
  const { tone, word, why } = endpointState(t, endpoint, locale);
  return (
    <>
      <PageHead title={endpoint.url}>
        <Badge tone={tone}>{word}</Badge> {why}
      </PageHead>
      <EndpointActs endpoint={endpoint} />
      <Facts endpoint={endpoint} />
    </>
  );
}

function Facts({ endpoint }: { endpoint: EndpointFactsFragment }) {
  const { t, locale } = useTranslate();
  const { allTypes, types, ordered, signing, publicKey, oldSecretSignsUntil, createdAt } = endpoint;
  const facts = [
    { name: t("hooks.fact.types"), value: allTypes ? typesWords(t, endpoint) : types.map(typeName).join(", ") },
    { name: t("hooks.fact.order"), value: t(ordered ? "hooks.ordered" : "hooks.fact.unordered") },
    { name: t("hooks.signing"), value: t(signing === "ED25519" ? "hooks.signing.ED25519" : "hooks.signing.SYMMETRIC") },
    ...(publicKey === null ? [] : [{ name: t("hooks.made.key"), value: <code>{publicKey}</code> }]),
    ...(oldSecretSignsUntil === null
      ? []
      : [{ name: t("hooks.fact.old"), value: t("hooks.fact.old.until", { time: formatMoment(oldSecretSignsUntil, locale) }) }]),
    { name: t("hooks.fact.made"), value: <RelativeTime at={createdAt} locale={locale} /> },
  ];
  return (
    <div className="hook-about">
      <FactList facts={facts} />
    </div>
  );
}

function Filter({ id, state }: { id: string; state: ShownState | null }) {
  const { t } = useTranslate();
  const all = { to: toWebhook(id), label: t("hooks.state.all"), current: state === null };
  const some = deliveryStates.map((each) => ({
    to: `${toWebhook(id)}?state=${each}`,
    label: stateOf(t, each).word,
    current: state === each,
  }));
  return (
    <>
      <h2 className="hook-heading">{t("hooks.deliveries")}</h2>
      <PageTabs label={t("hooks.filter")} tabs={[all, ...some]} link={RouterLink} />
    </>
  );
}

function PageSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="hooks" role="status" aria-label={t("hooks.loading")}>
      <Skeleton width="50%" height={30} />
      <Skeleton height={120} />
      <Skeleton height={240} />
    </div>
  );
}
