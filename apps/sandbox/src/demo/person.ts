import { setTimeout as pause } from "node:timers/promises";
import { DemoError, Visitor } from "./visitor.ts";

export type Provider = "GOOGLE" | "MICROSOFT" | "IMAP";
export type Role = "SUPER_ADMIN" | "ADMIN" | "MEMBER";
export type DemoInbox = { readonly id: string; readonly address: string; readonly state: string };
export type DemoSharedInbox = { readonly id: string; readonly name: string; readonly channels: readonly DemoInbox[] };

/** Where the mail servers without a sign-in are. */
export type ImapHost = { readonly host: string; readonly imapPort: number; readonly smtpPort: number };

export type DemoPlace = {
  /** Relink's address, under which the sign-in pages are, too. */
  readonly publicUrl: string;
  readonly imapHost: ImapHost;
  readonly password: string;
  readonly signal: AbortSignal;
};

type Target = { readonly address: string; readonly sharedInboxId?: string };
type Answer<Data> = { readonly data?: Data | null; readonly errors?: readonly { readonly message: string }[] };

const attemptLimit = { tries: 100, everyMs: 100 };

/** A member who is signed in, and what they do through the public API and the provider's own pages. */
export class Person {
  readonly #visitor: Visitor;
  readonly #place: DemoPlace;
  readonly memberId: string;
  readonly role: Role;

  private constructor(visitor: Visitor, place: DemoPlace, memberId: string, role: Role) {
    this.#visitor = visitor;
    this.#place = place;
    this.memberId = memberId;
    this.role = role;
  }

  static async signIn(place: DemoPlace, email: string): Promise<Person> {
    const visitor = new Visitor(place.publicUrl, place.signal);
    const { status } = await visitor.postJson("/api/auth/sign-in/email", { email, password: place.password });
    if (status !== 200) throw new DemoError(`${email} could not sign in (status ${status}).`);
    type Data = { viewer: { role: Role; member: { id: string } } };
    const { viewer } = await ask<Data>(visitor, "{ viewer { role member { id } } }", {});
    return new Person(visitor, place, viewer.member.id, viewer.role);
  }

  /** Their own inboxes, removed ones left out. */
  async ownInboxes(): Promise<readonly DemoInbox[]> {
    const query = "query ($id: ID!) { inboxes(first: 100, filter: { kind: PERSONAL, ownerId: $id }) { nodes { id address state } } }";
    type Data = { inboxes: { nodes: DemoInbox[] } };
    return (await this.#ask<Data>(query, { id: this.memberId })).inboxes.nodes;
  }

  async sharedInboxes(): Promise<readonly DemoSharedInbox[]> {
    const query = "{ sharedInboxes { id name channels { id address state } } }";
    return (await this.#ask<{ sharedInboxes: DemoSharedInbox[] }>(query, {})).sharedInboxes;
  }

  async createSharedInbox(name: string): Promise<void> {
    await this.#ask("mutation ($name: String!, $key: String) { createSharedInbox(name: $name, idempotencyKey: $key) { id } }", {
      name,
      key: `demo-world/${name}`,
    });
  }

  /** Signs in at the provider, allows what Relink asks for, and comes back. */
  async connectBySignIn(provider: "GOOGLE" | "MICROSOFT", target: Target): Promise<void> {
    const query = "mutation ($input: ConnectInboxInput!) { connectInbox(input: $input) { authorizationUrl attempt { id } } }";
    type Data = { connectInbox: { authorizationUrl: string; attempt: { id: string } } };
    const { connectInbox } = await this.#ask<Data>(query, { input: { provider, kind: toKind(target), ...target } });
    const signIn = await this.#visitor.open(connectInbox.authorizationUrl);
    const { password } = this.#place;
    const next = await this.#visitor.open(signIn.url, { action: "sign-in", email: target.address, password });
    // Microsoft asks once: who allowed it before is back already.
    if (next.url.includes("/interaction/")) await this.#visitor.open(next.url, { action: "allow", mail: "on" });
    await this.#waitForAttempt(connectInbox.attempt.id, target.address);
  }

  async connectByPassword(target: Target): Promise<void> {
    const { host, imapPort, smtpPort } = this.#place.imapHost;
    await this.#ask("mutation ($input: ConnectImapInboxInput!) { connectImapInbox(input: $input) { inbox { id } } }", {
      input: {
        ...target,
        kind: toKind(target),
        password: this.#place.password,
        imap: { host, port: imapPort, security: "TLS" },
        smtp: { host, port: smtpPort, security: "TLS" },
      },
    });
  }

  async turnOff(inboxId: string): Promise<void> {
    await this.#ask("mutation ($input: InboxCommandInput!) { turnOffInbox(input: $input) { inbox { id } } }", { input: { inboxId } });
  }

  async turnOn(inboxId: string): Promise<void> {
    await this.#ask("mutation ($input: InboxCommandInput!) { turnOnInbox(input: $input) { inbox { id } } }", { input: { inboxId } });
  }

  async setRole(memberId: string, role: Role): Promise<void> {
    await this.#ask("mutation ($id: ID!, $role: Role!) { setMemberRole(memberId: $id, role: $role) { id } }", { id: memberId, role });
  }

  /** On the provider's own page, as its account's holder. */
  async removeAccess(host: "google" | "microsoft", email: string, clientId: string): Promise<void> {
    const page = `/sandbox/${host}/account`;
    await this.#visitor.open(page, { action: "sign-in", email, password: this.#place.password });
    await this.#visitor.open(page, { action: "remove", client: clientId });
  }

  async #waitForAttempt(id: string, address: string): Promise<void> {
    const query = "query ($id: ID!) { connectionAttempt(id: $id) { state failure } }";
    type Data = { connectionAttempt: { state: string; failure: string | null } };
    for (let tries = 0; tries < attemptLimit.tries; tries += 1) {
      const { state, failure } = (await this.#ask<Data>(query, { id })).connectionAttempt;
      if (state === "SUCCEEDED") return;
      if (state !== "PENDING") throw new DemoError(`${address} could not be connected: ${failure ?? state}.`);
      await pause(attemptLimit.everyMs, undefined, { signal: this.#place.signal });
    }
    throw new DemoError(`${address}: the sign-in did not come to an end.`);
  }

  #ask<Data>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Data> {
    return ask<Data>(this.#visitor, query, variables);
  }
}

function toKind({ sharedInboxId }: Target): "PERSONAL" | "TEAM" {
  return sharedInboxId === undefined ? "PERSONAL" : "TEAM";
}

async function ask<Data>(visitor: Visitor, query: string, variables: Readonly<Record<string, unknown>>): Promise<Data> {
  const { status, answer } = await visitor.postJson("/graphql", { query, variables });
  const { data, errors } = answer as Answer<Data>;
  if (errors?.[0]) throw new DemoError(errors[0].message);
  if (!data) throw new DemoError(`Relink answered with status ${status} and no data.`);
  return data;
}
