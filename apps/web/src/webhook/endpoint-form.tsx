import { Banner, CheckLine, RadioCards, TextField } from "@relink/ui";
import type { FormEvent } from "react";
import type { Refusal } from "../api/refusal.ts";
import type { WebhookSigning } from "../gql/graphql.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { eventTypes, type KnownType, typeName } from "./event-types.ts";

export type Signing = Exclude<WebhookSigning, "%future added value">;
/** signing: null where it can't be chosen any more. */
export type EndpointWish = { url: string; all: boolean; types: readonly KnownType[]; ordered: boolean; signing: Signing | null };

export type EndpointFormProps = {
  id: string;
  wish: EndpointWish;
  onWish: (wish: EndpointWish) => void;
  refusal: Refusal | null;
  onSubmit: () => void;
};

export function EndpointForm({ id, wish, onWish, refusal, onSubmit }: EndpointFormProps) {
  const { t } = useTranslate();
  const sentence = refusal === null ? undefined : refusalSentence(t, refusal);
  const atUrl = refusal !== null && refusedField(refusal) === "url";
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit();
  }
  return (
    <form id={id} className="hook-form" onSubmit={submit}>
      <TextField
        label={t("hooks.url")}
        name="url"
        type="url"
        required
        maxLength={2000}
        placeholder="https://"
        value={wish.url}
        onChange={(event) => onWish({ ...wish, url: event.target.value })}
        hint={t("hooks.url.hint")}
        error={atUrl ? sentence : undefined}
      />
      <Types wish={wish} onWish={onWish} />
      <CheckLine
        label={t("hooks.ordered")}
        hint={t("hooks.ordered.hint")}
        checked={wish.ordered}
        onChange={(ordered) => onWish({ ...wish, ordered })}
      />
      {wish.signing === null ? null : <SigningChoice signing={wish.signing} onChoose={(signing) => onWish({ ...wish, signing })} />}
      {sentence === undefined || atUrl ? null : (
        <Banner tone="bad" urgent>
          {sentence}
        </Banner>
      )}
    </form>
  );
}

function Types({ wish, onWish }: Pick<EndpointFormProps, "wish" | "onWish">) {
  const { t } = useTranslate();
  function toggle(type: KnownType, checked: boolean) {
    onWish({ ...wish, types: checked ? [...wish.types, type] : wish.types.filter((each) => each !== type) });
  }
  return (
    <>
      <RadioCards
        legend={t("hooks.types")}
        name="types"
        value={wish.all ? "all" : "some"}
        choices={[
          { value: "all", label: t("hooks.types.all"), hint: t("hooks.types.all.hint") },
          { value: "some", label: t("hooks.types.choose"), hint: t("hooks.types.choose.hint") },
        ]}
        onChoose={(value) => onWish({ ...wish, all: value === "all" })}
      />
      {wish.all ? null : (
        <fieldset className="hook-types" aria-label={t("hooks.types.choose")}>
          {eventTypes.map(({ type, hint }) => (
            <CheckLine
              key={type}
              label={typeName(type)}
              hint={t(hint)}
              checked={wish.types.includes(type)}
              onChange={(checked) => toggle(type, checked)}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

function SigningChoice({ signing, onChoose }: { signing: Signing; onChoose: (signing: Signing) => void }) {
  const { t } = useTranslate();
  const choices = [
    { value: "SYMMETRIC", label: t("hooks.signing.SYMMETRIC"), hint: t("hooks.signing.SYMMETRIC.hint") },
    { value: "ED25519", label: t("hooks.signing.ED25519"), hint: t("hooks.signing.ED25519.hint") },
  ] as const;
  return <RadioCards legend={t("hooks.signing")} name="signing" value={signing} choices={choices} onChoose={onChoose} />;
}
