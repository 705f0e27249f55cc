import { Banner, Button } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { CompleteItRequestDocument } from "../gql/graphql.ts";
import { formatExact } from "../i18n/dates.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { ProviderEndGuide } from "../inbox/provider-end-guide.tsx";
import { LinkHead } from "./link-head.tsx";
import type { UsableLink } from "./opened-link.ts";

export type LinkPartProps = {
  token: string;
  link: UsableLink;
  /** The link was used, here or elsewhere: read it again. */
  onMoved: () => void;
};

/** For IT: what to remove, for which address, and Done. */
export function ItRequest({ token, link, onMoved }: LinkPartProps) {
  const { t, locale } = useTranslate();
  const { run, busy, refusal } = useVerb(CompleteItRequestDocument);
  async function finish() {
    await run(() => ({ token }));
    onMoved();
  }
  return (
    <>
      <LinkHead title={t("link.it.title", { address: link.address })}>
        {t("link.it.words", { workspace: link.workspaceName, address: link.address })}
      </LinkHead>
      {link.guide === null ? null : <ProviderEndGuide guide={link.guide} access="AWAITING_PERSON" />}
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
      <div className="link-actions">
        <Button variant="primary" busy={busy} onClick={() => void finish()}>
          {t("link.it.done")}
        </Button>
      </div>
      <p className="link-small">{t("link.until", { time: formatExact(link.expiresAt, locale) })}</p>
    </>
  );
}
