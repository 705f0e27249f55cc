import { LRUCache } from "lru-cache";
import type { CameBy, FoundProvider, OAuthProvider, ProviderFacts, SignInProviders } from "../connect/connect-needs.ts";
import type { ClientSecrets } from "../mail/client-secrets.ts";
import type { BroughtApplication } from "../mail/settings.ts";
import type { SignInProvider } from "../mail/sign-in-provider.ts";
import type { ApplicationRow, ApplicationStore } from "./application.store.ts";

/** The application that the settings name, at one provider. */
export interface InstallationApplication {
  /** Null: none is set up. */
  readonly clientId: string | null;
  readonly provider: SignInProvider | null;
  readonly name: string;
  readonly facts: ProviderFacts;
  /** The client id by which came what is from before applications were told apart; null where there was none. */
  readonly first: string | null;
}

export interface SignInProviderNeeds {
  readonly applications: Pick<ApplicationStore, "find" | "findCurrent">;
  readonly installation: Readonly<Record<OAuthProvider, InstallationApplication>>;
  readonly secrets: Pick<ClientSecrets, "open">;
  readonly bring: (provider: OAuthProvider, application: BroughtApplication) => SignInProvider;
}

interface Kept {
  /** What it was made of. */
  readonly made: string;
  readonly provider: SignInProvider;
}

// Their providers' configurations are fetched once for each of them.
const applicationsKept = 500;
const namesKept = 2_000;
const nameKeptMs = 10_000;

/** Sign-in by the installation's applications and by those that workspaces brought: each for what came by it, and for nothing else. */
export function createSignInProviders(needs: SignInProviderNeeds): SignInProviders {
  const { applications, installation } = needs;
  const kept = new LRUCache<string, Kept>({ max: applicationsKept });
  const names = new LRUCache<string, string>({ max: namesKept, ttl: nameKeptMs });
  const clientIdOf = ({ provider, clientId }: CameBy): string | null => clientId ?? installation[provider].first;
  const isInstallations = (came: CameBy): boolean => clientIdOf(came) === installation[came.provider].clientId;
  const findRow = async (came: CameBy): Promise<ApplicationRow | null> => {
    const clientId = clientIdOf(came);
    return clientId === null ? null : applications.find(came.workspaceId, came.provider, clientId);
  };
  const lookUpName = async (workspaceId: string, provider: OAuthProvider, clientId: string | null | undefined): Promise<string | null> => {
    const row = clientId === undefined ? applications.findCurrent(workspaceId, provider) : findRow({ workspaceId, provider, clientId });
    return (await row)?.name ?? null;
  };

  return {
    at: (provider) => installation[provider].facts,
    async findClientId(workspaceId, provider) {
      return (await applications.findCurrent(workspaceId, provider))?.client_id ?? installation[provider].clientId;
    },
    async open(came) {
      if (isInstallations(came)) return toFound(installation[came.provider].provider);
      const row = await findRow(came);
      return row ? openBrought(needs, kept, row) : { ok: false, code: "application_unknown" };
    },
    applicationOf: (came) => ({ clientId: clientIdOf(came), brought: !isInstallations(came) }),
    async findName({ workspaceId, provider, clientId }) {
      const own = installation[provider].name;
      if (clientId !== undefined && isInstallations({ workspaceId, provider, clientId })) return own;
      const key = `${workspaceId}|${provider}|${clientId ?? ""}`;
      const name = names.get(key) ?? (await lookUpName(workspaceId, provider, clientId)) ?? own;
      names.set(key, name);
      return name;
    },
  };
}

function toFound(provider: SignInProvider | null): FoundProvider {
  return provider ? { ok: true, provider } : { ok: false, code: "provider_not_configured" };
}

/** Looked up each time, so that a new secret counts at once; what it opened is kept while the row is the same. */
function openBrought({ secrets, bring }: SignInProviderNeeds, kept: LRUCache<string, Kept>, row: ApplicationRow): FoundProvider {
  if (row.sealed === null) return { ok: false, code: "application_secret_destroyed" };
  const made = JSON.stringify([row.sealed, row.name, row.tenant]);
  const before = kept.get(row.id);
  if (before?.made === made) return toFound(before.provider);
  const opened = secrets.open(row.sealed, row);
  if (!opened.ok) return { ok: false, code: opened.why === "KEY_MISSING" ? "key_missing" : "application_secret_unreadable" };
  const { client_id: clientId, name, tenant } = row;
  const provider = bring(row.provider, { clientId, clientSecret: opened.secret, name, tenant });
  kept.set(row.id, { made, provider });
  return toFound(provider);
}
