import type { ConnectNeeds } from "./connect/connect-needs.ts";
import { discoverMailSettings, type DiscoverMailSettings } from "./discovery/discover-mail-settings.ts";
import { createFindServers } from "./discovery/find-servers.ts";
import { nothingFound, type SignInServers } from "./discovery/finding.ts";
import { rememberFindings } from "./discovery/findings-cache.ts";
import { createFindReconnectable } from "./discovery/reconnectable.store.ts";
import type { Env } from "./env.ts";
import { createGuardedFetch } from "./mail/guarded-fetch.ts";
import { createHostGuard } from "./mail/host-guard.ts";
import { createMailDns } from "./mail/mail-dns.ts";
import { createMailTrust } from "./mail/mail-trust.ts";
import { createMailHostGuard } from "./mail/mailboxes.ts";
import { toMailServer } from "./mail/settings.ts";
import { createRateLimit } from "./platform/rate-limit.ts";

const searchLimitMs = 5_000;
const httpsPort = 443;
const minute = 60_000;

/** Finding mail servers, with what the settings say of DNS, ports and trust. */
export function composeDiscovery(env: Env, { database, clock }: Pick<ConnectNeeds, "database" | "clock">): DiscoverMailSettings {
  const mailGuard = createMailHostGuard(env);
  const find = createFindServers({
    dns: createMailDns(env.dnsServers),
    fetchDocument: createGuardedFetch(createDocumentGuard(env), createMailTrust(env.extraCaFile)),
    mayReach: async (host, port) => (await mailGuard.admit({ host, port })).type === "admitted",
    ispdbUrl: env.ispdbUrl,
    mailPorts: env.mailPorts,
    ownMx: { google: env.google.mx, microsoft: env.microsoft.mx },
    signInServers: toSignInServers(env),
  });
  return discoverMailSettings({
    findServers: rememberFindings({ find, clock, limitMs: searchLimitMs, late: nothingFound }),
    findReconnectable: createFindReconnectable(database, clock),
    limit: createRateLimit(30, minute),
    clock,
  });
}

/** Documents come from port 443 alone; the database of mail settings is the operator's own choice, wherever it is. */
function createDocumentGuard({ dnsServers, allowedPrivateHosts, ispdbUrl }: Env) {
  const trusted = ispdbUrl === null ? [] : [new URL(ispdbUrl)].map((url) => ({ host: url.hostname, port: Number(url.port || httpsPort) }));
  return createHostGuard({ dnsServers, allowedPrivateHosts, mailPorts: [httpsPort], trusted });
}

function toSignInServers({ google, microsoft }: Env): SignInServers {
  const pattern = (server: Env["google"]["imap"]) => ({ ...toMailServer(server), username: null });
  const of = ({ imap, smtp, personalSmtp }: Env["google"]) => ({
    imap: pattern(imap),
    smtp: pattern(smtp),
    personalSmtp: pattern(personalSmtp ?? smtp),
  });
  return { GOOGLE: of(google), MICROSOFT: of(microsoft) };
}
