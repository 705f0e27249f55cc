import { Button, FactList, RelativeTime, Skeleton, useAnnounce } from "@relink/ui";
import { Link } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { useVerb } from "../api/use-verb.ts";
import {
  type DeliveryDetailsFragment,
  type DeliveryLineFragment,
  RedeliverWebhookDocument,
  WebhookDeliveryDocument,
} from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { toInbox } from "../routes.ts";
import { PageError } from "../shell/page-error.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { showJson } from "./show-json.ts";

type Details = DeliveryDetailsFragment;

function isDelivery(node: object | null | undefined): node is Details {
  return node != null && "webhookId" in node;
}

/** The request as it was sent, the answer as it came, and the way to send it once more. */
export function DeliveryDetails({ delivery, enabled }: { delivery: DeliveryLineFragment; enabled: boolean }) {
  const { data, error, refetch } = useKeptQuery(WebhookDeliveryDocument, {
    variables: { id: delivery.id },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const node = data?.node;
  const details = isDelivery(node) ? node : null;
  if (details === null && error !== undefined) return <PageError error={error} onRetry={() => void refetch()} />;
  if (details === null) return <Skeleton height={160} />;
  return (
    <>
      <Facts details={details} />
      <Request details={details} />
      <Answer details={details} />
      <Redeliver delivery={delivery} enabled={enabled} />
    </>
  );
}

function Facts({ details }: { details: Details }) {
  const { t, locale } = useTranslate();
  const { attempts, lastAttemptAt, nextAttemptAt, webhookId, event } = details;
  const time = (at: string | null) => (at === null ? "–" : <RelativeTime at={at} locale={locale} />);
  const facts = [
    { name: t("hooks.fact.attempts"), value: String(attempts) },
    { name: t("hooks.fact.lastAttempt"), value: time(lastAttemptAt) },
    ...(nextAttemptAt === null ? [] : [{ name: t("hooks.fact.nextAttempt"), value: time(nextAttemptAt) }]),
    { name: "webhook-id", value: <code>{webhookId}</code> },
    ...(event === null ? [] : [{ name: t("hooks.fact.inbox"), value: <Link to={toInbox(event.inboxId)}>{t("notices.go.inbox")}</Link> }]),
  ];
  return <FactList facts={facts} />;
}

function Request({ details: { request } }: { details: Details }) {
  const { t } = useTranslate();
  const headers = request.headers.map(({ name, value }) => `${name}: ${value}`).join("\n");
  return (
    <div className="delivery-part">
      <h3>{t("hooks.request")}</h3>
      <Code label={t("hooks.request.headers")} text={headers} />
      <p className="hook-quiet">{t("hooks.request.signature")}</p>
      <Code label={t("hooks.request.body")} text={showJson(request.body)} />
    </div>
  );
}

function answerWords(t: Translate, { lastStatus, lastResponse, attempts }: Details): string | null {
  if (lastStatus === null) return t(attempts === 0 ? "hooks.notYet" : "hooks.answer.none");
  return lastResponse === null || lastResponse === "" ? t("hooks.answer.empty", { status: lastStatus }) : null;
}

function Answer({ details }: { details: Details }) {
  const { t } = useTranslate();
  const words = answerWords(t, details);
  return (
    <div className="delivery-part">
      <h3>{t("hooks.answer")}</h3>
      {words === null ? (
        <>
          <p>{t("hooks.answered", { status: details.lastStatus ?? "" })}</p>
          <Code label={t("hooks.answer.body")} text={details.lastResponse ?? ""} />
        </>
      ) : (
        <p className="hook-quiet">{words}</p>
      )}
    </div>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <section aria-label={label}>
      <pre className="hook-code">{text}</pre>
    </section>
  );
}

function Redeliver({ delivery, enabled }: { delivery: DeliveryLineFragment; enabled: boolean }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const waitReason = useWaitReason();
  const { run, busy, refusal } = useVerb(RedeliverWebhookDocument);
  const underWay = delivery.state === "PENDING" ? t("hooks.redeliver.underWay") : undefined;
  async function redeliver() {
    const sent = await run((idempotencyKey) => ({ deliveryId: delivery.id, idempotencyKey }));
    if (sent !== null) announce({ words: t("hooks.redeliver.done") });
  }
  return (
    <div className="hook-acts">
      <Button
        size="small"
        busy={busy}
        disabledReason={enabled ? (underWay ?? waitReason) : t("hooks.enableFirst")}
        onClick={() => void redeliver()}
      >
        {t("hooks.redeliver")}
      </Button>
      {refusal === null ? null : (
        <span className="hook-refused" role="alert">
          {refusalSentence(t, refusal)}
        </span>
      )}
    </div>
  );
}
