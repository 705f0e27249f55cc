import type { Page, Request } from "playwright-core";
import { expect, test } from "vitest";
import { ask } from "./asking.ts";
import { password, useBrowser } from "./browser.ts";
import { readImapPort } from "./coming-back.ts";
import { google, imap, microsoft } from "./rehearsal-table.ts";
import { findInbox } from "./rehearsing.ts";
import { useRelink } from "./relink.ts";
import { row, waitForState } from "./walking.ts";

const relink = useRelink();
const browsers = useBrowser();

/** As a super admin elsewhere. */
async function remove(address: string): Promise<void> {
  const elsewhere = await browsers.open(relink(), "superadmin@demo.test");
  const { id } = await findInbox(elsewhere, address);
  await ask(elsewhere, "mutation ($id: ID!) { removeInbox(input: { inboxId: $id }) { inbox { id } } }", { id });
}

type Gate = { readonly opened: Promise<void>; open: () => void };

function createGate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function isQuery(request: Request, name: string): boolean {
  return (request.postData() ?? "").includes(`"operationName":"${name}"`);
}

/** Lets the server answer this query, and keeps the answer back until the gate opens; resolves once it is kept. */
function holdAnswer(page: Page, name: string, gate: Gate): Promise<void> {
  return new Promise((held) => {
    void page.route("**/graphql", async (route) => {
      if (!isQuery(route.request(), name)) return route.continue();
      const response = await route.fetch();
      held();
      await gate.opened;
      return route.fulfill({ response });
    });
  });
}

test("what happens after a list was read and before its page listens is not lost", async () => {
  const page = await browsers.open(relink(), "member@demo.test");
  const gate = createGate();
  await page.routeWebSocket(/\/graphql$/, async (socket) => {
    await gate.opened;
    socket.connectToServer();
  });
  await page.goto("/settings/email");
  await waitForState(page, microsoft, "Disconnected");
  await remove(microsoft);
  expect(await row(page, microsoft).count(), "nobody has told the page").toBe(1);
  gate.open();
  await row(page, microsoft).waitFor({ state: "detached" });
});

/** Somebody connects this address of Ola's elsewhere. */
async function connectElsewhere(address: string): Promise<void> {
  const elsewhere = await browsers.open(relink(), "member@demo.test");
  const server = { host: "mail.imap.demo.test", port: Number(await readImapPort(relink())), security: "TLS" };
  const input = { kind: "PERSONAL", address, password, imap: server };
  await ask(elsewhere, "mutation ($input: ConnectImapInboxInput!) { connectImapInbox(input: $input) { inbox { id } } }", { input });
}

test("a list that comes late, and does not know who joined it meanwhile, takes nobody away", async () => {
  const joined = "new@imap.demo.test";
  const page = await browsers.open(relink(), "member@demo.test");
  await page.goto("/settings/email");
  await waitForState(page, google, "Connected");
  await page.getByRole("link", { name: "Inbox", exact: true }).click();
  await page.getByRole("link", { name: /^Support/ }).waitFor();
  const gate = createGate();
  const held = holdAnswer(page, "EmailPage", gate);
  await page.getByRole("link", { name: "General" }).click();
  await waitForState(page, google, "Connected");
  await held;
  await connectElsewhere(joined);
  await waitForState(page, joined, "Connected");
  const came = page.waitForResponse((response) => isQuery(response.request(), "EmailPage"));
  gate.open();
  await (await came).finished();
  // What happens next is told next: once the page shows it, it has taken the late answer, too.
  await remove(imap);
  await row(page, imap).waitFor({ state: "detached" });
  expect(await row(page, joined).count()).toBe(1);
});
