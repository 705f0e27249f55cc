import type { Facts } from "../facts/fact.store.ts";
import { logIn } from "./log-in.ts";
import type { Credentials, LogInNeeds, LogInVerdict } from "./log-in.ts";

export type LogIn = (service: "imap" | "smtp", credentials: Credentials) => Promise<LogInVerdict>;

/** `logIn`, with each try written down. */
export function recordedLogIn(needs: LogInNeeds, facts: Facts): LogIn {
  return async (service, credentials) => {
    const verdict = await logIn(needs, service, credentials);
    const why = verdict.kind === "refused" ? verdict.why : verdict.kind === "hang" ? "hang" : null;
    await facts.add({
      kind: why === null ? `${service}-login-ok` : `${service}-login-refused`,
      provider: verdict.kind === "hang" ? null : verdict.provider,
      account: credentials.user.toLowerCase(),
      detail: { method: credentials.method, ...(why === null ? {} : { code: why }) },
    });
    return verdict;
  };
}
