import { Trans } from "@lingui/react";
import { Badge, Button, Card } from "@relink/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Link } from "react-router";
import { formatExact } from "../i18n/dates.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { toReceipt } from "../routes.ts";
import type { OneInbox } from "./one-inbox-page.tsx";
import { toEndWords, toLiveEnd } from "./provider-end-words.ts";

const ProviderEndDialog = lazy(() => import("./provider-end-dialog.tsx").then((part) => ({ default: part.ProviderEndDialog })));

type EndedGrant = OneInbox["endedGrants"][number];

/** Every access that was given for this inbox: the one in use, and those that ended, with their proof. */
export function InboxGrants({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  const [shown, setShown] = useState<string | null>(null);
  const { currentGrant: current, endedGrants: ended } = inbox;
  return (
    <section aria-labelledby="inbox-access">
      <h2 id="inbox-access">{t("inbox.access")}</h2>
      <Card>
        {current === null && ended.length === 0 ? <p className="inbox-none">{t("inbox.access.none")}</p> : null}
        <ul className="inbox-lines" role="list">
          {current === null ? null : <GrantLine grant={current} badge={<CurrentBadge inbox={inbox} />} />}
          {ended.map((grant) => (
            <EndedLine key={grant.id} grant={grant} onShow={() => setShown(grant.id)} />
          ))}
        </ul>
      </Card>
      {shown === null ? null : (
        <Suspense>
          <ProviderEndDialog inboxId={inbox.id} grantId={shown} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </section>
  );
}

/** Whether the access is used, only kept, or opens nothing any more. */
function CurrentBadge({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  if (inbox.state === "CONNECTED" || inbox.state === "FAILING") {
    return <Badge tone={inbox.state === "CONNECTED" ? "ok" : "warn"}>{t("inbox.current")}</Badge>;
  }
  const end = toLiveEnd(inbox);
  return end.tone === "bad" ? <Badge tone="bad">{t("inbox.refusedNow")}</Badge> : <Badge tone="off">{t("inbox.kept")}</Badge>;
}

type GrantLineProps = {
  grant: Pick<EndedGrant, "provider" | "signedInAs" | "startedAt"> & { endedAt?: string | null };
  badge: ReactNode;
  children?: ReactNode;
};

function GrantLine({ grant, badge, children }: GrantLineProps) {
  const { t, locale } = useTranslate();
  const from = <time dateTime={grant.startedAt}>{formatExact(grant.startedAt, locale)}</time>;
  const endedAt = grant.endedAt ?? null;
  return (
    <li className="inbox-line">
      <div className="inbox-line-words">
        <div className="inbox-line-title">
          {[providerName(t, grant.provider), grant.signedInAs].filter((part) => part !== null).join(" · ")} {badge}
        </div>
        <div className="inbox-line-small">
          {endedAt === null ? (
            <Trans id="inbox.grant.since" components={{ from }} />
          ) : (
            <Trans id="inbox.grant.span" components={{ from, to: <time dateTime={endedAt}>{formatExact(endedAt, locale)}</time> }} />
          )}
        </div>
      </div>
      {children}
    </li>
  );
}

function EndedLine({ grant, onShow }: { grant: EndedGrant; onShow: () => void }) {
  const { t } = useTranslate();
  const { receipt } = grant;
  const end = toEndWords(grant.providerAccess, receipt !== null && receipt.credentialsDestroyedAt !== null);
  return (
    <GrantLine grant={grant} badge={<Badge tone={end.tone}>{t(end.state)}</Badge>}>
      <div className="inbox-line-more">
        {receipt === null ? null : (
          <>
            <Link to={toReceipt(receipt.id)}>{t(receipt.final ? "inbox.receipt.final" : "inbox.receipt.open")}</Link>
            <a href={receipt.jsonUrl} download>
              JSON
            </a>
          </>
        )}
        <Button size="small" onClick={onShow}>
          {t("action.bothEnds")}
        </Button>
      </div>
    </GrantLine>
  );
}
