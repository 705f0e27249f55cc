import { workTenant } from "./accounts/demo-accounts.ts";
import type { PortName } from "./env.ts";
import { applicationName } from "./oauth/application.store.ts";
import type { OAuthServer } from "./oauth/oauth-server.ts";
import type { SignInHost } from "./oauth/sign-in-host.ts";
import { loopback } from "./platform/listen.ts";
import type { Ready } from "./ready-file.ts";

export type ReadyFacts = {
  readonly ports: Readonly<Record<PortName, number>>;
  readonly servers: Readonly<Record<SignInHost, OAuthServer>>;
  readonly submission: { readonly user: string; readonly password: string };
  readonly caFile: string;
};

export function toReady({ ports, servers, submission, caFile }: ReadyFacts): Ready {
  const host = ({ application, issuer, profile }: OAuthServer) => ({
    issuer,
    clientId: application.clientId,
    clientSecret: application.clientSecret,
    accountUrl: `${issuer}/account`,
    imap: `imap.${profile.host}.demo.test:${ports.imap}`,
    smtp: `smtp.${profile.host}.demo.test:${ports.smtp}`,
    appName: applicationName,
  });
  return {
    ready: true,
    pid: process.pid,
    httpPort: ports.http,
    httpUrl: `http://${loopback}:${ports.http}`,
    imapPort: ports.imap,
    smtpPort: ports.smtp,
    dnsPort: ports.dns,
    caFile,
    google: { ...host(servers.google), revocationUrl: `${servers.google.issuer}/revoke` },
    microsoft: { ...host(servers.microsoft), tenant: workTenant },
    imapHost: { host: "mail.imap.demo.test", imapPort: ports.imap, smtpPort: ports.smtp },
    smtpUrl: `smtps://${submission.user}:${submission.password}@${loopback}:${ports.smtp}`,
  };
}
