import { demoPassword } from "../accounts/demo-accounts.ts";
import { type DemoInbox, type DemoPlace, type DemoSharedInbox, type ImapHost, Person, type Provider } from "./person.ts";
import { DemoError } from "./visitor.ts";

export type DemoWorldNeeds = {
  readonly publicUrl: string;
  /** Where the sandbox itself answers: it remembers that its demo world is whole. */
  readonly sandboxUrl: string;
  /** By which name the Microsoft-like provider knows Relink. */
  readonly microsoftClientId: string;
  readonly imapHost: ImapHost;
  readonly signal: AbortSignal;
  /** Makes the members of both workspaces where they are missing. */
  makePeople(): Promise<void>;
};

type DemoGoal = { readonly address: string; readonly provider: Provider; readonly state: "CONNECTED" | "OFF" | "DISCONNECTED" };

const memberInboxes: readonly DemoGoal[] = [
  { address: "ola@google.demo.test", provider: "GOOGLE", state: "CONNECTED" },
  { address: "ola@microsoft.demo.test", provider: "MICROSOFT", state: "DISCONNECTED" },
  { address: "ola@imap.demo.test", provider: "IMAP", state: "OFF" },
];

const supportName = "Support";
/** More than any way from nothing to its goal has. */
const stepLimit = 6;

/**
 * Makes the demo world through the real verbs, as its people would. It looks before each step, so that it goes on where
 * a start that was killed left it; once it is whole it is never touched again. Throws one sentence where a step fails.
 */
export async function makeDemoWorld(needs: DemoWorldNeeds): Promise<void> {
  if (await isMade(needs)) return;
  await needs.makePeople();
  const place: DemoPlace = { ...needs, password: demoPassword };
  const [member, admin, superAdmin] = await Promise.all([
    Person.signIn(place, "member@demo.test"),
    Person.signIn(place, "admin@demo.test"),
    Person.signIn(place, "superadmin@demo.test"),
  ]);
  const personal = memberInboxes.map((goal) => reach(member, goal, needs));
  // All are waited for also where one fails, so that nothing goes on behind the sentence that says so.
  const settled = await Promise.allSettled([...personal, makeChannels(admin, member)]);
  for (const one of settled) if (one.status === "rejected") throw one.reason;
  if (member.role !== "MEMBER") await superAdmin.setRole(member.memberId, "MEMBER");
  await remember(needs);
}

/** Takes one inbox of the member's from where it stands to where it should. */
async function reach(member: Person, goal: DemoGoal, needs: DemoWorldNeeds): Promise<void> {
  for (let steps = 0; steps < stepLimit; steps += 1) {
    const inbox = find(await member.ownInboxes(), goal.address);
    if (inbox?.state === goal.state) return;
    await takeStep(member, goal, inbox, needs);
  }
  throw new DemoError(`${goal.address} did not become ${goal.state}.`);
}

async function takeStep(member: Person, goal: DemoGoal, inbox: DemoInbox | undefined, needs: DemoWorldNeeds): Promise<void> {
  const { address, provider } = goal;
  if (inbox?.state === "CONNECTED") return member.turnOff(inbox.id);
  if (inbox?.state === "OFF") {
    await member.removeAccess("microsoft", address, needs.microsoftClientId);
    return member.turnOn(inbox.id);
  }
  await connect(member, provider, { address });
}

async function makeChannels(admin: Person, member: Person): Promise<void> {
  if (!(await findSupport(admin))) await admin.createSharedInbox(supportName);
  const support = await findSupport(admin);
  if (!support) throw new DemoError(`The shared inbox ${supportName} is not there.`);
  const channel = async (person: Person, provider: Provider, address: string): Promise<void> => {
    if (find(support.channels, address)?.state === "CONNECTED") return;
    await connect(person, provider, { address, sharedInboxId: support.id });
  };
  await channel(admin, "GOOGLE", "support@google.demo.test");
  await channel(member, "IMAP", "billing@imap.demo.test");
}

function connect(person: Person, provider: Provider, target: { address: string; sharedInboxId?: string }): Promise<void> {
  return provider === "IMAP" ? person.connectByPassword(target) : person.connectBySignIn(provider, target);
}

async function findSupport(person: Person): Promise<DemoSharedInbox | undefined> {
  return (await person.sharedInboxes()).find(({ name }) => name === supportName);
}

function find(inboxes: readonly DemoInbox[], address: string): DemoInbox | undefined {
  return inboxes.find((inbox) => inbox.address === address && inbox.state !== "REMOVED");
}

async function isMade({ sandboxUrl, signal }: DemoWorldNeeds): Promise<boolean> {
  const response = await fetch(`${sandboxUrl}/sandbox/api/log?kind=demo-world-made`, { signal });
  if (!response.ok) throw new DemoError(`The sandbox answered with status ${response.status}.`);
  const facts: unknown = await response.json();
  return Array.isArray(facts) && facts.length > 0;
}

async function remember({ sandboxUrl, signal }: DemoWorldNeeds): Promise<void> {
  const response = await fetch(`${sandboxUrl}/sandbox/api/demo-world`, { method: "POST", signal });
  if (!response.ok) throw new DemoError(`The sandbox answered with status ${response.status}.`);
}
