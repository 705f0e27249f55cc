import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { SecureContext } from "node:tls";
import { generate } from "selfsigned";
import { writeFileWhole } from "./whole-file.ts";

type KeyPair = { readonly key: string; readonly cert: string };

export type SecureContextOf = {
  /** For clients that name no host. */
  readonly fallback: KeyPair;
  readonly choose: (name: string, done: (error: Error | null, context?: SecureContext) => void) => void;
};

export type Certificates = SecureContextOf & {
  /** The authority's certificate: who trusts it trusts the sandbox's servers, all but `badcert.demo.test`. */
  readonly caFile: string;
};

/** A server by this name shows a certificate of its own making, for another name. */
export const badCertificateHost = "badcert.demo.test";

const day = 86_400_000;
const certificateLife = 397 * day;
const authorityLife = 3650 * day;

const serverNames = ["localhost", "*.demo.test", "*.google.demo.test", "*.microsoft.demo.test", "*.outlook.demo.test", "*.imap.demo.test"];

/** Makes the authority at the first start and keeps it; the servers' own certificate is made anew at each start. */
export async function openCertificates(dataDir: string): Promise<Certificates> {
  const caFile = join(dataDir, "ca.pem");
  const authority = await openAuthority(caFile, join(dataDir, "ca-key.pem"));
  const good = await makeServerCertificate(authority);
  const bad = await makeBadCertificate();
  const contexts = { good: createSecureContext(good), bad: createSecureContext(bad) };
  return {
    caFile,
    fallback: good,
    choose: (name, done) => done(null, name === badCertificateHost ? contexts.bad : contexts.good),
  };
}

async function openAuthority(certFile: string, keyFile: string): Promise<KeyPair> {
  const kept = await readAuthority(certFile, keyFile);
  if (kept) return kept;
  const made = await generate([{ name: "commonName", value: "Relink sandbox authority" }], {
    ...common(authorityLife),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  await writeFileWhole(keyFile, made.private, 0o600);
  await writeFileWhole(certFile, made.cert, 0o644);
  return { key: made.private, cert: made.cert };
}

async function readAuthority(certFile: string, keyFile: string): Promise<KeyPair | null> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, "utf8"), readFile(keyFile, "utf8")]);
    const lapses = new X509Certificate(cert).validToDate.getTime();
    return lapses > Date.now() + certificateLife ? { cert, key } : null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

async function makeServerCertificate(authority: KeyPair): Promise<KeyPair> {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    ...common(certificateLife),
    ca: authority,
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [...serverNames.map((value) => ({ type: 2 as const, value })), { type: 7, ip: "127.0.0.1" }],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function makeBadCertificate(): Promise<KeyPair> {
  const made = await generate([{ name: "commonName", value: "another-name.test" }], common(certificateLife));
  return { key: made.private, cert: made.cert };
}

function common(life: number) {
  // A clock that is a little behind must not find a certificate that is not valid yet.
  return {
    keyType: "rsa" as const,
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - day),
    notAfterDate: new Date(Date.now() + life),
  };
}
