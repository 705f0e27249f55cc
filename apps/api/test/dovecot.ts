import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { generate } from "selfsigned";

/** A real Dovecot 2.3 on its own ports: Debian's package, run by whoever runs the tests. */
export interface Dovecot {
  readonly port: number;
  readonly caFile: string;
  /** Password logins; the file is read anew at each, so this is how a password changes. */
  setUsers(lines: readonly string[]): void;
  /** Whether an access token opens a mailbox (XOAUTH2), asked by a client of its own. */
  opens(mailbox: string, accessToken: string): Promise<boolean>;
  stop(): Promise<void>;
}

export const hasDovecot = existsSync("/usr/sbin/dovecot") && existsSync("/usr/lib/dovecot/imap");

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve((socket.destroy(), true)));
    socket.once("error", () => resolve(false));
  });
}

async function untilAnswers(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error("Dovecot did not come up.");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Braces stand on their own lines: Dovecot 2.3 wants it so. */
function configuration(folder: string, user: string, port: number): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log/dovecot.log
default_internal_user = ${user}
default_internal_group = ${user}
default_login_user = ${user}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_location = maildir:${folder}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 3
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u ${folder}/users
}
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${folder}/oauth2.conf.ext
}
userdb {
  driver = static
  args = uid=${user} gid=${user} home=${folder}/mail/%u
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
service stats {
  chroot =
}
`;
}

function introspection(url: string): string {
  return `introspection_mode = post
introspection_url = ${url}
force_introspection = yes
username_attribute = sub
active_attribute = active
active_value = true
scope = mail
timeout_msecs = 8000
`;
}

async function opensWith(port: number, auth: { user: string; accessToken: string }): Promise<boolean> {
  const client = new ImapFlow({ host: "localhost", port, secure: true, auth, logger: false, tls: { rejectUnauthorized: false } });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.logout();
    return true;
  } catch (error) {
    if (error instanceof Error && "authenticationFailed" in error && error.authenticationFailed === true) return false;
    throw error;
  }
}

/**
 * @param introspectionUrl - where the OAuth server tells whether a token is active, credentials included.
 * @param names - host names that its certificate holds for, besides localhost.
 */
export async function startDovecot(introspectionUrl: string, names: readonly string[] = []): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), "relink-dovecot-"));
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? "dovecot" : execFileSync("id", ["-un"], { encoding: "utf8" }).trim();
  const uid = Number(execFileSync("id", ["-u", user], { encoding: "utf8" }));
  const gid = Number(execFileSync("id", ["-g", user], { encoding: "utf8" }));
  chmodSync(folder, 0o755);
  for (const name of ["run", "state", "log", "mail"]) {
    mkdirSync(join(folder, name), { mode: 0o755 });
    if (asRoot) chownSync(join(folder, name), uid, gid);
  }
  const pems = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "subjectAltName", altNames: ["localhost", ...names].map((value) => ({ type: 2, value }) as const) },
      { name: "basicConstraints", cA: true },
    ],
  });
  writeFileSync(join(folder, "cert.pem"), pems.cert);
  writeFileSync(join(folder, "key.pem"), pems.private, { mode: 0o600 });
  const port = await freePort();
  writeFileSync(join(folder, "dovecot.conf"), configuration(folder, user, port));
  writeFileSync(join(folder, "oauth2.conf.ext"), introspection(introspectionUrl));
  writeFileSync(join(folder, "users"), "");
  const child = spawn("/usr/sbin/dovecot", ["-c", join(folder, "dovecot.conf"), "-F"], { stdio: "ignore" });
  await untilAnswers(port, child);
  return {
    port,
    caFile: join(folder, "cert.pem"),
    setUsers: (lines) => writeFileSync(join(folder, "users"), lines.map((line) => `${line}\n`).join("")),
    opens: (mailbox, accessToken) => opensWith(port, { user: mailbox, accessToken }),
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
