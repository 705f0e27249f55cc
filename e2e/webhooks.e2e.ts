import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./asking.ts";
import { useBrowser } from "./browser.ts";
import { enter, expectAccessible, pl } from "./everyone.ts";
import { useRelink } from "./relink.ts";

const relink = useRelink({ RELINK_ALLOWED_PRIVATE_HOSTS: "127.0.0.1" });
const browsers = useBrowser();

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const received: Received[] = [];
/** What the receiver answers with. */
let status = 200;
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(status, { "content-type": "text/plain" }).end(status === 200 ? "thank you" : "the queue is full");
  });
});
let address = "";

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  address = `http://127.0.0.1:${port}/hook`;
});
afterAll(() => {
  server.close();
});

/** As Standard Webhooks has it. */
function sign(secret: string, { headers, body }: Received): string {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return `v1,${createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
    .update(signed)
    .digest("base64")}`;
}

const superAdmin = (locale = "en-GB") => browsers.open(relink(), "superadmin@demo.test", { locale });
const delivery = (page: Page, type: string): Locator =>
  page.getByRole("list", { name: "Deliveries" }).getByRole("listitem", { name: type, exact: true }).first();

/** Something that happens: their owner turns an inbox off, or on again. */
async function turn(verb: "turnOffInbox" | "turnOnInbox"): Promise<void> {
  const owner = await browsers.open(relink(), "member@demo.test");
  type Data = { inboxes: { nodes: { id: string; address: string }[] } };
  const { inboxes } = await ask<Data>(owner, "{ inboxes(first: 50) { nodes { id address } } }");
  const id = inboxes.nodes.find((inbox) => inbox.address === "ola@google.demo.test")?.id;
  await ask(owner, `mutation ($id: ID!) { ${verb}(input: { inboxId: $id }) { inbox { state } } }`, { id });
}

async function readSecret(page: Page): Promise<string> {
  const made = page.getByRole("alertdialog", { name: /^What verifies webhooks to/ });
  const secret = await made.getByLabel("Signing secret").inputValue();
  await expectAccessible(page);
  await made.getByRole("button", { name: "I have it" }).click();
  await made.waitFor({ state: "detached" });
  return secret;
}

let secret = "";

test("an endpoint is added by keyboard, its secret shown once, and a test arrives, signed; another page follows", async () => {
  const [page, witness] = [await superAdmin(), await superAdmin()];
  await witness.goto("/webhooks");
  await witness.getByRole("heading", { name: "No webhook yet" }).waitFor();
  await page.goto("/settings/email");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();
  await expectAccessible(page);
  await enter(page, page.getByRole("button", { name: "Add an endpoint" }));
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Address").fill("http://elsewhere.test/hook");
  await page.keyboard.press("Enter");
  await dialog.getByText(/^Nothing can be sent there/).waitFor();
  await dialog.getByRole("radio", { name: "Chosen types" }).check();
  await expectAccessible(page);
  await dialog.getByRole("radio", { name: "All events" }).check();
  await dialog.getByLabel("Address").fill(address);
  await dialog.getByRole("button", { name: "Add the endpoint" }).click();
  secret = await readSecret(page);
  expect(secret).toMatch(/^whsec_/);
  expect(await page.content()).not.toContain(secret);

  const card = witness.getByRole("listitem", { name: address });
  await card.getByText("Nothing sent yet").waitFor();
  await page.getByRole("link", { name: address }).click();
  await enter(page, page.getByRole("button", { name: "Send a test" }));
  await delivery(page, "webhook.test").getByText("Delivered", { exact: true }).waitFor();
  await card.getByText(/^Last: webhook.test, Delivered/).waitFor();
  expect(received[0] && received[0].headers["webhook-signature"]).toBe(received[0] && sign(secret, received[0]));
});

