import "./connect.css";
import { Button, TextField } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId, useState } from "react";
import type { Refusal } from "../api/refusal.ts";
import type { InboxKind, InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { paths, toChannels } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { BringBack, useFindRemoved } from "./bring-back.tsx";
import { type ConnectChoice, toSubmitWords } from "./provider-choice.ts";
import { ProviderFields, useBeside } from "./provider-fields.tsx";
import { ReconnectDialog } from "./reconnect-dialog.tsx";
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

/** Connects an address; one that was removed a while ago is offered to come back first. */
export function ConnectDialog(props: ConnectDialogProps) {
  const [bringBack, setBringBack] = useState<InboxRowFragment | null>(null);
  if (bringBack !== null) return <ReconnectDialog inbox={bringBack} onClose={props.onClose} />;
  return <NewConnection {...props} onBringBack={setBringBack} />;
}

type BringsBack = { onBringBack: (inbox: InboxRowFragment) => void };

/** By sign-in at Google or Microsoft, or with IMAP details that are tried at once. */
function NewConnection({ kind, sharedInbox, address, onClose, onBringBack }: ConnectDialogProps & BringsBack) {
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
        <AddressField
          sharedInboxId={sharedInbox?.id ?? null}
          address={address}
          refusal={refusal}
          onBringBack={onBringBack}
        />
        <ProviderFields choice={choice} refusal={refusal} onChoose={choose} addressShown />
      </form>
    </Dialog>
  );
}

type AddressFieldProps = BringsBack & {
  sharedInboxId: string | null;
  address: string | undefined;
  refusal: Refusal | null;
};

function AddressField({ sharedInboxId, address = "", refusal, onBringBack }: AddressFieldProps) {
  const { t } = useTranslate();
  const beside = useBeside(refusal);
  const [typed, setTyped] = useState(address);
  const removed = useFindRemoved(sharedInboxId)(typed);
  return (
    <>
      <TextField
        label={t("connect.address")}
        name="address"
        type="email"
        autoComplete="email"
        required
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={beside("address")}
      />
      {removed === null ? null : <BringBack onChoose={() => onBringBack(removed)} />}
    </>
  );
}
