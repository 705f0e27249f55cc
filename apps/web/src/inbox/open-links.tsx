import type { MessageId } from "@lingui/core";
import { Trans } from "@lingui/react";
import { Banner, Button, Card, RelativeTime, useAnnounce } from "@relink/ui";
import type { ReactNode } from "react";
import { useVerb } from "../api/use-verb.ts";
import { type LinkKind, WithdrawLinkDocument } from "../gql/graphql.ts";
import { formatExact } from "../i18n/dates.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import type { OneInbox } from "./one-inbox-page.tsx";

type OpenLink = OneInbox["openLinks"][number];

const kinds = {
  RECONNECT: "inbox.link.RECONNECT",
  IT_REQUEST: "inbox.link.IT_REQUEST",
  "%future added value": "link.crumb",
} as const satisfies Record<LinkKind, MessageId>;

/** What can still be used without an account: to whom it went, until when, and the way to take it back. */
export function OpenLinks({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(WithdrawLinkDocument);
  const waitReason = useWaitReason();
  async function withdraw(link: OpenLink) {
    const data = await run((idempotencyKey) => ({ inboxId: inbox.id, linkId: link.id, idempotencyKey }));
    if (data === null) return;
    announce({ words: t("inbox.link.withdrawn") });
    // The button is gone with its link.
    document.getElementById("main")?.focus();
  }
  if (inbox.openLinks.length === 0) return null;
  return (
    <section aria-labelledby="inbox-links">
      <h2 id="inbox-links">{t("inbox.links")}</h2>
      <Card>
        <ul className="inbox-lines" role="list" aria-labelledby="inbox-links">
          {inbox.openLinks.map((link) => (
            <LinkLine key={link.id} link={link}>
              <Button
                size="small"
                busy={busy}
                disabledReason={waitReason}
                aria-label={t("inbox.link.withdrawIt", { link: titleOf(t, link) })}
                onClick={() => void withdraw(link)}
              >
                {t("inbox.link.withdraw")}
              </Button>
            </LinkLine>
          ))}
        </ul>
      </Card>
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </section>
  );
}

function titleOf(t: Translate, { kind, sentTo }: OpenLink): string {
  const named = t(kinds[kind] ?? "link.crumb");
  return sentTo === null ? t("inbox.link.byHand", { kind: named }) : t("inbox.link.sent", { kind: named, to: sentTo });
}

function LinkLine({ link, children }: { link: OpenLink; children: ReactNode }) {
  const { t, locale } = useTranslate();
  const until = <time dateTime={link.expiresAt}>{formatExact(link.expiresAt, locale)}</time>;
  return (
    <li className="inbox-line">
      <div className="inbox-line-words">
        <div className="inbox-line-title">{titleOf(t, link)}</div>
        <div className="inbox-line-small">
          <Trans
            id="inbox.link.until"
            values={{ name: link.madeBy }}
            components={{ at: <RelativeTime at={link.createdAt} locale={locale} />, until }}
          />
        </div>
      </div>
      {children}
    </li>
  );
}
