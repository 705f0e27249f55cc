import { Banner, RadioCards } from "@relink/ui";
import type { Refusal } from "../api/refusal.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { type Beside, type FoundServers, ImapFields } from "./imap-fields.tsx";
import { type ConnectChoice, toChoiceCards } from "./provider-choice.ts";

/** Fields that ImapFields shows; a refusal about any other is about the whole, unless the form shows more. */
const shownForImap = ["username", "password", "imap.host", "imap.port", "smtp.host", "smtp.port"];

/** Gives the sentence that belongs beside a field of the form. */
export function useBeside(refusal: Refusal | null): Beside {
  const { t } = useTranslate();
  return (name) => (refusal !== null && refusedField(refusal) === name ? refusalSentence(t, refusal) : undefined);
}

export type ProviderFieldsProps = {
  choice: ConnectChoice | null;
  refusal: Refusal | null;
  onChoose: (choice: ConnectChoice) => void;
  /** The form asks for the address itself, and says there what is wrong with it. */
  addressShown: boolean;
  /** The mail server, as far as it is known. */
  host?: string | undefined;
  /** What was found out about the address. */
  found?: FoundServers | null;
};

/** Where the mail is, and what it takes to get in: the part that connecting and reconnecting share. */
export function ProviderFields({ choice, refusal, onChoose, addressShown, host, found = null }: ProviderFieldsProps) {
  const { t } = useTranslate();
  const beside = useBeside(refusal);
  const field = refusal === null ? null : refusedField(refusal);
  const shown = [...(addressShown ? ["address"] : []), ...(choice === "IMAP" ? shownForImap : [])];
  return (
    <>
      <RadioCards legend={t("connect.provider")} name="provider" value={choice} choices={toChoiceCards(t)} onChoose={onChoose} />
      {choice === "IMAP" ? <ImapFields beside={beside} host={host} found={found} /> : null}
      {choice === null || choice === "IMAP" ? null : <Banner>{t("connect.leave", { provider: providerName(t, choice) })}</Banner>}
      {refusal === null || (field !== null && shown.includes(field)) ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </>
  );
}
