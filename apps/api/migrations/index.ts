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
];
