import { Banner, Button } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { ReportAdminConsentDocument } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";

type WhoConsentedProps = {
  inboxId: string;
  grantId: string;
  /** What it stands at: an administrator gave the consent, so that the guide is one for IT. */
  byAdministrator: boolean;
};

/** No sign-in tells whether an administrator gave the consent at Microsoft 365: the person who looks there can. */
export function WhoConsented({ inboxId, grantId, byAdministrator }: WhoConsentedProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { run, busy, refusal } = useVerb(ReportAdminConsentDocument);
  const given = !byAdministrator;
  const tell = () => void run((idempotencyKey) => ({ input: { inboxId, grantId, given, idempotencyKey } }));
  const action = (
    <Button size="small" busy={busy} disabledReason={waitReason} onClick={tell}>
      {t(given ? "consent.byAdministrator" : "consent.byMe")}
    </Button>
  );
  return (
    <>
      <Banner action={action}>{t(given ? "consent.byAdministrator.words" : "consent.byMe.words")}</Banner>
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </>
  );
}
