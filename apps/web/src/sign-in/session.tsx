import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Api } from "../apollo.ts";
import { paths } from "../routes.ts";

export type SignInOutcome = "signed-in" | "wrong" | "too-many" | "unreachable";

export type Session = {
  signIn: (email: string, password: string) => Promise<SignInOutcome>;
  signOut: () => Promise<void>;
};

const SessionContext = createContext<Session | null>(null);

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: "POST",
    credentials: "include",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function askToSignIn(email: string, password: string): Promise<SignInOutcome> {
  try {
    const answer = await post("/api/auth/sign-in/email", { email, password });
    if (answer.ok) return "signed-in";
    if (answer.status === 429) return "too-many";
    return answer.status >= 500 ? "unreachable" : "wrong";
  } catch {
    return "unreachable";
  }
}

export function SessionProvider({ api, children }: { api: Api; children: ReactNode }) {
  const session = useMemo<Session>(
    () => ({
      async signIn(email, password) {
        const outcome = await askToSignIn(email, password);
        // Nothing of whoever sat here before: neither what they saw nor the socket that was opened as them.
        if (outcome === "signed-in") {
          api.socket.terminate();
          await api.client.clearStore();
        }
        return outcome;
      },
      async signOut() {
        await post("/api/auth/sign-out", {}).catch(() => undefined);
        // A fresh start of the page is the surest way to forget everything.
        location.assign(paths.signIn);
      },
    }),
    [api],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession outside SessionProvider");
  return session;
}
