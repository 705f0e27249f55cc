import type { Locale } from "@relink/domain";
import { toLinkUrl, type LinkNeeds } from "../link/link-needs.ts";
import type { Timer } from "../monitor/timer.store.ts";
import { layOut, type MailBody } from "../notify/mail-layout.ts";
import type { Mail } from "../notify/mailer.ts";
import type { WriteMail } from "../notify/send-mail.ts";
import type { Clock } from "../platform/clock.ts";
import type { Queryable } from "../platform/transaction.ts";
import { findReader, listInvited, type InvitedInbox, type MailReader } from "./migration-mail.store.ts";
import { findMigration } from "./migrate-domain.ts";
import type { MigrationWithProgress } from "./migration.ts";
import type { MigrationStore } from "./migration.store.ts";

export interface MigrationMailNeeds extends Pick<LinkNeeds, "linkTokens" | "publicUrl"> {
  readonly database: Queryable;
  readonly migrations: MigrationStore;
  readonly clock: Clock;
}

/** The mails that carry links for the new provider. Each is written when it is sent; what was used or withdrawn meanwhile is left out. */
export function createMigrationMails(needs: MigrationMailNeeds): Readonly<Record<"migrationInvitation", WriteMail>> {
  return {
    migrationInvitation: async (timer) => {
      const found = await findBoth(needs, timer);
      if (!found) return null;
      const { reader, migration } = found;
      const at = String(timer.payload["at"]);
      const invitation = { migrationId: migration.id, email: reader.email, at, now: needs.clock.now() };
      const invited = await listInvited(needs.database, timer.workspaceId, invitation);
      return invited.length === 0 ? null : toInvitation(needs, timer, found, invited);
    },
  };
}

interface Found {
  readonly reader: MailReader;
  readonly migration: MigrationWithProgress;
}

async function findBoth({ database, migrations }: MigrationMailNeeds, timer: Timer): Promise<Found | null> {
  const migration = await findMigration(migrations, timer);
  const reader = await findReader(database, timer.workspaceId, String(timer.payload["memberId"]));
  return migration && reader && { migration, reader };
}

const greetings: Readonly<Record<Locale, (name: string) => string>> = {
  en: (name) => `Hello ${name},`,
  pl: (name) => `Dzień dobry, ${name},`,
};

async function toInvitation(
  needs: MigrationMailNeeds,
  { id }: Timer,
  { reader, migration }: Found,
  invited: readonly InvitedInbox[],
): Promise<Mail> {
  const { locale } = reader;
  const links = invited.map(({ address, link }) => ({ label: address, url: toLinkUrl(needs, link) }));
  const [first] = links;
  const words = (locale === "pl" ? inPolish : inEnglish)(migration, reader, invited);
  const alone = links.length === 1 && first;
  const button = { label: words.label, url: alone ? alone.url : `${needs.publicUrl}/settings/email` };
  const body: MailBody = {
    locale,
    subject: words.subject,
    greeting: greetings[locale](reader.name),
    paragraphs: words.paragraphs,
    links: alone ? [] : links,
    button,
    foot: words.foot,
  };
  return { id: `invitation-${id}`, to: reader.email, ...(await layOut(body)) };
}

interface Words {
  readonly subject: string;
  readonly label: string;
  readonly paragraphs: readonly string[];
  readonly foot: readonly string[];
}

function dayOf(invited: readonly InvitedInbox[], locale: Locale): string {
  const ends = invited.map(({ link }) => Date.parse(link.expires_at));
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(Math.min(...ends)));
}

const providerNames: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  en: { GOOGLE: "Google", MICROSOFT: "Microsoft", IMAP: "its new mail server" },
  pl: { GOOGLE: "Google", MICROSOFT: "Microsoft", IMAP: "nowy serwer poczty" },
};

function inEnglish({ domain, move }: MigrationWithProgress, { workspaceName }: MailReader, invited: readonly InvitedInbox[]): Words {
  const [first] = invited;
  const where = providerNames.en[move.to] ?? move.to;
  const one = invited.length === 1 && first;
  return {
    subject: one ? `Reconnect ${one.address}: ${domain} has moved` : `Reconnect your ${invited.length} inboxes: ${domain} has moved`,
    label: one ? "Reconnect" : "Show my inboxes",
    paragraphs: [
      `${domain} has moved to ${where}, so ${one ? one.address : "these inboxes"} can no longer be read at the old provider (${workspaceName}).`,
      one
        ? "Sign in once at the new provider; the inbox keeps its history."
        : "Sign in once for each at the new provider; every inbox keeps its history. These links work without an account here:",
    ],
    foot: [`Each link works once, until ${dayOf(invited, "en")}.`, "If these are not your mailboxes, do nothing: nothing changes."],
  };
}

function inPolish({ domain, move }: MigrationWithProgress, { workspaceName }: MailReader, invited: readonly InvitedInbox[]): Words {
  const [first] = invited;
  const where = providerNames.pl[move.to] ?? move.to;
  const one = invited.length === 1 && first;
  return {
    subject: one
      ? `Połącz ponownie ${one.address}: domena ${domain} zmieniła dostawcę`
      : `Połącz ponownie skrzynki (${invited.length}): domena ${domain} zmieniła dostawcę`,
    label: one ? "Połącz ponownie" : "Pokaż moje skrzynki",
    paragraphs: [
      `Nowy dostawca domeny ${domain}: ${where}. U dotychczasowego nie da się już odczytać ${one ? `skrzynki ${one.address}` : "tych skrzynek"} (${workspaceName}).`,
      one
        ? "Zaloguj się raz u nowego dostawcy; skrzynka zachowa historię."
        : "Zaloguj się u nowego dostawcy, raz dla każdej skrzynki; każda zachowa historię. Te odnośniki działają bez konta w Relinku:",
    ],
    foot: [`Każdy odnośnik działa raz, do ${dayOf(invited, "pl")}.`, "Jeśli to nie Twoje skrzynki, nic nie rób: nic się nie zmieni."],
  };
}
