import type { MessageId } from "@lingui/core";
import { CheckLine } from "@relink/ui";
import { useId } from "react";
import { useTranslate } from "../i18n/translate.ts";
import { SavedLine } from "./saved-line.tsx";
import type { Saving } from "./use-preferences.ts";

type Kind = "emailOnTeamDisconnect" | "emailOnPersonalDisconnect" | "emailOnMigration";

const kinds: readonly { readonly setting: Kind; readonly label: MessageId; readonly hint: MessageId }[] = [
  { setting: "emailOnTeamDisconnect", label: "prefs.team", hint: "prefs.team.hint" },
  { setting: "emailOnPersonalDisconnect", label: "prefs.personal", hint: "prefs.personal.hint" },
  { setting: "emailOnMigration", label: "prefs.migration", hint: "prefs.migration.hint" },
];

/** What comes by mail besides being said here. */
export function MailKinds({ saving, email }: { saving: Saving; email: string }) {
  const { t } = useTranslate();
  const title = useId();
  return (
    <fieldset className="pref-part" aria-labelledby={title}>
      <h2 id={title}>{t("prefs.mails")}</h2>
      <p className="pref-words">{t("prefs.mails.words", { email })}</p>
      {kinds.map(({ setting, label, hint }) => (
        <div key={setting} className="pref-line">
          <CheckLine
            label={t(label)}
            hint={t(hint)}
            checked={saving.shown[setting]}
            onChange={(checked) => void saving.save(setting, checked)}
          />
          <SavedLine saving={saving} setting={setting} onUndo={() => void saving.save(setting, !saving.shown[setting])} />
        </div>
      ))}
    </fieldset>
  );
}
