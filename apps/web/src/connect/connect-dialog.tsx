import "./connect.css";
import { Banner, Button, RadioCards, TextField } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId, useState } from "react";
import { useLocation } from "react-router";
import type { Refusal } from "../api/refusal.ts";
import type { InboxKind } from "../gql/graphql.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { paths, toChannels } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { ImapFields } from "./imap-fields.tsx";
import { type ConnectChoice, useConnect } from "./use-connect.ts";

export type ConnectDialogProps = {
  kind: Extract<InboxKind, "PERSONAL" | "TEAM">;
  /** TEAM: where the channel goes. */
  sharedInbox?: { id: string; name: string };
  /** The address to begin with, where one was tried before. */
  address?: string;
  onClose: () => void;
};

/** Fields that the form shows; a refusal about any other is about the whole. */
const shownFields = new Set(["address", "username", "password", "imap.host", "imap.port", "smtp.host", "smtp.port"]);

function toChoices(t: Translate) {
  return [
    { value: "GOOGLE", label: t("provider.GOOGLE"), hint: t("connect.hint.GOOGLE") },
    { value: "MICROSOFT", label: t("provider.MICROSOFT"), hint: t("connect.hint.MICROSOFT") },
    { value: "IMAP", label: t("provider.IMAP"), hint: t("connect.hint.IMAP") },
  ] as const;
}

/** Trying again from the result's page must lead on, not back to that page. */
function useBack(sharedInbox: ConnectDialogProps["sharedInbox"]): string {
  const { pathname } = useLocation();
  if (pathname !== paths.connectResult) return pathname;
  return sharedInbox === undefined ? paths.email : toChannels(sharedInbox.id);
}

/** Connects an address: by sign-in at Google or Microsoft, or with IMAP details that are tried at once. */
export function ConnectDialog({ kind, sharedInbox, address, onClose }: ConnectDialogProps) {
  const { t } = useTranslate();
  const form = useId();
  const back = useBack(sharedInbox);
  const waitReason = useWaitReason();
  const [choice, setChoice] = useState<ConnectChoice | null>(null);
  const { connect, busy, refusal, reset } = useConnect({ kind, sharedInboxId: sharedInbox?.id ?? null, back, onClose });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (choice !== null) void connect(choice, new FormData(event.currentTarget));
  }
  function choose(next: ConnectChoice) {
    setChoice(next);
    reset();
  }
  const notYet = choice === null ? t("connect.chooseFirst") : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={sharedInbox === undefined ? t("connect.title") : t("connect.titleTeam", { name: sharedInbox.name })}
      words={t("connect.words")}
      actions={
        <>
          <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={waitReason ?? notYet}>
            {toSubmitWords(t, choice)}
          </Button>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
        </>
      }
    >
      <form id={form} className="connect-form" onSubmit={submit}>
        <ConnectFields address={address} choice={choice} refusal={refusal} onChoose={choose} />
      </form>
    </Dialog>
  );
}

type ConnectFieldsProps = {
  address: string | undefined;
  choice: ConnectChoice | null;
  refusal: Refusal | null;
  onChoose: (choice: ConnectChoice) => void;
};

function ConnectFields({ address, choice, refusal, onChoose }: ConnectFieldsProps) {
  const { t } = useTranslate();
  const sentence = refusal === null ? undefined : refusalSentence(t, refusal);
  const field = refusal === null ? null : refusedField(refusal);
  const beside = (name: string) => (field === name ? sentence : undefined);
  const besideNone = sentence !== undefined && (field === null || !shownFields.has(field));
  return (
    <>
      <TextField
        label={t("connect.address")}
        name="address"
        type="email"
        autoComplete="email"
        required
        defaultValue={address}
        error={beside("address")}
      />
      <RadioCards
        legend={t("connect.provider")}
        name="provider"
        value={choice}
        choices={toChoices(t)}
        onChoose={onChoose}
      />
      {choice === "IMAP" ? <ImapFields beside={beside} /> : null}
      {choice === null || choice === "IMAP" ? null : (
        <Banner>{t("connect.leave", { provider: providerName(t, choice) })}</Banner>
      )}
      {besideNone ? (
        <Banner tone="bad" urgent>
          {sentence}
        </Banner>
      ) : null}
    </>
  );
}

function toSubmitWords(t: Translate, choice: ConnectChoice | null): string {
  if (choice === null || choice === "IMAP") return t("connect.yes");
  return t("connect.continue", { provider: providerName(t, choice) });
}
