import { Button, useAnnounce } from "@relink/ui";
import type { MenuItem } from "@relink/ui/menu";
import { useNavigate } from "react-router";
import { useVerb } from "../api/use-verb.ts";
import { type InboxAction, type InboxRowFragment, TurnOnInboxDocument } from "../gql/graphql.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import { toInbox } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { DetailsLink } from "./details-link.tsx";
import { MoreActions } from "./more-actions.tsx";
import { useCheckNow } from "./use-check-now.ts";
import { useSayRefusal } from "./use-say-refusal.ts";

/** What a row can ask its page to open. */
export type RowQuestion = "turn-off" | "remove" | "delete-channel" | "reconnect" | "send-link" | "guide";

export type RowActionsProps = {
  inbox: InboxRowFragment;
  onAsk: (question: RowQuestion, inbox: InboxRowFragment) => void;
  /** On the inbox's own page the remedy stands beside what it remedies, and nothing leads there. */
  onItsPage?: boolean;
};

/** Of a live inbox these are about an earlier grant, whose provider end is still open. */
const aboutEarlier: readonly InboxAction[] = ["REVOKE_ACCESS", "CONFIRM_ACCESS_REMOVED", "VERIFY_ACCESS_REMOVED", "SEND_IT_REQUEST"];

/** What opens a dialog and is seldom wanted. */
function toSeldom(
  t: Translate,
  may: (action: InboxAction) => boolean,
  ask: (question: RowQuestion) => () => void,
  broken: boolean,
): readonly MenuItem[] {
  const reconnect: MenuItem = { id: "reconnect", label: t("action.reconnect"), onChoose: ask("reconnect") };
  const sendLink: MenuItem = { id: "send-link", label: t("action.sendLink"), onChoose: ask("send-link") };
  const earlier: MenuItem = { id: "earlier", label: t("action.earlier"), onChoose: ask("guide") };
  return [
    ...(!broken && may("RECONNECT") ? [reconnect] : []),
    ...(may("SEND_RECONNECT_LINK") ? [sendLink] : []),
    ...(aboutEarlier.some(may) ? [earlier] : []),
  ];
}

/** What works is looked at by itself, and what was refused waits for a sign-in: in a list, looking now is seldom wanted. */
function isSeldomChecked({ state }: InboxRowFragment, onItsPage: boolean): boolean {
  return state !== "FAILING" && !onItsPage;
}

/** Exactly what allowedActions allows, in the order in which a person is likely to want it. */
export function RowActions({ inbox, onAsk, onItsPage = false }: RowActionsProps) {
  const { t } = useTranslate();
  const navigate = useNavigate();
  const { check, busy: checking } = useCheckNow(inbox);
  const may = (action: InboxAction) => inbox.allowedActions.includes(action);
  const ask = (question: RowQuestion) => () => onAsk(question, inbox);
  const common = { size: "small", disabledReason: useWaitReason() } as const;
  // Where it is disconnected, signing in again is the remedy, and looking again the lesser thing.
  const broken = inbox.state === "DISCONNECTED" && may("RECONNECT");
  const lookAgain: MenuItem = { id: "check", label: t("action.checkNow"), onChoose: () => void check() };
  // A remedy takes the room of the details.
  const details = { id: "details", label: t("action.details"), onChoose: () => void navigate(toInbox(inbox.id)) };
  const seldom = broken || isSeldomChecked(inbox, onItsPage);
  const more = [
    ...(seldom && may("CHECK_NOW") ? [lookAgain] : []),
    ...toSeldom(t, may, ask, broken),
    ...(broken && !onItsPage ? [details] : []),
  ];
  return (
    <>
      {broken && !onItsPage ? (
        <Button {...common} variant="primary" onClick={ask("reconnect")}>
          {t("action.reconnect")}
        </Button>
      ) : null}
      {!seldom && may("CHECK_NOW") ? (
        <Button {...common} busy={checking} onClick={() => void check()}>
          {t("action.checkNow")}
        </Button>
      ) : null}
      {may("TURN_ON") ? <TurnOn inbox={inbox} /> : null}
      {may("TURN_OFF") ? (
        <Button {...common} onClick={ask("turn-off")}>
          {t("action.turnOff")}
        </Button>
      ) : null}
      <Ending inbox={inbox} onAsk={onAsk} />
      {broken || onItsPage ? null : <DetailsLink inbox={inbox} />}
      <MoreActions address={inbox.address} items={more} busy={seldom && checking} />
    </>
  );
}

/** Remove or Delete: which of the two is the kind's, and allowedActions says so. */
function Ending({ inbox, onAsk }: RowActionsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const common = { size: "small", variant: "danger", disabledReason: waitReason } as const;
  return (
    <>
      {inbox.allowedActions.includes("REMOVE") ? (
        <Button {...common} onClick={() => onAsk("remove", inbox)}>
          {t("action.remove")}
        </Button>
      ) : null}
      {inbox.allowedActions.includes("DELETE_CHANNEL") ? (
        <Button {...common} onClick={() => onAsk("delete-channel", inbox)}>
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
    if (after !== undefined) announce({ words: t("live.moved", { address: after.address, state: stateWord(t, after.state) }) });
  }
  return (
    <Button size="small" busy={verb.busy} disabledReason={waitReason} onClick={() => void turnOn()}>
      {t("action.turnOn")}
    </Button>
  );
}
