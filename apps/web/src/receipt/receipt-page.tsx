import "./receipt.css";
import { useFragment } from "@apollo/client/react";
import { Button, ButtonLink, Card, EndCard, EndCards, PageHead, Skeleton, TwoEnds } from "@relink/ui";
import { useEffect, useRef } from "react";
import { useParams } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { InboxVersionFragmentDoc, ReceiptPageDocument, type ReceiptPageQuery } from "../gql/graphql.ts";
import { formatExact } from "../i18n/dates.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerEndName, providerLetter, providerName, stateWord, toEndsState } from "../i18n/words.ts";
import { toEndWords } from "../inbox/provider-end-words.ts";
import { toInbox } from "../routes.ts";
import { Gone } from "../shell/gone.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { evidenceWords } from "./evidence-words.ts";

type Receipt = NonNullable<ReceiptPageQuery["receipt"]>;

/** Proof of how far both ends of one grant are closed, to read, print and check. */
export function ReceiptPage() {
  const { t } = useTranslate();
  const { id = "" } = useParams();
  const { data, error, refetch } = useKeptQuery(ReceiptPageDocument, {
    variables: { id },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const receipt = data?.receipt ?? null;
  useFollowReceipt(receipt?.inboxId ?? null, refetch);
  const whose = receipt === null ? [] : [{ label: receipt.address, to: toInbox(receipt.inboxId) }];
  return (
    <Page crumbs={[...whose, { label: t("receipt.crumb") }]}>
      {receipt === null ? null : <Shown receipt={receipt} />}
      {receipt === null && error === undefined && data === undefined ? <Skeleton height={320} /> : null}
      {receipt === null && error !== undefined ? <PageError heading="h1" error={error} onRetry={() => void refetch()} /> : null}
      {receipt === null && error === undefined && data !== undefined ? <Gone /> : null}
    </Page>
  );
}

/** A receipt grows with events of its inbox, which the shell brings into the cache: then it is asked for again. */
function useFollowReceipt(inboxId: string | null, refetch: () => Promise<unknown>): void {
  const from = inboxId === null ? null : ({ __typename: "Inbox", id: inboxId } as const);
  const { data } = useFragment({ fragment: InboxVersionFragmentDoc, from });
  const version = data?.version ?? null;
  const read = useRef(refetch);
  useEffect(() => {
    read.current = refetch;
  });
  const known = useRef(version);
  useEffect(() => {
    const before = known.current;
    known.current = version;
    if (version !== null && version !== before) void read.current().catch(() => undefined);
  }, [version]);
}

function Shown({ receipt }: { receipt: Receipt }) {
  const { t, locale } = useTranslate();
  // Begins sentences: a mail server is no company that lets or refuses anything.
  const provider = receipt.provider === "IMAP" ? t("receipt.server") : providerName(t, receipt.provider);
  const end = toEndWords(receipt.providerEnd, receipt.credentialsDestroyedAt !== null);
  return (
    <>
      <PageHead title={t("receipt.title", { address: receipt.address })}>
        {t(receipt.final ? "receipt.final" : "receipt.soFar", { revision: receipt.revision })}
      </PageHead>
      <Card>
        <div className="receipt">
          <Ends receipt={receipt} />
          <EndCards>
            <EndCard name={t("guide.ourEnd")} tone="ok" state={t("receipt.closed")}>
              {formatExact(receipt.ourEndClosedAt, locale)}
            </EndCard>
            <EndCard name={providerEndName(t, receipt.provider)} tone={end.tone} state={t(end.state)}>
              {receipt.providerEndClosedAt === null ? t(end.words, { provider }) : formatExact(receipt.providerEndClosedAt, locale)}
            </EndCard>
          </EndCards>
          <Facts receipt={receipt} />
          <Evidence receipt={receipt} />
          <HowToVerify receipt={receipt} />
          <div className="receipt-actions">
            <Button variant="primary" onClick={() => window.print()}>
              {t("receipt.print")}
            </Button>
            <ButtonLink href={receipt.jsonUrl} download>
              {t("receipt.download")}
            </ButtonLink>
          </div>
        </div>
      </Card>
    </>
  );
}

/** Our end is closed, whatever becomes of the inbox later: that is what a receipt is of. */
function Ends({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslate();
  const state = toEndsState("REMOVED", receipt.providerEnd);
  const provider = providerName(t, receipt.provider);
  const label = t(state === "removed-closed" ? "ends.removedClosed" : "ends.removedOpen", { provider });
  return <TwoEnds state={state} word={stateWord(t, "REMOVED")} theirs={providerLetter(receipt.provider)} label={label} />;
}

function Facts({ receipt }: { receipt: Receipt }) {
  const { t, locale } = useTranslate();
  const destroyed = receipt.credentialsDestroyedAt;
  const facts = [
    { name: t("receipt.address"), value: receipt.address },
    { name: t("receipt.provider"), value: providerName(t, receipt.provider) },
    { name: t("receipt.destroyed"), value: destroyed === null ? t("receipt.notDestroyed") : formatExact(destroyed, locale) },
    { name: t("receipt.number"), value: receipt.id },
    { name: t("receipt.inbox"), value: receipt.inboxId },
    { name: t("receipt.grant"), value: receipt.grantId },
  ];
  return (
    <dl className="receipt-facts">
      {facts.map(({ name, value }) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Evidence({ receipt }: { receipt: Receipt }) {
  const { t, locale } = useTranslate();
  return (
    <section aria-labelledby="receipt-evidence">
      <h2 id="receipt-evidence">{t("receipt.evidence")}</h2>
      {receipt.evidence.length === 0 ? <p>{t("receipt.noEvidence")}</p> : null}
      <table className="receipt-evidence" hidden={receipt.evidence.length === 0}>
        <thead>
          <tr>
            <th scope="col">{t("receipt.when")}</th>
            <th scope="col">{t("receipt.what")}</th>
            <th scope="col">{t("receipt.by")}</th>
          </tr>
        </thead>
        <tbody>
          {receipt.evidence.map(({ at, kind, providerCode, actorName }) => (
            <tr key={`${at} ${kind}`}>
              <td>{formatExact(at, locale)}</td>
              <td>{evidenceWords(t, kind)}</td>
              <td>{actorName ?? providerCode ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function HowToVerify({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslate();
  return (
    <section aria-labelledby="receipt-verify">
      <h2 id="receipt-verify">{t("receipt.verify")}</h2>
      <ol className="receipt-steps">
        <li>{t("receipt.verify.download", { url: receipt.jsonUrl })}</li>
        <li>{t("receipt.verify.key", { url: `${location.origin}/.well-known/jwks.json` })}</li>
        <li>{t("receipt.verify.check")}</li>
      </ol>
      <p className="receipt-signature">{t("receipt.signature", { revision: receipt.revision })}</p>
      <code className="receipt-code">{receipt.signature}</code>
    </section>
  );
}
