import { Banner, Button, EndCard, EndCards, PlainList, Skeleton } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type ProviderAccess, type ProviderEndFragment, ProviderEndPageDocument } from "../gql/graphql.ts";
import { formatClock, formatMoment } from "../i18n/dates.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { providerEndName, providerName } from "../i18n/words.ts";
import { AskIt } from "../link/ask-it.tsx";
import { toReceipt } from "../routes.ts";
import { PageError } from "../shell/page-error.tsx";
import { ProviderEndActions } from "./provider-end-actions.tsx";
import { ProviderEndGuide } from "./provider-end-guide.tsx";
import { toGrantPlace } from "./grant-place.ts";
import { toEndWords } from "./provider-end-words.ts";
import { WhoConsented } from "./who-consented.tsx";

type ProviderEndDialogProps = {
  inboxId: string;
  /** Which ended grant is meant; else the dialog picks the one that matters most. */
  grantId?: string;
  onClose: () => void;
};

/** After a removal: both ends, followed live until the provider's is closed too. */
export function ProviderEndDialog({ inboxId, grantId, onClose }: ProviderEndDialogProps) {
  const { t } = useTranslate();
  const { data, error, refetch } = useKeptQuery(ProviderEndPageDocument, {
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
  if (inbox !== null) return <BothEnds inbox={inbox} first={grantId ?? null} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title={t("guide.loading")} actions={<Button onClick={onClose}>{t("action.close")}</Button>}>
      {error === undefined && data === undefined ? <Skeleton height={160} /> : null}
      {error === undefined ? null : <PageError error={error} onRetry={() => void refetch()} />}
      {error === undefined && data !== undefined ? <Banner>{t("gone.words")}</Banner> : null}
    </Dialog>
  );
}

type EndedGrant = ProviderEndFragment["endedGrants"][number];

const open: readonly ProviderAccess[] = ["REVOKING", "AWAITING_PERSON", "ATTESTED"];

function isOpen(grant: EndedGrant): boolean {
  return open.includes(grant.providerAccess);
}

/** Which of an inbox's ended grants is shown: the one that was asked for, else one that is open, else the newest. */
function pickGrant(grants: readonly EndedGrant[], chosen: string | null, removed: boolean): EndedGrant | null {
  const wanted = grants.find((grant) => grant.id === chosen);
  if (wanted !== undefined) return wanted;
  return (removed ? undefined : grants.find(isOpen)) ?? grants[0] ?? null;
}

function toHead(t: Translate, inbox: ProviderEndFragment, lead: string): { title: string; words: string } {
  if (inbox.state === "REMOVED") return { title: t("guide.title", { address: inbox.address }), words: lead };
  return { title: t("guide.earlier", { address: inbox.address }), words: `${t("guide.earlier.words")} ${lead}` };
}

type BothEndsProps = { inbox: ProviderEndFragment; first: string | null; onClose: () => void };

function BothEnds({ inbox, first, onClose }: BothEndsProps) {
  const { t } = useTranslate();
  const [said, setSaid] = useState<string | null>(null);
  const [chosen, setChosen] = useState(first);
  const grant = pickGrant(inbox.endedGrants, chosen, inbox.state === "REMOVED");
  const receipt = grant?.receipt ?? null;
  const { provider: of, providerAccess: access } = grant ?? inbox;
  const provider = toGrantPlace(t, inbox, of);
  const end = toEndWords(access, receipt !== null && receipt.credentialsDestroyedAt !== null);
  const others = inbox.endedGrants.filter((each) => each.id !== grant?.id && isOpen(each));
  return (
    <Dialog
      open
      onClose={onClose}
      size="wide"
      careful
      {...toHead(t, inbox, t(end.lead, { provider }))}
      actions={<ProviderEndActions key={grant?.id} inbox={inbox} grant={grant} onClose={onClose} onSaid={setSaid} />}
      aside={
        receipt === null ? undefined : <Link to={toReceipt(receipt.id)}>{t(receipt.final ? "guide.receipt" : "guide.receiptSoFar")}</Link>
      }
    >
      <EndCards>
        <OurEnd grant={grant} />
        <EndCard name={providerEndName(t, of)} tone={end.tone} state={t(end.state)}>
          {t(end.words, { provider })}
        </EndCard>
      </EndCards>
      {said === null ? null : <Banner>{said}</Banner>}
      <ProviderEndGuide guide={grant?.guide ?? inbox.providerGuide} access={access} />
      {grant?.allowedActions.includes("SEND_IT_REQUEST") === true ? (
        <AskIt key={`it ${grant.id}`} inboxId={inbox.id} grantId={grant.id} />
      ) : null}
      {grant?.allowedActions.includes("REPORT_ADMIN_CONSENT") === true ? (
        <WhoConsented key={`consent ${grant.id}`} inboxId={inbox.id} grantId={grant.id} byAdministrator={grant.guide.needsIt} />
      ) : null}
      <OtherGrants grants={others} onChoose={setChosen} />
    </Dialog>
  );
}

/** Earlier accesses of the same inbox whose provider end is open as well. */
function OtherGrants({ grants, onChoose }: { grants: readonly EndedGrant[]; onChoose: (id: string) => void }) {
  const { t } = useTranslate();
  if (grants.length === 0) return null;
  return (
    <section aria-label={t("guide.others")}>
      <h3>{t("guide.others")}</h3>
      <PlainList>
        {grants.map((grant) => (
          <li key={grant.id}>
            {[providerName(t, grant.provider), grant.signedInAs].filter((part) => part !== null).join(" · ")}{" "}
            <Button size="small" onClick={() => onChoose(grant.id)}>
              {t("guide.show")}
            </Button>
          </li>
        ))}
      </PlainList>
    </section>
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

function ourEndWords(grant: EndedGrant | null, t: Translate, locale: string): string {
  if (grant === null) return t("guide.ourEnd.nothing");
  if (grant.receipt?.credentialsDestroyedAt != null) {
    return t("guide.ourEnd.destroyed", { time: formatMoment(grant.receipt.credentialsDestroyedAt, locale) });
  }
  if (grant.verifyUntil === null) return t("guide.ourEnd.sealed");
  return t("guide.ourEnd.sealedUntil", { time: formatMoment(grant.verifyUntil, locale) });
}
