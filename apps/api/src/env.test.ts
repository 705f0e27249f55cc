import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { durations } from "@relink/domain";
import { describe, expect, test } from "vitest";
import { readEnv } from "./env.ts";
import { settings } from "./platform/settings.ts";
import { defaultWaits } from "./platform/waits.ts";

const key = Buffer.alloc(32, 7).toString("base64");

const production = {
  NODE_ENV: "production",
  DATABASE_URL: "postgresql://app@db.example.com/relink",
  PUBLIC_URL: "https://relink.example.com",
  RELINK_KEYS: `k1:${key}`,
  SMTP_URL: "smtps://mail.example.com",
  MAIL_FROM: "Relink <relink@example.com>",
  OPERATOR_EMAIL: "ops@example.com",
};

function without(name: keyof typeof production): Record<string, string> {
  const { [name]: _, ...rest } = production;
  return rest;
}

/** One sentence: it ends once, and at its end. */
function expectSentence(message: string): void {
  expect(message).toMatch(/^[A-Z].*[^.]\.$/);
  expect(message).not.toMatch(/\.\s|\n/);
}

function refusal(variables: Record<string, string>): string {
  try {
    readEnv(variables);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("The settings were accepted.");
}

describe("settings", () => {
  test("without any, it runs on this machine with the embedded database and the real providers' addresses", () => {
    const env = readEnv({});
    expect(env).toMatchObject({ port: 4000, publicUrl: "http://localhost:4000", databaseUrl: null, role: "all", timeScale: 1 });
    expect(env.trustedOrigins).toEqual(["http://localhost:4000", "http://127.0.0.1:4000", "http://[::1]:4000"]);
    expect(env.google).toMatchObject({ application: null, imap: { host: "imap.gmail.com", port: 993 } });
    expect(env.microsoft.revocationUrl).toBeNull();
    expect(env.mailPorts).toEqual([993, 143, 465, 587]);
  });

  test(".env.example lists every setting once, in the same order and with one line each", () => {
    const lines = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8").split("\n");
    const listed = lines.flatMap((line) => /^# ([A-Z_]+)=\S.* # \S.+$|^# ([A-Z_]+)= # \S.+$/.exec(line)?.slice(1).filter(Boolean) ?? []);
    expect(listed).toEqual(settings.map((setting) => setting.name));
  });

  test(".env.example shows every wait with its default, and RELINK_WAITS changes those that it names", () => {
    const example = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8");
    expect(/^# RELINK_WAITS=(\S+) # /m.exec(example)?.[1]).toBe(defaultWaits);
    expect(readEnv({ RELINK_WAITS: defaultWaits }).waits).toEqual(durations);
    expect(readEnv({ RELINK_WAITS: "checkInterval=5m, secondLook=90s" }).waits).toEqual({ checkInterval: 300_000, secondLook: 90_000 });
    expect(refusal({ RELINK_WAITS: "tea=5m" })).toMatch(/^RELINK_WAITS names no wait "tea"/);
    for (const time of ["", "0s", "5", "5y", "-1m", "1.5h"]) {
      expect(refusal({ RELINK_WAITS: `link=${time}` })).toMatch(/^RELINK_WAITS must give link a time like/);
    }
  });

  test("a secret comes from the file that NAME_FILE names, and not from both", () => {
    const file = join(mkdtempSync(join(tmpdir(), "relink-env-")), "secret");
    writeFileSync(file, "  hidden\n");
    const env = readEnv({ GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET_FILE: file });
    expect(env.google.application).toEqual({ clientId: "id", clientSecret: "hidden", clientSecretExpires: null });
    const both = { GOOGLE_CLIENT_SECRET: "a", GOOGLE_CLIENT_SECRET_FILE: file };
    expect(refusal(both)).toBe("GOOGLE_CLIENT_SECRET and GOOGLE_CLIENT_SECRET_FILE are both set; keep one of them.");
    expect(refusal({ DATABASE_URL_FILE: "/nowhere" })).toMatch(/^DATABASE_URL_FILE names a file that can't be read/);
  });

  test.each([
    ["PORT", "70000"],
    ["RELINK_ROLE", "boss"],
    ["LOG_LEVEL", "loud"],
    ["DATABASE_URL", "mysql://db/relink"],
    ["RELINK_KEYS", "k1:short"],
    ["GOOGLE_ISSUER", "http://accounts.example.com"],
    ["GOOGLE_IMAP", "imap.example.com"],
    ["GOOGLE_CLIENT_SECRET_EXPIRES", "soon"],
    ["RELINK_MAIL_PORTS", "993,x"],
    ["RELINK_ISPDB_URL", "http://ispdb.example.com/"],
    ["RELINK_TIME_SCALE", "0"],
  ])("a wrong %s is one sentence that names it and says what it is for", (name, value) => {
    const message = refusal({ [name]: value, GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "secret" });
    expectSentence(message);
    expect(message).toContain(name);
    expect(message).toContain("it is for ");
    expect(message).not.toContain("short");
  });

  test("free Microsoft accounts send by a server of their own, unless another place is named for all", () => {
    expect(readEnv({}).microsoft).toMatchObject({
      smtp: { host: "smtp.office365.com" },
      personalSmtp: { host: "smtp-mail.outlook.com", port: 587 },
    });
    const place = { MICROSOFT_SMTP: "smtp.office365.us:587" };
    expect(readEnv(place).microsoft.personalSmtp).toEqual({ host: "smtp.office365.us", port: 587 });
    const both = { ...place, MICROSOFT_PERSONAL_SMTP: "free.example.com:465" };
    expect(readEnv(both).microsoft).toMatchObject({
      smtp: { host: "smtp.office365.us" },
      personalSmtp: { host: "free.example.com", port: 465 },
    });
    expect(readEnv({}).google.personalSmtp).toBeNull();
  });

  test("the database of mail settings is asked unless that is off", () => {
    expect(readEnv({}).ispdbUrl).toBe("https://autoconfig.thunderbird.net/v1.1/");
    expect(readEnv({ RELINK_ISPDB_URL: "https://ispdb.example.com/mail" }).ispdbUrl).toBe("https://ispdb.example.com/mail/");
    expect(readEnv({ RELINK_ISPDB_URL: "off" }).ispdbUrl).toBeNull();
  });

  test("a provider on this machine may be reached by http", () => {
    expect(readEnv({ GOOGLE_ISSUER: "http://localhost:4000/sandbox/google" }).google.issuer).toContain("/sandbox/google");
  });
});

describe("with NODE_ENV=production", () => {
  test("a complete set of settings is accepted, and only the public address is trusted", () => {
    const env = readEnv(production);
    expect(env.production).toBe(true);
    expect(env.trustedOrigins).toEqual(["https://relink.example.com"]);
    expect(env.databaseOwnerUrl).toBe(production.DATABASE_URL);
    expect(env.keyRing?.map((entry) => entry.id)).toEqual(["k1"]);
  });

  test.each(["DATABASE_URL", "PUBLIC_URL", "RELINK_KEYS", "SMTP_URL", "MAIL_FROM", "OPERATOR_EMAIL"] as const)(
    "it refuses to start without %s",
    (name) => {
      const message = refusal(without(name));
      expectSentence(message);
      expect(message).toContain(`${name} is missing`);
    },
  );

  test.each([
    { PUBLIC_URL: "http://relink.example.com" },
    { RELINK_TIME_SCALE: "60" },
    { RELINK_CRASH_AT: "anywhere" },
    { RELINK_SANDBOX_URL: "http://localhost:4001" },
    { GOOGLE_ISSUER: "http://localhost:4000/google" },
    { MICROSOFT_REVOCATION_URL: "http://127.0.0.1:4000/revoke" },
    { GOOGLE_CLIENT_ID: "id" },
    { MICROSOFT_CLIENT_SECRET: "secret" },
  ])("it refuses %o", (unsafe) => {
    expectSentence(refusal({ ...production, ...unsafe }));
  });
});
