import { Button, useAnnounce } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { CheckInboxNowDocument, type InboxAction, type InboxRowFragment, TurnOnInboxDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { useSayRefusal } from "./use-say-refusal.ts";

/** What a row can ask its page to open. */
export type RowQuestion = "turn-off" | "remove" | "delete-channel";

export type RowActionsProps = {
  inbox: InboxRowFragment;
  onAsk: (question: RowQuestion, inbox: InboxRowFragment) => void;
};

/** Exactly what allowedActions allows, in the order in which a person is likely to want it. */
export function RowActions({ inbox, onAsk }: RowActionsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const may = (action: InboxAction) => inbox.allowedActions.includes(action);
  const ask = (question: RowQuestion) => () => onAsk(question, inbox);
  const common = { size: "small", disabledReason: waitReason } as const;
  return (
    <>
      {may("CHECK_NOW") ? <CheckNow inbox={inbox} /> : null}
      {may("TURN_ON") ? <TurnOn inbox={inbox} /> : null}
      {may("TURN_OFF") ? (
        <Button {...common} onClick={ask("turn-off")}>
          {t("action.turnOff")}
        </Button>
      ) : null}
      {may("REMOVE") ? (
        <Button {...common} variant="danger" onClick={ask("remove")}>
          {t("action.remove")}
        </Button>
      ) : null}
      {may("DELETE_CHANNEL") ? (
        <Button {...common} variant="danger" onClick={ask("delete-channel")}>
          {t("action.delete")}
        </Button>
      ) : null}
    </>
  );
}

function TurnOn({ inbox }: { inbox: InboxRowFragment }) {
  const { t, locale } = useTranslate();
  const announce = useAnnounce();
  const verb = useVerb(TurnOnInboxDocument);
  const waitReason = useWaitReason();
  useSayRefusal(verb.refusal);
  async function turnOn() {
    const input = { inboxId: inbox.id, expectedVersion: inbox.version };
    const data = await verb.run((idempotencyKey) => ({ input: { ...input, idempotencyKey }, locale }));
    const after = data?.turnOnInbox?.inbox;
    if (after !== undefined)
      announce({ words: t("live.moved", { address: after.address, state: stateWord(t, after.state) }) });
  }
  return (
    <Button size="small" busy={verb.busy} disabledReason={waitReason} onClick={() => void turnOn()}>
      {t("action.turnOn")}
    </Button>
  );
}

const verdicts = {
  OK: "check.OK",
  PASSING_FAILURE: "check.PASSING_FAILURE",
  REFUSED: "check.REFUSED",
  APPLICATION_REFUSED: "check.APPLICATION_REFUSED",
} as const;

function isVerdict(verdict: string): verdict is keyof typeof verdicts {
  return Object.hasOwn(verdicts, verdict);
}

function CheckNow({ inbox }: { inbox: InboxRowFragment }) {
  const { t, locale } = useTranslate();
  const announce = useAnnounce();
  const verb = useVerb(CheckInboxNowDocument);
  const waitReason = useWaitReason();
  useSayRefusal(verb.refusal);
  async function check() {
    const data = await verb.run((idempotencyKey) => ({ input: { inboxId: inbox.id, idempotencyKey }, locale }));
    if (data?.checkInboxNow == null) return;
    const verdict = data.checkInboxNow.check?.verdict;
    const id = verdict !== undefined && isVerdict(verdict) ? verdicts[verdict] : "check.later";
    announce({ words: t(id, { address: inbox.address }) });
  }
  return (
    <Button size="small" busy={verb.busy} disabledReason={waitReason} onClick={() => void check()}>
      {t("action.checkNow")}
    </Button>
  );
}
