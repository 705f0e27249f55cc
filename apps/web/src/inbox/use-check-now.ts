import { useAnnounce } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { CheckInboxNowDocument, type InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useSayRefusal } from "./use-say-refusal.ts";

const verdicts = {
  OK: "check.OK",
  PASSING_FAILURE: "check.PASSING_FAILURE",
  REFUSED: "check.REFUSED",
  APPLICATION_REFUSED: "check.APPLICATION_REFUSED",
} as const;

function isVerdict(verdict: string): verdict is keyof typeof verdicts {
  return Object.hasOwn(verdicts, verdict);
}

/** Checks an inbox now, and says what came of it. */
export function useCheckNow(inbox: InboxRowFragment): { check: () => Promise<void>; busy: boolean } {
  const { t, locale } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(CheckInboxNowDocument);
  useSayRefusal(refusal);
  async function check(): Promise<void> {
    const data = await run((idempotencyKey) => ({ input: { inboxId: inbox.id, idempotencyKey }, locale }));
    if (data?.checkInboxNow == null) return;
    const verdict = data.checkInboxNow.check?.verdict;
    const id = verdict !== undefined && isVerdict(verdict) ? verdicts[verdict] : "check.later";
    announce({ words: t(id, { address: inbox.address }) });
  }
  return { check, busy };
}
