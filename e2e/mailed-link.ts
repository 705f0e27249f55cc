import { expect } from "vitest";
import type { Relink } from "./relink.ts";

interface Mail {
  readonly raw: string;
}

const linkPattern = /https?:\/\/\S+\/(?:r|it)#[A-Za-z0-9_-]{64}/;

/** The link in the newest mail to this address that has one; quoted-printable breaks long lines. */
export async function readMailedLink({ url }: Relink, to: string): Promise<string> {
  const found = async (): Promise<string | undefined> => {
    const answer = await fetch(`${url}/sandbox/api/mail?to=${encodeURIComponent(to)}`);
    const mails: readonly Mail[] = await answer.json();
    const texts = mails.map(({ raw }) => raw.replace(/=\r?\n/g, "").replaceAll("=3D", "="));
    return linkPattern.exec(texts.findLast((text) => linkPattern.test(text)) ?? "")?.[0];
  };
  await expect.poll(found).toBeTruthy();
  return (await found()) ?? "";
}
