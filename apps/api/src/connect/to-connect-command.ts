import type { Belonging, EmailAddress, InboxKind, MemberId, SharedInboxId } from "@relink/domain";
import type { MailServer } from "../mail/mailbox.ts";
import type { Caller } from "../people/caller.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { ImapLogin } from "./connect-imap-inbox.ts";
import type { ConnectImapInboxInput, ConnectInboxInput, MailServerInput, ReconnectImapInboxInput } from "./connect.input.ts";
import type { ConnectCommand } from "./connect-inbox.ts";
import type { ConnectImapCommand } from "./connect-imap-inbox.ts";

/** What is no shared inbox's id names none. */
const nowhere = "00000000-0000-0000-0000-000000000000" as SharedInboxId;

export function toConnectCommand(caller: Caller, input: ConnectInboxInput): Outcome<ConnectCommand> {
  const { provider, idempotencyKey = null, returnTo = null } = input;
  if (provider === "IMAP") return refused("BAD_USER_INPUT", "An IMAP mailbox is connected with connectImapInbox.", { field: "provider" });
  const belonging = toBelonging(caller, input.kind, input.sharedInboxId ?? null);
  if (!belonging.ok) return belonging;
  const address = input.address as EmailAddress;
  return done({
    mutation: "connectInbox",
    idempotencyKey,
    belonging: belonging.value,
    provider,
    address,
    returnTo,
    input: { ...input, idempotencyKey: null },
  });
}

export function toConnectImapCommand(caller: Caller, input: ConnectImapInboxInput): Outcome<ConnectImapCommand> {
  const belonging = toBelonging(caller, input.kind, input.sharedInboxId ?? null);
  if (!belonging.ok) return belonging;
  const login = toLogin(input);
  if (!login.ok) return login;
  // The password is not part of what is remembered of a request: even its hash would give a weak one away.
  const remembered = { ...input, password: null, idempotencyKey: null };
  return done({
    mutation: "connectImapInbox",
    idempotencyKey: input.idempotencyKey ?? null,
    belonging: belonging.value,
    address: input.address as EmailAddress,
    login: { ...login.value, username: login.value.username ?? input.address },
    input: remembered,
  });
}

export function toLogin(
  input: Pick<ConnectImapInboxInput | ReconnectImapInboxInput, "username" | "password" | "imap" | "smtp">,
): Outcome<Omit<ImapLogin, "username"> & { readonly username: string | null }> {
  const imap = toServer(input.imap, "imap");
  if (!imap.ok) return imap;
  const smtp = input.smtp ? toServer(input.smtp, "smtp") : done(null);
  if (!smtp.ok) return smtp;
  if (input.password === "" || input.password.length > 1_000)
    return refused("BAD_USER_INPUT", "Give the mailbox's password.", { field: "password" });
  if ([...input.password, ...(input.username ?? "")].some(isControl))
    return refused("BAD_USER_INPUT", "User name and password can't hold control characters.", { field: "password" });
  return done({ username: input.username || null, password: input.password, imap: imap.value, smtp: smtp.value });
}

function isControl(character: string): boolean {
  return character < " " || character === "\u007f";
}

function toServer({ host, port, security }: MailServerInput, field: string): Outcome<MailServer> {
  const name = host.trim().toLowerCase();
  if (!/^[a-z0-9]([a-z0-9.:-]{0,252}[a-z0-9])?$/.test(name))
    return refused("BAD_USER_INPUT", "A server's name looks like mail.example.com.", { field: `${field}.host` });
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return refused("BAD_USER_INPUT", "A port is from 1 to 65535.", { field: `${field}.port` });
  return done({ host: name, port, security });
}

function toBelonging(caller: Caller, kind: InboxKind, sharedInboxId: string | null): Outcome<Belonging> {
  if (kind === "PERSONAL") {
    if (caller.memberId === null) return refused("FORBIDDEN", "A personal inbox is connected by the person whose it is.");
    return done({ kind, ownerId: caller.memberId satisfies MemberId });
  }
  if (sharedInboxId === null)
    return refused("BAD_USER_INPUT", "A channel needs the shared inbox that it belongs to.", { field: "sharedInboxId" });
  return done({ kind, sharedInboxId: (parseGlobalId("shared_inbox", sharedInboxId) ?? nowhere) as SharedInboxId });
}
