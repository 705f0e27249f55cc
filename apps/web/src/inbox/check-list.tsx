import { useApolloClient } from "@apollo/client/react";
import type { MessageId } from "@lingui/core";
import { Badge, Card, RelativeTime, type Tone } from "@relink/ui";
import { type CheckLineFragment, type CheckVerdict, MoreChecksDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { formatMs } from "./large-ends.tsx";
import type { OneInbox } from "./one-inbox-page.tsx";
import { ShowMore } from "./show-more.tsx";

const verdicts = {
  OK: { word: "verdict.OK", tone: "ok" },
  PASSING_FAILURE: { word: "verdict.PASSING_FAILURE", tone: "warn" },
  REFUSED: { word: "verdict.REFUSED", tone: "bad" },
  APPLICATION_REFUSED: { word: "verdict.APPLICATION_REFUSED", tone: "warn" },
} as const satisfies Record<Exclude<CheckVerdict, "%future added value">, { word: MessageId; tone: Tone }>;

/** What each check showed, the newest first. */
export function CheckList({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  const client = useApolloClient();
  const { nodes, pageInfo } = inbox.checks;
  const read = (after: string) =>
    client.query({ query: MoreChecksDocument, variables: { id: inbox.id, after }, fetchPolicy: "network-only" });
  return (
    <section aria-labelledby="inbox-checks">
      <h2 id="inbox-checks">{t("inbox.checks")}</h2>
      <Card>{nodes.length === 0 ? <p className="inbox-none">{t("inbox.checks.empty")}</p> : <CheckTable checks={nodes} />}</Card>
      <ShowMore pageInfo={pageInfo} read={read} />
    </section>
  );
}

function CheckTable({ checks }: { checks: readonly CheckLineFragment[] }) {
  const { t } = useTranslate();
  return (
    <table className="inbox-checks" aria-labelledby="inbox-checks">
      <thead>
        <tr>
          <th scope="col">{t("inbox.when")}</th>
          <th scope="col">{t("inbox.verdict")}</th>
          <th scope="col">{t("inbox.providerCode")}</th>
          <th scope="col">{t("inbox.took")}</th>
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </tbody>
    </table>
  );
}

function CheckRow({ check }: { check: CheckLineFragment }) {
  const { t, locale } = useTranslate();
  const { at, verdict, providerCode, latencyMs } = check;
  const known = verdict === "%future added value" || !Object.hasOwn(verdicts, verdict) ? null : verdicts[verdict];
  return (
    <tr>
      <td>
        <RelativeTime at={at} locale={locale} />
      </td>
      <td>
        <Badge tone={known?.tone ?? "off"}>{known === null ? verdict : t(known.word)}</Badge>
      </td>
      <td>{providerCode ?? <span className="rl-hidden">{t("inbox.noCode")}</span>}</td>
      <td>{formatMs(latencyMs, locale)}</td>
    </tr>
  );
}