test("what was sent and answered can be read, and sent once more; failures are told apart", async () => {
  const page = await superAdmin();
  await page.goto("/webhooks");
  await page.getByRole("link", { name: address }).click();
  status = 400;
  await turn("turnOffInbox");
  const failed = delivery(page, "inbox.turned_off");
  await failed.getByText("Retrying", { exact: true }).waitFor();
  await failed.getByText("Answered 400").waitFor();
  await failed.getByRole("button", { name: "inbox.turned_off" }).click();
  await failed.getByRole("region", { name: "Body of the request" }).getByText('"type": "inbox.turned_off"').waitFor();
  await failed.getByRole("region", { name: "Body of the answer, its first 2 KiB" }).getByText("the queue is full").waitFor();
  await failed.getByText(/webhook-id: /).waitFor();
  await expectAccessible(page);
  status = 200;
  await failed.getByRole("button", { name: "Send once more" }).click();
  // Nobody reloads.
  await failed.getByText("Delivered", { exact: true }).waitFor();
  await failed.getByRole("region", { name: "Body of the answer, its first 2 KiB" }).getByText("thank you").waitFor();
  await page.getByRole("navigation", { name: "Which deliveries" }).getByRole("link", { name: "Failed" }).click();
  await page.getByRole("heading", { name: "None in this state" }).waitFor();
  await expectAccessible(page);
});

test("disabled, enabled, what was missed sent again, its secret rotated, changed and deleted", async () => {
  const page = await superAdmin();
  await page.goto("/webhooks");
  await page.getByRole("link", { name: address }).click();
  await page.getByRole("button", { name: "Disable…" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Yes, disable" }).click();
  await page.getByText(/Someone disabled it/).waitFor();
  expect(await page.getByRole("button", { name: "Send a test" }).getAttribute("aria-disabled")).toBe("true");
  const before = received.length;
  await turn("turnOnInbox");
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await page.getByText("On", { exact: true }).waitFor();
  expect(received.length, "nothing was sent meanwhile").toBe(before);
  await page.getByRole("button", { name: "Send again…" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Yes, send again" }).click();
  await delivery(page, "inbox.turned_on").getByText("Delivered", { exact: true }).waitFor();

  await page.getByRole("button", { name: "Rotate secret…" }).click();
  await page.getByRole("button", { name: "Yes, make a new secret" }).click();
  const next = await readSecret(page);
  expect(next).not.toBe(secret);
  await page.getByText(/^Signs beside the new one until/).waitFor();
  await page.getByRole("button", { name: "Send a test" }).click();
  const signatures = () => String(received.at(-1)?.headers["webhook-signature"]).split(" ");
  await expect.poll(() => signatures().length).toBe(2);
  const last = received.at(-1);
  expect(last && signatures().toSorted()).toEqual(last && [sign(secret, last), sign(next, last)].toSorted());

  await page.getByRole("button", { name: "Change", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Chosen types" }).check();
  expect(await dialog.getByRole("button", { name: "Save changes" }).getAttribute("aria-disabled")).toBe("true");
  await dialog.getByRole("checkbox", { name: "inbox.disconnected" }).check();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("definition").getByText("inbox.disconnected", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Delete…" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Yes, delete" }).click();
  await page.getByRole("heading", { name: "No webhook yet" }).waitFor();
});

test("others are told that it is not theirs; in Polish, on a telephone", async () => {
  const admin = await browsers.open(relink(), "admin@demo.test");
  await admin.goto("/webhooks");
  await admin.getByRole("heading", { name: "Webhooks are for super admins" }).waitFor();
  expect(await admin.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Webhooks" }).count()).toBe(0);
  await expectAccessible(admin);

  const page = await browsers.open(relink(), "superadmin@demo.test", {
    locale: "pl-PL",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await page.goto("/webhooks");
  await page.getByRole("button", { name: pl("hooks.create") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(pl("hooks.url")).fill(address);
  await dialog.getByRole("radio", { name: pl("hooks.signing.ED25519") }).check();
  await dialog.getByRole("button", { name: pl("hooks.create.yes") }).click();
  await page.getByLabel(pl("hooks.made.key")).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: pl("hooks.made.done") }).click();
  await page.getByRole("link", { name: address }).click();
  await page.getByRole("button", { name: pl("hooks.test") }).click();
  await page.getByText(pl("hooks.state.DELIVERED"), { exact: true }).last().waitFor();
  await expectAccessible(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, "nothing is too wide").toBe(0);
});
