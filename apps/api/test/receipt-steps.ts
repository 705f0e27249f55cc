import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import type { MemberClient } from "./api-client.ts";

/** Exactly the bytes that are signed, and the signature beside them. */
export interface Downloaded {
  readonly bytes: Buffer;
  readonly signature: string;
}

export async function download(member: MemberClient, jsonUrl: string): Promise<Downloaded> {
  const response = await fetch(jsonUrl, { headers: { cookie: member.cookie } });
  if (!response.ok) throw new Error(`${jsonUrl}: ${response.status}`);
  return { bytes: Buffer.from(await response.arrayBuffer()), signature: response.headers.get("relink-signature") ?? "" };
}

/** The published key that a signature names. */
export async function findPublished(apiUrl: string, signature: string): Promise<JsonWebKey> {
  const { keys } = (await (await fetch(`${apiUrl}/.well-known/jwks.json`)).json()) as { keys: (JsonWebKey & { kid: string })[] };
  const { kid, alg } = JSON.parse(Buffer.from(signature.split(".")[0] ?? "", "base64url").toString()) as { kid: string; alg: string };
  const jwk = keys.find((key) => key.kid === kid);
  if (!jwk || alg !== "EdDSA") throw new Error(`No key ${kid} for ${alg} is published.`);
  if ("d" in jwk) throw new Error("A private key is published.");
  return jwk;
}

/** RFC 7515, appendix F, without the library that signs: the payload is left out of the JWS, and put in again to verify it. */
export async function holdsAt(apiUrl: string, { bytes, signature }: Downloaded): Promise<boolean> {
  const [protectedHeader = "", payload, mac = ""] = signature.split(".");
  if (payload !== "") return false;
  const key = createPublicKey({ key: await findPublished(apiUrl, signature), format: "jwk" });
  const signed = Buffer.from(`${protectedHeader}.${bytes.toString("base64url")}`);
  return verify(null, signed, key, Buffer.from(mac, "base64url"));
}
