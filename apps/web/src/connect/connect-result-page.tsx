import "./connect-result.css";
import { useApolloClient } from "@apollo/client/react";
import { Badge, Button, Card, PageHead, Skeleton } from "@relink/ui";
import { lazy, Suspense, useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { follow } from "../api/live-connection.ts";
import { AttemptMovedDocument, type AttemptOutcomeFragment, AttemptPageDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { toBackPath } from "../routes.ts";
import { Gone } from "../shell/gone.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { toAttemptWords } from "./attempt-words.ts";
import { type ConnectChoice, toChoice } from "./provider-choice.ts";
import { UnusedGrant } from "./unused-grant.tsx";

const ReconnectDialog = lazy(() => import("./reconnect-dialog.tsx").then((part) => ({ default: part.ReconnectDialog })));
const ConnectDialog = lazy(() => import("./connect-dialog.tsx").then((part) => ({ default: part.ConnectDialog })));

/** Keeps the attempt in the cache as it stands, while it is on its way. */
function useFollowAttempt(id: string, pending: boolean): void {
  const { locale } = useTranslate();
  const client = useApolloClient();
  useEffect(() => {
    if (!pending) return undefined;
    return follow({
      start: () => client.subscribe({ query: AttemptMovedDocument, variables: { id, locale } }),
      next: () => undefined,
      refused: () => false,
    });
  }, [client, id, locale, pending]);
}

/** Where a sign-in at a provider ends: how it went, and the way on. */
export function ConnectResultPage() {
  const { t, locale } = useTranslate();
  const [search] = useSearchParams();
  const id = search.get("attempt") ?? "";
  const back = toBackPath(search.get("back"));
  const signedInAt = toChoice(search.get("provider"));
  const { data, error, refetch } = useKeptQuery(AttemptPageDocument, {
    variables: { id, locale },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const attempt = data?.connectionAttempt ?? null;
  useFollowAttempt(id, attempt?.state === "PENDING");
  return (
    <Page crumbs={[{ label: t("attempt.crumb") }]}>
      {attempt === null ? null : <Outcome attempt={attempt} signedInAt={signedInAt} back={back} />}
      {attempt === null && error === undefined && data === undefined ? <Skeleton height={160} /> : null}
      {attempt === null && error !== undefined ? <PageError heading="h1" error={error} onRetry={() => void refetch()} /> : null}
      {attempt === null && error === undefined && data !== undefined ? <Gone /> : null}
    </Page>
  );
}

type OutcomeProps = {
  attempt: AttemptOutcomeFragment;
  /** Where the person was sent: until it is done, the inbox still names its provider of before. */
  signedInAt: ConnectChoice | null;
  back: string;
};

function Outcome({ attempt, signedInAt, back }: OutcomeProps) {
  const { t } = useTranslate();
  const [again, setAgain] = useState(false);
  const { tone, title, words } = toAttemptWords(attempt);
  const at = signedInAt ?? attempt.inbox?.provider ?? null;
  const provider = at === null ? t("provider.unknown") : providerName(t, at);
  const names = {
    address: attempt.expectedAddress,
    actual: attempt.actualAddress ?? t("attempt.otherAddress"),
    provider,
  };
  const ended = attempt.state !== "PENDING" && attempt.state !== "SUCCEEDED";
  return (
    <>
      <PageHead title={t(title, names)} />
      <Card>
        <div className="attempt">
          <div className="attempt-told" role="status">
            <p>
              <Badge tone={tone}>{attempt.expectedAddress}</Badge>
            </p>
            <p>{t(words, names)}</p>
            {attempt.providerCode === null ? null : <p className="attempt-code">{t("attempt.code", { code: attempt.providerCode })}</p>}
          </div>
          <UnusedGrant guide={attempt.unusedGrantGuide} />
          <WayOn ended={ended} back={back} onAgain={() => setAgain(true)} />
        </div>
      </Card>
      {again ? (
        <Suspense>
          <TryAgain attempt={attempt} onClose={() => setAgain(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function WayOn({ ended, back, onAgain }: { ended: boolean; back: string; onAgain: () => void }) {
  const { t } = useTranslate();
  return (
    <div className="attempt-actions">
      {ended ? (
        <Button variant="primary" onClick={onAgain}>
          {t("attempt.again")}
        </Button>
      ) : null}
      <Link className="rl-button" data-variant={ended ? "secondary" : "primary"} to={back}>
        {t("attempt.back")}
      </Link>
    </div>
  );
}

function TryAgain({ attempt, onClose }: { attempt: AttemptOutcomeFragment; onClose: () => void }) {
  const inbox = attempt.inbox;
  // A try to reconnect leaves an inbox that can be reconnected; a new one that was given up can't.
  if (inbox?.allowedActions.includes("RECONNECT") === true) return <ReconnectDialog inbox={inbox} onClose={onClose} />;
  const sharedInbox = inbox?.sharedInbox ?? null;
  const common = { address: attempt.expectedAddress, onClose };
  if (sharedInbox === null) return <ConnectDialog kind="PERSONAL" {...common} />;
  return <ConnectDialog kind="TEAM" sharedInbox={sharedInbox} {...common} />;
}
