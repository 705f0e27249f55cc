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
  /** What was found out about the address; other servers fill their fields anew. */
  found?: FoundServers | null | undefined;
};

/** Tells one finding from another, so that its fields begin again. */
function toKey(server: ServerProps["found"]): string {
  return server == null ? "" : `${server.host}:${server.port} ${server.security}`;
}

export function ImapFields({ beside, host, found }: ImapFieldsProps) {
  const { t } = useTranslate();
  const imap = found?.imap;
  const smtp = found?.smtp;
  return (
    <>
      <LoginFields key={found?.username ?? ""} beside={beside} username={found?.username ?? undefined} />
      <Server
        key={`imap ${toKey(imap)}`}
        which="imap"
        hostLabel={t("connect.imapHost")}
        beside={beside}
        host={host}
        found={imap}
        required
      />
      <details className="connect-more">
        <summary>{t("connect.smtp")}</summary>
        <div>
          <Server
            key={`smtp ${toKey(smtp)}`}
            which="smtp"
            hostLabel={t("connect.smtpHost")}
            beside={beside}
            found={smtp}
            required={false}
          />
        </div>
      </details>
    </>
  );
}

function LoginFields({ beside, username }: { beside: Beside; username: string | undefined }) {
  const { t } = useTranslate();
  return (
    <>
      <TextField
        label={t("connect.username")}
        hint={t("connect.username.hint")}
        name="username"
        autoComplete="off"
        defaultValue={username}
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

function Server({ which, hostLabel, beside, required, host, found }: ServerProps) {
  const { t } = useTranslate();
  const [security, setSecurity] = useState<Security>(found?.security === "STARTTLS" ? "STARTTLS" : "TLS");
  const [port, setPort] = useState<string | null>(found == null ? null : String(found.port));
  return (
    <div className="connect-server">
      <TextField
        label={hostLabel}
        name={`${which}.host`}
        placeholder={`${which}.example.com`}
        autoComplete="off"
        required={required}
        defaultValue={found?.host ?? host}
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
