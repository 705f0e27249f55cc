import "./connect.css";
import { Button, TextField } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId, useState } from "react";
import type { Refusal } from "../api/refusal.ts";
import type { InboxKind } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { paths, toChannels } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { type ConnectChoice, toSubmitWords } from "./provider-choice.ts";
import { ProviderFields, useBeside } from "./provider-fields.tsx";
import { useConnect } from "./use-connect.ts";
import { useBack } from "./use-sign-in-away.ts";

export type ConnectDialogProps = {
  kind: Extract<InboxKind, "PERSONAL" | "TEAM">;
  /** TEAM: where the channel goes. */
  sharedInbox?: { id: string; name: string };
  /** The address to begin with, where one was tried before. */
  address?: string;
  onClose: () => void;
};

/** Connects an address: by sign-in at Google or Microsoft, or with IMAP details that are tried at once. */
export function ConnectDialog({ kind, sharedInbox, address, onClose }: ConnectDialogProps) {
  const { t } = useTranslate();
  const form = useId();
  const back = useBack(sharedInbox === undefined ? paths.email : toChannels(sharedInbox.id));
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
            {toSubmitWords(t, choice, t("connect.yes"))}
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
  const beside = useBeside(refusal);
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
      <ProviderFields choice={choice} refusal={refusal} onChoose={onChoose} addressShown />
    </>
  );
}
