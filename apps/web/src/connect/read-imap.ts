import type { MailServerInput } from "../gql/graphql.ts";

/** What was typed, without the spaces around it; empty where the form has no such field. */
export function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** Null where no host was given: sending is optional. */
function readServer(form: FormData, which: "imap" | "smtp"): MailServerInput | null {
  const host = readText(form, `${which}.host`);
  if (host === "") return null;
  const security = readText(form, `${which}.security`) === "STARTTLS" ? "STARTTLS" : "TLS";
  return { host, port: Number(readText(form, `${which}.port`)), security };
}

export type ImapDetails = {
  username: string | null;
  password: string;
  imap: MailServerInput;
  smtp: MailServerInput | null;
};

/** The details of ImapFields; null while no server is named. */
export function readImap(form: FormData): ImapDetails | null {
  const imap = readServer(form, "imap");
  if (imap === null) return null;
  const username = readText(form, "username");
  return {
    username: username === "" ? null : username,
    // A password may begin or end with a space: it goes as it was typed.
    password: String(form.get("password")),
    imap,
    smtp: readServer(form, "smtp"),
  };
}
