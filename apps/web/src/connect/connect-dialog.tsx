import "./connect.css";
import { Button, TextField } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import type { Refusal } from "../api/refusal.ts";
import type { InboxKind, InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { paths, toChannels } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { BringBack } from "./bring-back.tsx";
import { FoundLine } from "./found-line.tsx";
import { toSubmitWords } from "./provider-choice.ts";
import { ProviderFields, useBeside } from "./provider-fields.tsx";
import { ReconnectDialog } from "./reconnect-dialog.tsx";
import { useChoice } from "./use-choice.ts";
import { useConnect } from "./use-connect.ts";
import type { DiscoveryField } from "./use-discovery.ts";
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

/** A removed inbox of the address, where its return gives what this dialog was opened for. */
function toRemoved({ discovery }: DiscoveryField, kind: InboxKind, sharedInboxId: string | null): InboxRowFragment | null {
  const inbox = discovery.state === "found" ? discovery.settings.reconnectable : null;
  return inbox?.kind === kind && (inbox.sharedInbox?.id ?? null) === sharedInboxId ? inbox : null;
}

type BringsBack = { onBringBack: (inbox: InboxRowFragment) => void };

/** By sign-in at Google or Microsoft, or with IMAP details that are tried at once. */
function NewConnection({ kind, sharedInbox, address, onClose, onBringBack }: ConnectDialogProps & BringsBack) {
  const { t } = useTranslate();
  const form = useId();
  const back = useBack(sharedInbox === undefined ? paths.email : toChannels(sharedInbox.id));
  const waitReason = useWaitReason();
  const { connect, busy, refusal, reset } = useConnect({ kind, sharedInboxId: sharedInbox?.id ?? null, back, onClose });
  const { choice, choose, field } = useChoice(address, reset);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (choice !== null) void connect(choice, new FormData(event.currentTarget));
  }
  const notYet = choice === null ? t("connect.chooseFirst") : undefined;
  const found = field.discovery.state === "found" ? field.discovery.settings : null;
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
        <AddressField address={address} refusal={refusal} field={field} enterAsks={choice === null} />
        <Removed inbox={toRemoved(field, kind, sharedInbox?.id ?? null)} onBringBack={onBringBack} />
        <ProviderFields choice={choice} refusal={refusal} onChoose={choose} addressShown found={found} />
      </form>
    </Dialog>
  );
}

type AddressFieldProps = {
  address: string | undefined;
  refusal: Refusal | null;
  field: DiscoveryField;
  /** Nothing can be sent yet: Enter asks about the address. */
  enterAsks: boolean;
};

function AddressField({ address, refusal, field, enterAsks }: AddressFieldProps) {
  const { t } = useTranslate();
  const beside = useBeside(refusal);
  function press(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== "Enter" || !enterAsks) return;
    event.preventDefault();
    field.settle(event.currentTarget.value);
  }
  return (
    <div>
      <TextField
        label={t("connect.address")}
        name="address"
        type="email"
        autoComplete="email"
        required
        defaultValue={address}
        error={beside("address")}
        onChange={(event) => field.type(event.currentTarget.value)}
        onBlur={(event) => field.settle(event.currentTarget.value)}
        onKeyDown={press}
      />
      <FoundLine discovery={field.discovery} />
    </div>
  );
}

function Removed({ inbox, onBringBack }: BringsBack & { inbox: InboxRowFragment | null }) {
  return inbox === null ? null : <BringBack onChoose={() => onBringBack(inbox)} />;
}
