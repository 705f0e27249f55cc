import { type ApplicationStore, createApplicationStore } from "./application/application.store.ts";
import { createSignInProviders, type InstallationApplication } from "./application/sign-in-providers.ts";
import type { OAuthProvider, SignInProviders, ToAccountKey } from "./connect/connect-needs.ts";
import type { Env } from "./env.ts";
import { accountKey } from "./mail/account-key.ts";
import { createClientSecrets } from "./mail/client-secrets.ts";
import { type BroughtApplication, createBroughtProvider, createProviders, toMailServer } from "./mail/settings.ts";
import type { SignInProvider } from "./mail/sign-in-provider.ts";
import type { Database } from "./platform/database.ts";
import type { KeyRing } from "./platform/key-ring.ts";

export interface ComposedApplications {
  readonly providers: SignInProviders;
  readonly toAccountKey: ToAccountKey;
  /** Which of these client ids at Google are ours, in any workspace. */
  readonly findOurAudience: (audience: readonly string[]) => Promise<readonly string[]>;
}

export interface ApplicationFoundation {
  readonly env: Env;
  readonly keyRing: KeyRing;
  readonly accountSecret: Buffer;
  readonly database: Database;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The installation's applications and those that workspaces brought, put together. */
export async function composeApplications(foundation: ApplicationFoundation): Promise<ComposedApplications> {
  const { env, keyRing, accountSecret, database, now } = foundation;
  const applications = createApplicationStore(database);
  const installation = await toInstallation(foundation, applications);
  const bring = (provider: OAuthProvider, application: BroughtApplication): SignInProvider =>
    createBroughtProvider(env, provider, application, now);
  return {
    providers: createSignInProviders({ applications, installation, secrets: createClientSecrets(keyRing), bring }),
    toAccountKey(provider, accountId, clientId) {
      const first = provider === "IMAP" ? null : installation[provider].first;
      return accountKey(accountSecret, provider, accountId, clientId === first ? null : clientId);
    },
    async findOurAudience(audience) {
      const { clientId } = installation.GOOGLE;
      const brought = audience.length === 0 ? [] : await applications.findKnown("GOOGLE", audience);
      return [...new Set([...audience.filter((one) => one === clientId), ...brought])];
    },
  };
}

async function toInstallation(
  { env, now }: Pick<ApplicationFoundation, "env" | "now">,
  applications: Pick<ApplicationStore, "claimFirst">,
): Promise<Readonly<Record<OAuthProvider, InstallationApplication>>> {
  const own = createProviders(env, now);
  const of = async (name: OAuthProvider, settings: Env["google"], provider: SignInProvider | null): Promise<InstallationApplication> => {
    const clientId = settings.application?.clientId ?? null;
    const personalSmtp = settings.personalSmtp && toMailServer(settings.personalSmtp);
    const servers = { imap: toMailServer(settings.imap), smtp: toMailServer(settings.smtp), personalSmtp };
    return {
      clientId,
      provider,
      name: settings.appName,
      facts: { ...servers, accountUrl: settings.accountUrl, permissions: settings.scopes },
      first: await applications.claimFirst(name, clientId, new Date(now())),
    };
  };
  return { GOOGLE: await of("GOOGLE", env.google, own.google), MICROSOFT: await of("MICROSOFT", env.microsoft, own.microsoft) };
}
