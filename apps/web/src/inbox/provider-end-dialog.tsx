import { useQuery } from "@apollo/client/react";
import { Banner, Button, ButtonLink, EndCard, EndCards, GuideSteps, Skeleton } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { useEffect, useState } from "react";
import { type ProviderEndFragment, ProviderEndPageDocument } from "../gql/graphql.ts";
import { formatClock, formatMoment } from "../i18n/dates.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { providerEndName, providerName } from "../i18n/words.ts";
import { PageError } from "../shell/page-error.tsx";
import { ProviderEndActions } from "./provider-end-actions.tsx";
import { toEndWords } from "./provider-end-words.ts";

type ProviderEndDialogProps = { inboxId: string; onClose: () => void };

/** After a removal: both ends, followed live until the provider's is closed too. */
export function ProviderEndDialog({ inboxId, onClose }: ProviderEndDialogProps) {
  const { t } = useTranslate();
  const { data, error, refetch } = useQuery(ProviderEndPageDocument, {
    variables: { id: inboxId },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const inbox = data?.inbox ?? null;
  const version = inbox?.version;
  // An event brings the inbox's new version into the cache; its grants and receipts are asked for again.
  useEffect(() => {
    if (version !== undefined) void refetch().catch(() => undefined);
  }, [version, refetch]);
  if (inbox !== null) return <BothEnds inbox={inbox} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("guide.loading")}
      actions={<Button onClick={onClose}>{t("action.close")}</Button>}
    >
      {error === undefined && data === undefined ? <Skeleton height={160} /> : null}
      {error === undefined ? null : <PageError error={error} onRetry={() => void refetch()} />}
      {error === undefined && data !== undefined ? <Banner>{t("gone.words")}</Banner> : null}
    </Dialog>
  );
}

function BothEnds({ inbox, onClose }: { inbox: ProviderEndFragment; onClose: () => void }) {
  const { t } = useTranslate();
  const [said, setSaid] = useState<string | null>(null);
  const grant = inbox.endedGrants[0] ?? null;
  const receipt = grant?.receipt ?? null;
  const provider = providerName(t, inbox.provider);
  const end = toEndWords(inbox.providerAccess);
  const showSteps = inbox.providerAccess !== "NONE" && inbox.providerAccess !== "STILL_USED";
  return (
    <Dialog
      open
      onClose={onClose}
      size="wide"
      title={t("guide.title", { address: inbox.address })}
      words={t(end.lead, { provider })}
      actions={<ProviderEndActions inbox={inbox} grant={grant} onClose={onClose} onSaid={setSaid} />}
      aside={
        receipt === null ? undefined : (
          <a href={receipt.jsonUrl} download>
            {t(receipt.final ? "guide.receipt" : "guide.receiptSoFar")}
          </a>
        )
      }
    >
      <EndCards>
        <OurEnd grant={grant} />
        <EndCard name={providerEndName(t, inbox.provider)} tone={end.tone} state={t(end.state)}>
          {t(end.words, { provider })}
        </EndCard>
      </EndCards>
      {said === null ? null : <Banner>{said}</Banner>}
      {showSteps ? <Guide inbox={inbox} /> : null}
    </Dialog>
  );
}

function OurEnd({ grant }: { grant: EndedGrant | null }) {
  const { t, locale } = useTranslate();
  const endedAt = grant?.endedAt ?? null;
  const state = endedAt === null ? t("guide.closed") : t("guide.closedAt", { time: formatClock(endedAt, locale) });
  return (
    <EndCard name={t("guide.ourEnd")} tone="ok" state={state}>
      {ourEndWords(grant, t, locale)}
    </EndCard>
  );
}

type EndedGrant = ProviderEndFragment["endedGrants"][number];

function ourEndWords(grant: EndedGrant | null, t: Translate, locale: string): string {
  if (grant === null) return t("guide.ourEnd.nothing");
  if (grant.receipt?.credentialsDestroyedAt != null) {
    return t("guide.ourEnd.destroyed", { time: formatMoment(grant.receipt.credentialsDestroyedAt, locale) });
  }
  if (grant.verifyUntil === null) return t("guide.ourEnd.sealed");
  return t("guide.ourEnd.sealedUntil", { time: formatMoment(grant.verifyUntil, locale) });
}

function Guide({ inbox }: { inbox: ProviderEndFragment }) {
  const { t } = useTranslate();
  const guide = inbox.providerGuide;
  const waits = inbox.providerAccess === "AWAITING_PERSON";
  const facts = [
    ...(guide.account === null ? [] : [{ name: t("guide.account"), value: guide.account }]),
    ...(guide.appName === null ? [] : [{ name: t("guide.appName"), value: guide.appName }]),
  ];
  const action =
    guide.url === null ? undefined : (
      <ButtonLink href={guide.url} size="small" target="_blank" rel="noreferrer">
        {t("guide.openAccount", { provider: providerName(t, inbox.provider) })}
      </ButtonLink>
    );
  const more = [...guide.consequences, t("guide.reviewed", { date: guide.reviewedOn })];
  if (waits) return <GuideSteps title={guide.title} steps={guide.steps} facts={facts} more={more} action={action} />;
  return <GuideSteps title={t("guide.seeYourself")} steps={guide.steps} action={action} />;
}
