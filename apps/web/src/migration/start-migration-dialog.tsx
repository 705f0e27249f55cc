import { Banner, Button, Select, TextField } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import { type Provider, StartMigrationDocument } from "../gql/graphql.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { toMigration } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { placeWord } from "./migration-words.ts";

type Place = Exclude<Provider, "%future added value">;

const places: readonly Place[] = ["GOOGLE", "MICROSOFT", "IMAP"];

type Wish = { from: Place | "ANY"; to: Place };

/** Says of a domain that it has moved, which nobody has noticed yet. */
export function StartMigrationDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslate();
  const form = useId();
  const navigate = useNavigate();
  const waitReason = useWaitReason();
  const { run, busy, refusal } = useVerb(StartMigrationDocument);
  const [wish, setWish] = useState<Wish>({ from: "ANY", to: "MICROSOFT" });
  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const domain = String(new FormData(event.currentTarget).get("domain")).trim();
    const where = { domain, toProvider: wish.to, ...(wish.from === "ANY" ? {} : { fromProvider: wish.from }) };
    const started = (await run((idempotencyKey) => ({ ...where, idempotencyKey })))?.startMigration;
    if (started == null) return;
    onClose();
    void navigate(toMigration(started.id));
  }
  const buttons = (
    <>
      <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={waitReason}>
        {t("migrations.start.yes")}
      </Button>
      <Button onClick={onClose}>{t("action.cancel")}</Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={t("migrations.start")} words={t("migrations.start.words")} actions={buttons}>
      <form id={form} className="move-form" onSubmit={(event) => void start(event)}>
        <Fields wish={wish} onWish={setWish} refusal={refusal} />
      </form>
    </Dialog>
  );
}

function Fields({ wish, onWish, refusal }: { wish: Wish; onWish: (wish: Wish) => void; refusal: Refusal | null }) {
  const { t } = useTranslate();
  const choices = places.map((value) => ({ value, label: placeWord(t, value) }));
  const sentence = refusal === null ? undefined : toSentence(t, refusal);
  const atDomain = refusal !== null && refusedField(refusal) === "domain";
  return (
    <>
      <TextField
        label={t("migrations.start.domain")}
        name="domain"
        required
        maxLength={253}
        autoCapitalize="none"
        spellCheck={false}
        hint={t("migrations.start.domain.hint")}
        error={atDomain ? sentence : undefined}
      />
      <Select
        label={t("migrations.start.from")}
        value={wish.from}
        choices={[{ value: "ANY", label: t("migrations.start.from.any") }, ...choices]}
        onChoose={(from) => onWish({ ...wish, from })}
      />
      <Select label={t("migrations.start.to")} value={wish.to} choices={choices} onChoose={(to) => onWish({ ...wish, to })} />
      {sentence === undefined || atDomain ? null : (
        <Banner tone="bad" urgent>
          {sentence}
        </Banner>
      )}
    </>
  );
}

/** Here a conflict means another migration of the domain. */
function toSentence(t: Translate, refusal: Refusal): string {
  return refusal.code === "CONFLICT" ? t("migrations.start.conflict") : refusalSentence(t, refusal);
}
