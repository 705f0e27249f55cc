import { SignIn0000 } from "./0000-sign-in.ts";
import { Lifecycle0001 } from "./0001-lifecycle.ts";
import { Writes0002 } from "./0002-writes.ts";
import { Notices0003 } from "./0003-notices.ts";
import { Roles0004 } from "./0004-roles.ts";
import { ApiKeys0005 } from "./0005-api-keys.ts";
import { Links0006 } from "./0006-links.ts";
import { RemovedAddresses0007 } from "./0007-removed-addresses.ts";
import { Consumers0008 } from "./0008-consumers.ts";
import { KeyRotation0009 } from "./0009-key-rotation.ts";
import { Risc0010 } from "./0010-risc.ts";
import { TypedWrites0011 } from "./0011-typed-writes.ts";
import { Applications0012 } from "./0012-applications.ts";
import { Incidents0013 } from "./0013-incidents.ts";
import { Migrations0014 } from "./0014-migrations.ts";
import { Watch0015 } from "./0015-watch.ts";
import { Upkeep0016 } from "./0016-upkeep.ts";
import { Mails0017 } from "./0017-mails.ts";
import { ReceiptKeys0018 } from "./0018-receipt-keys.ts";
import { Webhooks0020 } from "./0020-webhooks.ts";
import { OneLink0021 } from "./0021-one-link.ts";
import { OwnApplications0022 } from "./0022-own-applications.ts";
import { RefreshedSecrets0023 } from "./0023-refreshed-secrets.ts";
import { SingleEvents0024 } from "./0024-single-events.ts";
import { ReplacedInboxes0025 } from "./0025-replaced-inboxes.ts";
import { Sending0027 } from "./0027-sending.ts";
import { UnusedGrants0028 } from "./0028-unused-grants.ts";
import { ActionWindows0029 } from "./0029-action-windows.ts";
import { RunningChecks0032 } from "./0032-running-checks.ts";
import { WebhookSpeed0033 } from "./0033-webhook-speed.ts";
import { ClaimsChallenges0034 } from "./0034-claims-challenges.ts";
import { LiveAtHost0035 } from "./0035-live-at-host.ts";
import { QuickClaims0036 } from "./0036-quick-claims.ts";

/** In the order in which they run; a migration that has been released never changes. */
export const migrations = [
  SignIn0000,
  Lifecycle0001,
  Writes0002,
  Notices0003,
  Roles0004,
  ApiKeys0005,
  Links0006,
  RemovedAddresses0007,
  Consumers0008,
  KeyRotation0009,
  Risc0010,
  TypedWrites0011,
  Applications0012,
  Incidents0013,
  Migrations0014,
  Watch0015,
  Upkeep0016,
  Mails0017,
  ReceiptKeys0018,
  Webhooks0020,
  OneLink0021,
  OwnApplications0022,
  RefreshedSecrets0023,
  SingleEvents0024,
  ReplacedInboxes0025,
  Sending0027,
  UnusedGrants0028,
  ActionWindows0029,
  RunningChecks0032,
  WebhookSpeed0033,
  ClaimsChallenges0034,
  LiveAtHost0035,
  QuickClaims0036,
];
