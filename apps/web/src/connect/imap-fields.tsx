import { PasswordField, Select, TextField } from "@relink/ui";
import { useState } from "react";
import type { MailSecurity } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";

/** Gives the sentence that belongs beside a field, if there is one. */
export type Beside = (field: string) => string | undefined;

/** The port that goes with each security, where the server does not say otherwise (RFC 8314). */
const ports = {
  imap: { TLS: 993, STARTTLS: 143 },
  smtp: { TLS: 465, STARTTLS: 587 },
} as const;

type Security = Extract<MailSecurity, "TLS" | "STARTTLS">;

/** host: the mail server, as far as it is known. */
export function ImapFields({ beside, host }: { beside: Beside; host?: string | undefined }) {
  const { t } = useTranslate();
  return (
    <>
      <TextField
        label={t("connect.username")}
        hint={t("connect.username.hint")}
        name="username"
        autoComplete="off"
        error={beside("username")}
      />
      <PasswordField
        label={t("connect.password")}
        hint={t("connect.password.hint")}
        showLabel={t("password.show")}
        hideLabel={t("password.hide")}
        name="password"
        autoComplete="off"
        required
        error={beside("password")}
      />
      <Server which="imap" hostLabel={t("connect.imapHost")} beside={beside} host={host} required />
      <details className="connect-more">
        <summary>{t("connect.smtp")}</summary>
        <div>
          <Server which="smtp" hostLabel={t("connect.smtpHost")} beside={beside} required={false} />
        </div>
      </details>
    </>
  );
}

type ServerProps = {
  which: "imap" | "smtp";
  hostLabel: string;
  beside: Beside;
  required: boolean;
  host?: string | undefined;
};

function Server({ which, hostLabel, beside, required, host }: ServerProps) {
  const { t } = useTranslate();
  const [security, setSecurity] = useState<Security>("TLS");
  const [port, setPort] = useState<string | null>(null);
  return (
    <div className="connect-server">
      <TextField
        label={hostLabel}
        name={`${which}.host`}
        placeholder={`${which}.example.com`}
        autoComplete="off"
        required={required}
        defaultValue={host}
        error={beside(`${which}.host`)}
      />
      <TextField
        label={t("connect.port")}
        name={`${which}.port`}
        inputMode="numeric"
        pattern="[0-9]{1,5}"
        required
        value={port ?? String(ports[which][security])}
        onChange={(event) => setPort(event.target.value)}
        error={beside(`${which}.port`)}
      />
      <Select
        label={t("connect.security")}
        value={security}
        choices={[
          { value: "TLS", label: "TLS" },
          { value: "STARTTLS", label: "STARTTLS" },
        ]}
        onChoose={setSecurity}
      />
      <input type="hidden" name={`${which}.security`} value={security} />
    </div>
  );
}
