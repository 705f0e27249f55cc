import type { ComposedApplications } from "./compose-applications.ts";
import { createAttemptStore } from "./connect/attempt.store.ts";
import { createAttemptTokens } from "./connect/attempt-token.ts";
import { cancelAttempt } from "./connect/cancel-attempt.ts";
import { completeSignIn } from "./connect/complete-sign-in.ts";
import { connectImapInbox } from "./connect/connect-imap-inbox.ts";
import { connectInbox } from "./connect/connect-inbox.ts";
import type { ConnectNeeds } from "./connect/connect-needs.ts";
import type { ConnectRouteNeeds } from "./connect/connect.routes.ts";
import type { ConnectVerbs } from "./connect/connect.resolver.ts";
import { reconnectImapInbox } from "./connect/reconnect-imap-inbox.ts";
import { reconnectInbox } from "./connect/reconnect-inbox.ts";
import type { Env } from "./env.ts";
import type { PresentNeeds } from "./grant/present-grant.ts";
import { createProviderAccountStore } from "./grant/provider-account.store.ts";
import { receiveRisc, type ReceiveRisc } from "./grant/receive-risc.ts";
import { createRiscStore } from "./grant/risc.store.ts";
import { createProviderEndVerbs } from "./grant/provider-end-verbs.ts";
import { createReceiptStore, type ReceiptStore } from "./grant/receipt.store.ts";
import { createActionLimit } from "./inbox/action-limit.store.ts";
import { checkInboxNow } from "./inbox/check-inbox-now.ts";
import { createCommit } from "./inbox/commit.ts";
import { createInboxStore } from "./inbox/inbox.store.ts";
import type { InboxVerbs } from "./inbox/inbox-verbs.resolver.ts";
import { deleteChannel, removeInbox } from "./inbox/remove-inbox.ts";
import { turnOffInbox } from "./inbox/turn-off-inbox.ts";
import { turnOnInbox } from "./inbox/turn-on-inbox.ts";
import { createMailboxes } from "./mail/mailboxes.ts";
import { createReceiptSigner, type ReceiptSigner } from "./mail/receipt-signer.ts";
import { createRiscReader } from "./mail/risc-token.ts";
import { hashTokenName } from "./mail/token-hash.ts";
import { createVault } from "./mail/vault.ts";
import { createIncidentStore } from "./monitor/incident.store.ts";
import { createIncidentWatch, type CountingWatch } from "./monitor/incident-watch.ts";
import { createSendingStore } from "./monitor/sending.store.ts";
import { createSendingWatch, type SendingWatch } from "./monitor/sending-watch.ts";
import { createHasMoved } from "./migrate/has-moved.ts";
import { createMigrationStore } from "./migrate/migration.store.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";
import type { Database } from "./platform/database.ts";
import { deriveKey, type KeyRing } from "./platform/key-ring.ts";
import type { Logger } from "./platform/logger.ts";
import type { Queryable, Transactions } from "./platform/transaction.ts";

export interface InboxFoundation {
  readonly env: Env;
  readonly keyRing: KeyRing;
  readonly providers: ComposedApplications["providers"];
  readonly toAccountKey: ComposedApplications["toAccountKey"];
  readonly findOurAudience: ComposedApplications["findOurAudience"];
  /** What accounts and refresh tokens are hashed with; it outlives the ring's keys. */
  readonly accountSecret: Buffer;
  readonly database: Database;
  readonly quickReads: Queryable;
  readonly transactions: Transactions;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Timers that are due now were stored. */
  readonly nudge: () => void;
  readonly log: Pick<Logger, "info">;
  readonly onError: (error: unknown) => void;
}

export interface ComposedInboxes {
  /** What use-cases and timers of inboxes need. */
  readonly needs: ConnectNeeds;
  readonly present: PresentNeeds;
  readonly receipts: ReceiptStore;
  readonly signer: ReceiptSigner;
  readonly verbs: InboxVerbs;
  readonly connectVerbs: ConnectVerbs;
  readonly connectRouteNeeds: ConnectRouteNeeds;
  /** Counts what checks show, for incidents. */
  readonly watch: CountingWatch;
  /** Whether mail can be sent, apart from the checks. */
  readonly sending: SendingWatch;
  /** What Google reports by itself. */
  readonly receiveRisc: ReceiveRisc;
}

