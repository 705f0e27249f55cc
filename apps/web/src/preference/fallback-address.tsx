import { Button, TextField } from "@relink/ui";
import { type FormEvent, useState } from "react";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { SavedLine } from "./saved-line.tsx";
import type { Saving } from "./use-preferences.ts";

const setting = "fallbackEmail";

/** What is wrong with the address, before anything is asked. */
function useAddress({ save }: Saving, stored: string | null, ownEmail: string) {
  const { t } = useTranslate();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | undefined>();
  const value = typed ?? stored ?? "";
  async function put(next: string | null): Promise<void> {
    setWrong(undefined);
    if (await save(setting, next)) setTyped(null);
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const address = value.trim();
    const field = event.currentTarget.elements.namedItem("fallback");
    if (address.toLowerCase() === ownEmail.toLowerCase()) setWrong(t("prefs.fallback.same"));
    else if (address === "" || (field instanceof HTMLInputElement && !field.validity.valid)) setWrong(t("prefs.fallback.wrong"));
    else void put(address);
  }
  return { value, setTyped, wrong, put, submit };
}

/** Where mail goes while the address that one signs in with is itself cut off. */
export function FallbackAddress({ saving, email }: { saving: Saving; email: string }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { last, shown } = saving;
  const { value, setTyped, wrong, put, submit } = useAddress(saving, shown.fallbackEmail, email);
  const refusal = last?.setting === setting ? last.refusal : null;
  const refused =
    refusal?.code === "BAD_USER_INPUT" ? t("prefs.fallback.wrong") : refusal === null ? undefined : refusalSentence(t, refusal);
  const before = last?.before.fallbackEmail;
  const busy = last?.setting === setting && last.busy;
  return (
    <form className="pref-part" noValidate onSubmit={submit}>
      <h2>{t("prefs.fallback")}</h2>
      <TextField
        label={t("prefs.fallback.label")}
        name="fallback"
        type="email"
        autoComplete="email"
        maxLength={320}
        hint={t("prefs.fallback.hint", { email })}
        error={wrong ?? refused}
        value={value}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="pref-buttons">
        <Button type="submit" busy={busy} disabledReason={waitReason}>
          {t("prefs.fallback.save")}
        </Button>
        {shown.fallbackEmail === null ? null : (
          <Button variant="quiet" busy={busy} disabledReason={waitReason} onClick={() => void put(null)}>
            {t("prefs.fallback.remove")}
          </Button>
        )}
      </div>
      {refusal !== null || wrong !== undefined ? null : (
        <SavedLine saving={saving} setting={setting} onUndo={() => void (before === undefined ? undefined : put(before))} />
      )}
    </form>
  );
}
