import type { KnownMail, Provider } from "@relink/domain";
import type { ServerPattern } from "./server-pattern.ts";

/** Where an answer comes from, in the order in which they are asked. */
export const settingsSources = ["known", "mx", "srv", "autoconfig", "ispdb", "guess", "none"] as const;
export type SettingsSource = (typeof settingsSources)[number];

/** Why an address can't be connected as it is. */
export type MailObstacle = "NO_IMAP" | "NO_MAIL";

/** What is known of a domain's mailboxes; the same for all of its addresses but for placeholders. */
export interface Finding {
  readonly provider: Provider;
  readonly source: SettingsSource;
  /** Who keeps the mail, as people know them; null where that is not known. */
  readonly keeper: string | null;
  readonly imap: ServerPattern | null;
  readonly smtp: ServerPattern | null;
  /** The servers were named by unsigned DNS, or are a guess: a person should look before a password goes there. */
  readonly needsConfirmation: boolean;
  readonly obstacle: MailObstacle | null;
}

export const nothingFound: Finding = {
  provider: "IMAP",
  source: "none",
  keeper: null,
  imap: null,
  smtp: null,
  needsConfirmation: false,
  obstacle: null,
};

/** @param servers - of the providers at which one signs in, as the operator's settings have them. */
export function fromKnown(mail: KnownMail, source: SettingsSource, servers: SignInServers): Finding {
  switch (mail.kind) {
    case "signIn":
      return { ...fromSignIn(mail.provider, source, servers, mail.personal), keeper: mail.name };
    case "noImap":
      return { ...nothingFound, source, keeper: mail.name, obstacle: "NO_IMAP" };
    case "imap":
      return { ...nothingFound, source, keeper: mail.name, imap: { ...mail.imap, username: null }, smtp: { ...mail.smtp, username: null } };
  }
}

/** @param personal - the accounts there are free ones, which may send by a server of their own. */
export function fromSignIn(provider: "GOOGLE" | "MICROSOFT", source: SettingsSource, servers: SignInServers, personal = false): Finding {
  const { imap, smtp, personalSmtp } = servers[provider];
  return { ...nothingFound, imap, smtp: personal ? personalSmtp : smtp, provider, source };
}

export type SignInServers = Readonly<
  Record<"GOOGLE" | "MICROSOFT", { readonly imap: ServerPattern; readonly smtp: ServerPattern; readonly personalSmtp: ServerPattern }>
>;
