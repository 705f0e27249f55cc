import type { Facts } from "../facts/fact.store.ts";
import type { HostName } from "../accounts/account.store.ts";
import { logIn } from "./log-in.ts";
import type { Credentials, LogInNeeds, LogInVerdict } from "./log-in.ts";

export type LogIn = (service: "imap" | "smtp", credentials: Credentials, at: HostName | null) => Promise<LogInVerdict>;

/** `logIn`, with each try written down. */
export function recordedLogIn(needs: LogInNeeds, facts: Facts): LogIn {
  return async (service, credentials, at) => {
    const verdict = await logIn(needs, service, credentials, at);
    const why = verdict.kind === "refused" ? verdict.why : verdict.kind === "ok" ? null : verdict.kind;
    await facts.add({
      kind: why === null ? `${service}-login-ok` : `${service}-login-refused`,
      provider: "provider" in verdict ? verdict.provider : null,
      account: credentials.user.toLowerCase(),
      detail: { method: credentials.method, ...(why === null ? {} : { code: why }) },
    });
    return verdict;
  };
}
