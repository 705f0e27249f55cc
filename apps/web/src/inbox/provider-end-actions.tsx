import { Button } from "@relink/ui";
import { useEffect } from "react";
import { useVerb } from "../api/use-verb.ts";
import {
  ConfirmProviderAccessRemovedDocument,
  type ProviderEndFragment,
  VerifyProviderAccessRemovedDocument,
} from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { useWaitReason } from "../shell/use-online.ts";

export type ProviderEndActionsProps = {
  inbox: ProviderEndFragment;
  grant: ProviderEndFragment["endedGrants"][number] | null;
  onClose: () => void;
  /** A sentence for the dialog: what came of it, or why it was refused. */
  onSaid: (words: string | null) => void;
};

const outcomes = {
  REFUSED: "verify.REFUSED",
  STILL_ACCEPTED: "verify.STILL_ACCEPTED",
  UNKNOWN: "verify.UNKNOWN",
} as const;

function isOutcome(outcome: string): outcome is keyof typeof outcomes {
  return Object.hasOwn(outcomes, outcome);
}

function useProviderEndVerbs({ inbox, grant, onSaid }: Omit<ProviderEndActionsProps, "onClose">) {
  const { t } = useTranslate();
  const confirm = useVerb(ConfirmProviderAccessRemovedDocument);
  const verify = useVerb(VerifyProviderAccessRemovedDocument);
  const refusal = confirm.refusal ?? verify.refusal;
  const refused = refusal === null ? null : refusalSentence(t, refusal);
  useEffect(() => onSaid(refused), [onSaid, refused]);
  const input = { inboxId: inbox.id, ...(grant === null ? {} : { grantId: grant.id }) };

  async function runConfirm() {
    onSaid(null);
    verify.reset();
    await confirm.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
  }
  async function runVerify() {
    onSaid(null);
    confirm.reset();
    const data = await verify.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
    const outcome = data?.verifyProviderAccessRemoved?.outcome;
    if (outcome === undefined) return;
    onSaid(t(isOutcome(outcome) ? outcomes[outcome] : "verify.UNKNOWN", { provider: providerName(t, inbox.provider) }));
  }
  return { runConfirm, runVerify, confirming: confirm.busy, verifying: verify.busy };
}

/** What the person can do about the provider's end, from the ended grant's allowedActions. */
export function ProviderEndActions({ inbox, grant, onClose, onSaid }: ProviderEndActionsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { runConfirm, runVerify, confirming, verifying } = useProviderEndVerbs({ inbox, grant, onSaid });
  const mayConfirm = grant?.allowedActions.includes("CONFIRM_ACCESS_REMOVED") ?? false;
  const mayVerify = grant?.allowedActions.includes("VERIFY_ACCESS_REMOVED") ?? false;
  return (
    <>
      {mayConfirm ? (
        <Button variant="primary" busy={confirming} disabledReason={waitReason} onClick={() => void runConfirm()}>
          {t("guide.iRemovedIt")}
        </Button>
      ) : null}
      {mayVerify ? (
        <Button busy={verifying} disabledReason={waitReason} onClick={() => void runVerify()}>
          {t("guide.check")}
        </Button>
      ) : null}
      <Button variant={mayConfirm ? "secondary" : "primary"} onClick={onClose}>
        {t(mayConfirm ? "action.close" : "guide.done")}
      </Button>
    </>
  );
}
