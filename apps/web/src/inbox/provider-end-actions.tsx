import { Button } from "@relink/ui";
import { useEffect } from "react";
import { useVerb } from "../api/use-verb.ts";
import {
  ConfirmProviderAccessRemovedDocument,
  type InboxAction,
  type ProviderEndFragment,
  RevokeProviderAccessDocument,
  VerifyProviderAccessRemovedDocument,
} from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { toGrantPlace } from "./grant-place.ts";

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
  const revoke = useVerb(RevokeProviderAccessDocument);
  const refusal = confirm.refusal ?? verify.refusal ?? revoke.refusal;
  const provider = toGrantPlace(t, inbox, grant?.provider ?? inbox.provider);
  const refused = refusal === null ? null : refusalSentence(t, refusal);
  useEffect(() => onSaid(refused), [onSaid, refused]);
  const input = { inboxId: inbox.id, ...(grant === null ? {} : { grantId: grant.id }) };

  function begin(other: readonly { reset: () => void }[]) {
    onSaid(null);
    for (const each of other) each.reset();
  }
  async function runConfirm() {
    begin([verify, revoke]);
    await confirm.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
  }
  async function runRevoke() {
    begin([verify, confirm]);
    const data = await revoke.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
    if (data?.revokeProviderAccess != null) onSaid(t("guide.asked", { provider }));
  }
  async function runVerify() {
    begin([confirm, revoke]);
    const data = await verify.run((idempotencyKey) => ({ input: { ...input, idempotencyKey } }));
    const outcome = data?.verifyProviderAccessRemoved?.outcome;
    if (outcome === undefined) return;
    onSaid(t(isOutcome(outcome) ? outcomes[outcome] : "verify.UNKNOWN", { provider }));
  }
  const busy = { confirm: confirm.busy, verify: verify.busy, revoke: revoke.busy };
  return { runConfirm, runRevoke, runVerify, busy, provider };
}

/** What the person can do about the provider's end, from the ended grant's allowedActions. */
export function ProviderEndActions({ inbox, grant, onClose, onSaid }: ProviderEndActionsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { runConfirm, runRevoke, runVerify, busy, provider } = useProviderEndVerbs({ inbox, grant, onSaid });
  const may = (action: InboxAction) => grant?.allowedActions.includes(action) ?? false;
  const mayConfirm = may("CONFIRM_ACCESS_REMOVED");
  return (
    <>
      {mayConfirm ? (
        <Button variant="primary" busy={busy.confirm} disabledReason={waitReason} onClick={() => void runConfirm()}>
          {t("guide.iRemovedIt")}
        </Button>
      ) : null}
      {may("VERIFY_ACCESS_REMOVED") ? (
        <Button busy={busy.verify} disabledReason={waitReason} onClick={() => void runVerify()}>
          {t("guide.check")}
        </Button>
      ) : null}
      {may("REVOKE_ACCESS") ? (
        <Button busy={busy.revoke} disabledReason={waitReason} onClick={() => void runRevoke()}>
          {t("guide.askAgain", { provider })}
        </Button>
      ) : null}
      <Button variant={mayConfirm ? "secondary" : "primary"} onClick={onClose}>
        {t(mayConfirm ? "action.close" : "guide.done")}
      </Button>
    </>
  );
}
