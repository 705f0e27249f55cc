import { Badge, Button, RelativeTime } from "@relink/ui";
import { useState } from "react";
import type { ApiKeyCardFragment } from "../gql/graphql.ts";
import { formatMoment } from "../i18n/dates.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { hasExpired } from "./api-key-expiry.ts";
import { scopeWord } from "./scope-words.ts";

/** One key: what it is for, what it may do, when it was used and when it ends. */
export function ApiKeyCard({ apiKey, onRevoke }: { apiKey: ApiKeyCardFragment; onRevoke: () => void }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { name, prefix, scopes } = apiKey;
  return (
    <li className="key-card" aria-label={name}>
      <div>
        <div className="key-name">
          {name} <code>{prefix}…</code>
        </div>
        <ul className="key-badges" role="list" aria-label={t("keys.may")}>
          {scopes.map((scope) => (
            <li key={scope}>
              <Badge>{scopeWord(t, scope)}</Badge>
            </li>
          ))}
        </ul>
        <Times apiKey={apiKey} />
      </div>
      <Button disabledReason={waitReason} onClick={onRevoke} aria-label={t("keys.revoke.of", { name })}>
        {t("keys.revoke")}
      </Button>
    </li>
  );
}

function Times({ apiKey: { createdAt, lastUsedAt, expiresAt } }: { apiKey: ApiKeyCardFragment }) {
  const { t, locale } = useTranslate();
  const [now] = useState(() => Date.now());
  return (
    <p className="key-times">
      <span>{t("keys.created", { time: formatMoment(createdAt, locale) })}</span>
      <span>
        {lastUsedAt === null ? t("keys.unused") : t("keys.used")}{" "}
        {lastUsedAt === null ? null : <RelativeTime at={lastUsedAt} locale={locale} />}
      </span>
      {hasExpired(expiresAt, now) ? (
        <Badge tone="bad">{t("keys.expired")}</Badge>
      ) : (
        <span>{expiresAt === null ? t("keys.endless") : t("keys.expires", { time: formatMoment(expiresAt, locale) })}</span>
      )}
    </p>
  );
}
