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

/** What the person can do about the provider's end, from the ended grant's allowedActions. */
export function ProviderEndActions({ inbox, grant, onClose, onSaid }: ProviderEndActionsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const confirm = useVerb(ConfirmProviderAccessRemovedDocument);
  const verify = useVerb(VerifyProviderAccessRemovedDocument);
  const refusal = confirm.refusal ?? verify.refusal;
  const refused = refusal === null ? null : refusalSentence(t, refusal);
  useEffect(() => onSaid(refused), [onSaid, refused]);
  const provider = providerName(t, inbox.provider);
  const input = { inboxId: inbox.id, ...(grant === null ? {} : { grantId: grant.id }) };
  const mayConfirm = grant?.allowedActions.includes("CONFIRM_ACCESS_REMOVED") ?? false;
  const mayVerify = grant?.allowedActions.includes("VERIFY_ACCESS_REMOVED") ?? false;

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
    if (outcome !== undefined) onSaid(t(isOutcome(outcome) ? outcomes[outcome] : "verify.UNKNOWN", { provider }));
  }

  return (
    <>
      {mayConfirm ? (
        <Button variant="primary" busy={confirm.busy} disabledReason={waitReason} onClick={() => void runConfirm()}>
          {t("guide.iRemovedIt")}
        </Button>
      ) : null}
      {mayVerify ? (
        <Button busy={verify.busy} disabledReason={waitReason} onClick={() => void runVerify()}>
          {t("guide.check")}
        </Button>
      ) : null}
      <Button variant={mayConfirm ? "secondary" : "primary"} onClick={onClose}>
        {t(mayConfirm ? "action.close" : "guide.done")}
      </Button>
    </>
  );
}
