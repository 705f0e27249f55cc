import "./connect.css";
import { Banner, Button } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId, useState } from "react";
import type { InboxRowFragment } from "../gql/graphql.ts";
import type { MessageId } from "@lingui/core";
import { useTranslate } from "../i18n/translate.ts";
import { placeName } from "../i18n/words.ts";
import { paths, toChannels } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { type ConnectChoice, toChoice, toSubmitWords } from "./provider-choice.ts";
import { ProviderFields } from "./provider-fields.tsx";
import { useBack } from "./use-sign-in-away.ts";
import { useReconnect } from "./use-reconnect.ts";

/** What stays as it is until the new sign-in has passed, told for the state that the inbox is in. */
function toWords({ state }: InboxRowFragment): MessageId {
  if (state === "OFF") return "reconnect.words.OFF";
  if (state === "REMOVED") return "reconnect.words.REMOVED";
  return state === "DISCONNECTED" ? "reconnect.words.DISCONNECTED" : "reconnect.words.CONNECTED";
}

/** Where the mail was last; open where the domain has moved, for then it is the one place where it is not. */
function toFirstChoice({ provider, disconnection }: InboxRowFragment): ConnectChoice | null {
  return disconnection?.reason === "PROVIDER_MIGRATED" ? null : toChoice(provider);
}

export type ReconnectDialogProps = { inbox: InboxRowFragment; onClose: () => void };

/** Signs in once more for an inbox that stays the same: at its provider, or at the one that its mailbox moved to. */
export function ReconnectDialog({ inbox, onClose }: ReconnectDialogProps) {
  const { t } = useTranslate();
  const form = useId();
  const back = useBack(inbox.sharedInbox === null ? paths.email : toChannels(inbox.sharedInbox.id));
  const [choice, setChoice] = useState(toFirstChoice(inbox));
  const { reconnect, busy, refusal, reset } = useReconnect(inbox.id, back, onClose);
  const allowed = busy || inbox.allowedActions.includes("RECONNECT");
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (choice !== null) void reconnect(choice, new FormData(event.currentTarget));
  }
  function choose(next: ConnectChoice) {
    setChoice(next);
    reset();
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("reconnect.title", { address: inbox.address })}
      words={t(toWords(inbox))}
      actions={<Buttons form={form} choice={choice} allowed={allowed} busy={busy} onClose={onClose} />}
    >
      {allowed ? (
        <form id={form} className="connect-form" onSubmit={submit}>
          <ProviderFields
            choice={choice}
            refusal={refusal}
            onChoose={choose}
            addressShown={false}
            host={inbox.provider === "IMAP" ? (inbox.mailHost ?? undefined) : undefined}
          />
          <Moved inbox={inbox} choice={choice} />
        </form>
      ) : (
        <Banner>{t("dialog.changedMeanwhile")}</Banner>
      )}
    </Dialog>
  );
}

type ButtonsProps = {
  form: string;
  choice: ConnectChoice | null;
  allowed: boolean;
  busy: boolean;
  onClose: () => void;
};

function Buttons({ form, choice, allowed, busy, onClose }: ButtonsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const notYet = choice === null ? t("connect.chooseFirst") : undefined;
  return (
    <>
      {allowed ? (
        <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={waitReason ?? notYet}>
          {toSubmitWords(t, choice, t("action.reconnect"))}
        </Button>
      ) : null}
      <Button onClick={onClose}>{t(allowed ? "action.cancel" : "action.close")}</Button>
    </>
  );
}

/** Another provider than before: what comes along, and what becomes of the old end. */
function Moved({ inbox, choice }: { inbox: InboxRowFragment; choice: ConnectChoice | null }) {
  const { t } = useTranslate();
  if (choice === null || choice === inbox.provider) return null;
  return <p className="connect-moved">{t("reconnect.moved", { provider: placeName(t, inbox) })}</p>;
}
