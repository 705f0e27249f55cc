import type { MxRecord } from "@relink/domain";

/** What a name server said. `unknown`: no answer, or one that says nothing (time-out, SERVFAIL, REFUSED); `code` is Node's. */
export type DnsAnswer<Entry> =
  | { readonly type: "records"; readonly records: readonly Entry[] }
  | { readonly type: "absent" }
  | { readonly type: "unknown"; readonly code: string };

/** One SRV record (RFC 2782). `target` is empty where the service is said not to be there. */
export interface SrvRecord {
  readonly target: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** Look-ups that never throw; one that is aborted is `unknown`. */
export interface MailDns {
  mx(domain: string, signal: AbortSignal): Promise<DnsAnswer<MxRecord>>;
  srv(name: string, signal: AbortSignal): Promise<DnsAnswer<SrvRecord>>;
}

/** `none`: an answer, but no document, or a host that is not reached; which of them is not told. `unknown`: no answer. */
export type Fetched = { readonly type: "text"; readonly text: string } | { readonly type: "none" } | { readonly type: "unknown" };

/** Gets a small document over https from a host that a user named; never throws. */
export type FetchDocument = (url: string, signal: AbortSignal) => Promise<Fetched>;

/** Whether a mail server of this name may be reached from here at this port, as far as its addresses tell. */
export type MayReach = (host: string, port: number) => Promise<boolean>;
