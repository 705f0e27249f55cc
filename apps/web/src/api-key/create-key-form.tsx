import { Banner, CheckLine, Select, TextField } from "@relink/ui";
import type { FormEvent } from "react";
import type { Refusal } from "../api/refusal.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { expiries, type Expiry } from "./api-key-expiry.ts";
import { scopeWords } from "./scope-words.ts";

export type KeyWish = { scopes: readonly string[]; expiry: Expiry };

export type CreateKeyFormProps = {
  id: string;
  wish: KeyWish;
  onWish: (wish: KeyWish) => void;
  refusal: Refusal | null;
  onSubmit: (name: string) => void;
};

export function CreateKeyForm({ id, wish, onWish, refusal, onSubmit }: CreateKeyFormProps) {
  const { t } = useTranslate();
  const sentence = refusal === null ? undefined : refusalSentence(t, refusal);
  const atName = refusal !== null && refusedField(refusal) === "name";
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit(String(new FormData(event.currentTarget).get("name")).trim());
  }
  const choices = expiries.map((expiry) => ({ value: expiry, label: expiryWord(t, expiry) }));
  return (
    <form id={id} className="key-form" onSubmit={submit}>
      <TextField
        label={t("keys.create.name")}
        name="name"
        required
        maxLength={80}
        hint={t("keys.create.name.hint")}
        error={atName ? sentence : undefined}
      />
      <Scopes chosen={wish.scopes} onChoose={(scopes) => onWish({ ...wish, scopes })} />
      <Select label={t("keys.create.expiry")} value={wish.expiry} choices={choices} onChoose={(expiry) => onWish({ ...wish, expiry })} />
      {sentence === undefined || atName ? null : (
        <Banner tone="bad" urgent>
          {sentence}
        </Banner>
      )}
    </form>
  );
}

function Scopes({ chosen, onChoose }: { chosen: readonly string[]; onChoose: (scopes: readonly string[]) => void }) {
  const { t } = useTranslate();
  function toggle(scope: string, checked: boolean) {
    onChoose(checked ? [...chosen, scope] : chosen.filter((each) => each !== scope));
  }
  return (
    <fieldset className="key-scopes">
      <legend>{t("keys.create.scopes")}</legend>
      {scopeWords.map(({ scope, label, hint }) => (
        <CheckLine
          key={scope}
          label={t(label)}
          hint={t(hint)}
          checked={chosen.includes(scope)}
          onChange={(checked) => toggle(scope, checked)}
        />
      ))}
    </fieldset>
  );
}

function expiryWord(t: Translate, expiry: Expiry): string {
  return expiry === "never" ? t("keys.create.never") : t("keys.create.days", { count: Number(expiry) });
}
