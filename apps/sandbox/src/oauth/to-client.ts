import type { ClientMetadata } from "oidc-provider";
import type { HostProfile } from "./sign-in-host.ts";

/** Microsoft's `sub` is made for one application. */
export function subjectType({ host }: HostProfile): "public" | "pairwise" {
  return host === "microsoft" ? "pairwise" : "public";
}

/** An application as oidc-provider knows it. */
export function toClient(application: { readonly clientId: string; readonly clientSecret: string }, profile: HostProfile): ClientMetadata {
  return {
    client_id: application.clientId,
    client_secret: application.clientSecret,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    subject_type: subjectType(profile),
    // Needed by the metadata's own rules; what is allowed is decided by `redirectRule`.
    redirect_uris: ["http://127.0.0.1/connect/callback"],
  };
}
