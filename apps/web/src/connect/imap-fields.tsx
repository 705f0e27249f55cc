import { PasswordField, Select, TextField } from "@relink/ui";
import { useState } from "react";
import type { FoundSettingsFragment, MailSecurity } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";

/** Gives the sentence that belongs beside a field, if there is one. */
export type Beside = (field: string) => string | undefined;

/** The port that goes with each security, where the server does not say otherwise (RFC 8314). */
const ports = {
  imap: { TLS: 993, STARTTLS: 143 },
  smtp: { TLS: 465, STARTTLS: 587 },
} as const;

type Security = Extract<MailSecurity, "TLS" | "STARTTLS">;

export type FoundServers = Pick<FoundSettingsFragment, "imap" | "smtp" | "username">;

export type ImapFieldsProps = {
  beside: Beside;
  /** The mail server, as far as it is known. */
  host?: string | undefined;
  /** What was found out about the address: fills the fields in which nothing was typed. */
  found?: FoundServers | null | undefined;
};

export function ImapFields({ beside, host, found }: ImapFieldsProps) {
  const { t } = useTranslate();
  return (
    <>
      <LoginFields beside={beside} found={found?.username ?? ""} />
      <Server which="imap" hostLabel={t("connect.imapHost")} beside={beside} host={host} found={found?.imap} required />
      <details className="connect-more">
        <summary>{t("connect.smtp")}</summary>
        <div>
          <Server which="smtp" hostLabel={t("connect.smtpHost")} beside={beside} found={found?.smtp} required={false} />
        </div>
      </details>
    </>
  );
}

function LoginFields({ beside, found }: { beside: Beside; found: string }) {
  const { t } = useTranslate();
  const [username, setUsername] = useState<string | null>(null);
  return (
    <>
      <TextField
        label={t("connect.username")}
        hint={t("connect.username.hint")}
        name="username"
        autoComplete="off"
        value={username ?? found}
        onChange={(event) => setUsername(event.target.value)}
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
    </>
  );
}

type ServerProps = {
  which: "imap" | "smtp";
  hostLabel: string;
  beside: Beside;
  required: boolean;
  host?: string | undefined;
  found?: FoundSettingsFragment["imap"] | undefined;
};

/** found: as it was when the person began to type; a later finding is another server's, and mixes with nothing. */
type Typed = { found: ServerProps["found"]; host?: string; port?: string; security?: Security };

/** What was typed, else what was found, else the usual. */
function toShown(which: ServerProps["which"], { found, ...typed }: Typed, host: string) {
  const foundSecurity: Security = found?.security === "STARTTLS" ? "STARTTLS" : "TLS";
  const security = typed.security ?? foundSecurity;
  const foundPort = found == null || security !== foundSecurity ? null : String(found.port);
  return { host: typed.host ?? found?.host ?? host, port: typed.port ?? foundPort ?? String(ports[which][security]), security };
}

function Server({ which, hostLabel, beside, required, host = "", found }: ServerProps) {
  const { t } = useTranslate();
  const [begun, setTyped] = useState<Typed | null>(null);
  const typed = begun ?? { found };
  const shown = toShown(which, typed, host);
  return (
    <div className="connect-server">
      <TextField
        label={hostLabel}
        name={`${which}.host`}
        placeholder={`${which}.example.com`}
        autoComplete="off"
        required={required}
        value={shown.host}
        onChange={(event) => setTyped({ ...typed, host: event.target.value })}
        error={beside(`${which}.host`)}
      />
      <TextField
        label={t("connect.port")}
        name={`${which}.port`}
        inputMode="numeric"
        pattern="[0-9]{1,5}"
        required
        value={shown.port}
        onChange={(event) => setTyped({ ...typed, port: event.target.value })}
        error={beside(`${which}.port`)}
      />
      <Select
        label={t("connect.security")}
        value={shown.security}
        choices={[
          { value: "TLS", label: "TLS" },
          { value: "STARTTLS", label: "STARTTLS" },
        ]}
        onChoose={(security) => setTyped({ ...typed, security })}
      />
      <input type="hidden" name={`${which}.security`} value={shown.security} />
    </div>
  );
}