/** Everything about inboxes, their grants and their sign-ins, put together. */
export function composeInboxes(foundation: InboxFoundation): ComposedInboxes {
  const { env, keyRing, database, clock, providers, toAccountKey } = foundation;
  const { durations } = clock;
  const inboxes = createInboxStore(foundation.quickReads);
  const signer = createReceiptSigner(keyRing);
  const watch = createIncidentWatch({ store: createIncidentStore(database), clock, thresholds: env.incidents });
  const mailNeeds = toMailNeeds(foundation);
  const sending = createSendingWatch({
    ...mailNeeds,
    sendings: createSendingStore(database),
    bus: foundation.bus,
    onError: foundation.onError,
    atOnce: env.checksAtOnce,
  });
  const needs: ConnectNeeds = {
    ...mailNeeds,
    inboxes,
    commit: createCommit({ database, bus: foundation.bus, signer, durations, sending, nudge: foundation.nudge }),
    attempts: createAttemptStore(database),
    accounts: createProviderAccountStore(database),
    incidents: watch,
    tokens: createAttemptTokens(deriveKey(keyRing, "attempt")),
    toAccountKey,
    publicUrl: env.publicUrl,
  };
  const present: PresentNeeds = { publicUrl: env.publicUrl, durations, providers };
  return {
    needs,
    present,
    signer,
    watch,
    sending,
    receipts: createReceiptStore({ database, inboxes, signer, durations }),
    verbs: createInboxVerbs(needs, env),
    connectVerbs: createConnectVerbs(needs),
    receiveRisc: createReceiveRisc(foundation),
    connectRouteNeeds: { ...needs, completeSignIn: completeSignIn(needs) },
  };
}

/** What reaches a mailbox: its credentials, kept fresh, and the way to its servers. */
function toMailNeeds({ env, keyRing, accountSecret, database, transactions, clock, providers }: InboxFoundation) {
  const vault = createVault(keyRing, accountSecret);
  const refreshes: ConnectNeeds["refreshes"] = new Map();
  return { database, transactions, clock, providers, vault, refreshes, mailboxes: createMailboxes(env) };
}

function createReceiveRisc(foundation: InboxFoundation): ReceiveRisc {
  const { env, database, clock, accountSecret, nudge, log, toAccountKey, findOurAudience } = foundation;
  return receiveRisc({
    reader: createRiscReader({ configurationUrl: env.googleRiscConfiguration, findOurs: findOurAudience, now: clock.now }),
    reports: createRiscStore(database),
    hashTokenName: (naming, value) => hashTokenName(accountSecret, naming, value),
    now: clock.now,
    toAccountKey,
    nudge,
    onVerification: (state) => log.info({ state }, "Google tried the receiver of Cross-Account Protection"),
  });
}

function createConnectVerbs(needs: ConnectNeeds): ConnectVerbs {
  return {
    connect: connectInbox(needs),
    connectImap: connectImapInbox(needs),
    reconnect: reconnectInbox(needs),
    reconnectImap: reconnectImapInbox(needs),
    cancel: cancelAttempt(needs),
  };
}

const minute = 60_000;

function createInboxVerbs(needs: ConnectNeeds, { google, microsoft }: Env): InboxVerbs {
  const ownHosts = { google: [google.imap.host], microsoft: [microsoft.imap.host] };
  const { database } = needs;
  const limit = createActionLimit(database, "VERIFY", 10, minute);
  const imapLimit = createActionLimit(database, "VERIFY", 3, 60 * minute);
  return {
    turnOff: turnOffInbox(needs),
    turnOn: turnOnInbox({ ...needs, hasMoved: createHasMoved(createMigrationStore(database), ownHosts) }),
    remove: removeInbox(needs),
    deleteChannel: deleteChannel(needs),
    checkNow: checkInboxNow({ ...needs, limit: createActionLimit(database, "CHECK_NOW", 10, minute) }),
    providerEnd: createProviderEndVerbs({ ...needs, limit, imapLimit }),
  };
}
