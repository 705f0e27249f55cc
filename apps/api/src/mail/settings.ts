import type { Env } from "../env.ts";
import type { ProviderSettings } from "../platform/provider-settings.ts";
import { createGoogle } from "./google.ts";
import type { MailServer } from "./mailbox.ts";
import { createMicrosoft } from "./microsoft.ts";
import type { OAuthApplication } from "./oauth-client.ts";
import type { ProviderPlace } from "./sign-in-flow.ts";
import type { SignInProvider } from "./sign-in-provider.ts";

// The ports at which TLS begins by STARTTLS (RFC 8314); at every other it begins with the connection.
const startTlsPorts: ReadonlySet<number> = new Set([143, 587]);

/** How TLS begins at a provider's server: by its port. */
export function toMailServer({ host, port }: { readonly host: string; readonly port: number }): MailServer {
  return { host, port, security: startTlsPorts.has(port) ? "STARTTLS" : "TLS" };
}

/** Our application at a provider, or null where it is not set up. */
export function toApplication(
  settings: ProviderSettings,
  path: "google" | "microsoft",
  env: Pick<Env, "publicUrl" | "production">,
): OAuthApplication | null {
  if (!settings.application) return null;
  return {
    issuer: settings.issuer,
    clientId: settings.application.clientId,
    clientSecret: settings.application.clientSecret,
    redirectUri: `${env.publicUrl}/connect/callback/${path}`,
    insecure: !env.production && settings.issuer.startsWith("http://"),
  };
}

function toPlace(settings: ProviderSettings): ProviderPlace {
  return {
    appName: settings.appName,
    accountUrl: settings.accountUrl,
    imap: toMailServer(settings.imap),
    smtp: toMailServer(settings.smtp),
    personalSmtp: settings.personalSmtp && toMailServer(settings.personalSmtp),
    permissions: settings.scopes,
  };
}

export type ProviderEnv = Pick<Env, "publicUrl" | "production" | "google" | "microsoft">;

/** An application at a provider that is not the installation's. */
export interface BroughtApplication {
  readonly clientId: string;
  readonly clientSecret: string;
  /** As people see it there. */
  readonly name: string;
  /** At Microsoft: whose accounts may sign in. */
  readonly tenant: string | null;
}

export interface InstallationProviders {
  /** Null where no application is set up there. */
  readonly google: SignInProvider | null;
  readonly microsoft: SignInProvider | null;
}

/** The providers that the settings name. `now` gives milliseconds since 1970. */
export function createProviders(env: ProviderEnv, now: () => number = Date.now): InstallationProviders {
  const google = toApplication(env.google, "google", env);
  const microsoft = toApplication(env.microsoft, "microsoft", env);
  return {
    google: google && createGoogle(google, { ...toPlace(env.google), revocationUrl: env.google.revocationUrl }, now),
    microsoft: microsoft && createMicrosoft(microsoft, toPlace(env.microsoft), now),
  };
}

/** A tenant of one's own stands where the installation's stands in the issuer; another issuer has one place for all. */
function issuerOf(microsoft: ProviderEnv["microsoft"], tenant: string | null): string {
  return tenant === null ? microsoft.issuer : microsoft.issuer.replace(`/${microsoft.tenant}/`, `/${tenant}/`);
}

/** The same place, by an application that a workspace brought. */
export function createBroughtProvider(
  env: ProviderEnv,
  provider: SignInProvider["provider"],
  { clientId, clientSecret, name, tenant }: BroughtApplication,
  now: () => number = Date.now,
): SignInProvider {
  const brought = { appName: name, application: { clientId, clientSecret, clientSecretExpires: null } };
  const { google, microsoft } = createProviders(
    {
      ...env,
      google: { ...env.google, ...brought },
      microsoft: { ...env.microsoft, ...brought, issuer: issuerOf(env.microsoft, tenant) },
    },
    now,
  );
  const created = provider === "GOOGLE" ? google : microsoft;
  if (!created) throw new Error("An application that has id and secret makes a provider.");
  return created;
}
