import type { Provider } from "@relink/domain";
import type { Env } from "../env.ts";
import { layOut } from "../notify/mail-layout.ts";
import type { WriteMail } from "../notify/send-mail.ts";
import type { Logger } from "../platform/logger.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { IncidentLog } from "./incident-round.ts";

/** What whoever runs this installation reads in its log. */
export function createIncidentLog(log: Logger): IncidentLog {
  return {
    opened(incident) {
      if (incident.kind === "APPLICATION_REFUSED" && incident.workspaceId !== null)
        log.warn({ incident }, "A workspace's own application is refused: nobody is disconnected by it, and its SUPER_ADMINs are told");
      else if (incident.kind === "APPLICATION_REFUSED")
        log.error({ incident }, "Our application is refused, or a key is missing: nobody is disconnected by it, and it is yours to mend");
      else log.warn({ incident }, "Many inboxes have one trouble: an incident opens");
    },
    closed({ kind, provider, host, domain, providerCode, clientId, workspaceId }) {
      log.info({ incident: { kind, provider, host, domain, providerCode, clientId, workspaceId } }, "An incident is over");
    },
  };
}

interface IncidentRow {
  readonly provider: Provider;
  readonly code: string;
  readonly clientId: string | null;
  readonly since: Date;
  readonly until: Date | null;
}

/** The mail to OPERATOR_EMAIL: once for each incident of our application. */
export function createOperatorMails({
  database,
  env,
}: {
  readonly database: Queryable;
  readonly env: Pick<Env, "operatorEmail" | "publicUrl">;
}): Readonly<Record<"applicationRefused", WriteMail>> {
  const sql = `select provider, provider_code as code, client_id as "clientId", since, until from incident where id = $1`;
  return {
    async applicationRefused({ payload }) {
      const id = String(payload["incidentId"]);
      const [row] = await database.query<IncidentRow>(sql, [id], "incident_mail");
      if (env.operatorEmail === null || !row) return null;
      return { id: `incident-${id}`, to: env.operatorEmail, ...(await toWords(row, env.publicUrl)) };
    },
  };
}

const names: Readonly<Record<Provider, string>> = { GOOGLE: "Google", MICROSOFT: "Microsoft", IMAP: "IMAP servers" };

const keyCodes: ReadonlySet<string> = new Set(["key_missing", "application_secret_unreadable"]);

/** What is wrong and what to do about it; the mail's subject, then its first words. */
function toCause({ provider, code, clientId }: IncidentRow): readonly [string, string] {
  const name = names[provider];
  if (keyCodes.has(code))
    return [
      "Relink: a key is missing from the key ring",
      `A key is missing from RELINK_KEYS, so that stored access at ${name} can't be opened (${code}). Put the key back into the ring.`,
    ];
  if (code === "application_unknown" || code === "provider_not_configured")
    return [
      `Relink: the settings name no application ${clientId ?? ""} at ${name}`,
      `Inboxes at ${name} were signed in with the application ${clientId ?? "of this installation"}, which the settings do not name any more (${code}). Set ${provider}_CLIENT_ID and ${provider}_CLIENT_SECRET to it again, or let these inboxes be reconnected.`,
    ];
  return [
    `Relink: ${name} refuses our application (${code})`,
    `${name} refuses our application (${code}). Look at its client secret and whether it is still enabled: ${provider}_CLIENT_ID, ${provider}_CLIENT_SECRET.`,
  ];
}

async function toWords(row: IncidentRow, publicUrl: string) {
  const { since, until } = row;
  const [subject, cause] = toCause(row);
  const over = until === null ? [] : [`It has been over since ${until.toISOString()}.`];
  const paragraphs = [
    cause,
    `Since ${since.toISOString()}. No inbox is disconnected by it, but none that needs it is watched meanwhile.`,
    ...over,
  ];
  const button = { label: "Open Relink", url: `${publicUrl}/overview` };
  const foot = ["You get this mail because it goes to OPERATOR_EMAIL, once for each such incident."];
  return layOut({ locale: "en", subject, paragraphs, button, foot });
}
