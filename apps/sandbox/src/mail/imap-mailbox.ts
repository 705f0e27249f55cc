import type { Account } from "../accounts/account.store.ts";
import type { ImapCommand, ImapValue } from "./imap-parser.ts";
import type { MailboxStatus } from "./mailbox.store.ts";

/** What a client has after a log-in: one account's mailbox, of which only the INBOX exists. */
export type OpenedMailbox = {
  readonly mailbox: Account;
  readonly status: (mailbox: string) => Promise<MailboxStatus>;
  readonly send: (line: string) => void;
  selected: boolean;
};

export const openedCommands = ["NAMESPACE", "LIST", "LSUB", "STATUS", "SELECT", "EXAMINE", "CLOSE", "UNSELECT"];

/** The commands that need a log-in. Answers the one that was sent, with its tag. */
export async function runOpened(opened: OpenedMailbox, command: ImapCommand): Promise<void> {
  const { send, mailbox } = opened;
  const { tag, name, args } = command;
  switch (name) {
    case "NAMESPACE":
      send(`* NAMESPACE (("" "/")) NIL NIL`);
      break;
    case "LIST":
    case "LSUB":
      send(`* ${name} (\\HasNoChildren) "/" INBOX`);
      break;
    case "STATUS":
    case "SELECT":
    case "EXAMINE":
      if (!isInbox(args[0]) || mailbox.mailboxDeleted) {
        send(`${tag} NO [NONEXISTENT] Mailbox doesn't exist`);
        return;
      }
      await (name === "STATUS" ? sendStatus(opened, args[1]) : sendSelected(opened));
      break;
    case "CLOSE":
    case "UNSELECT":
      if (!opened.selected) {
        send(`${tag} BAD No mailbox selected`);
        return;
      }
      opened.selected = false;
      break;
    default:
      send(`${tag} BAD Unknown command`);
      return;
  }
  send(`${tag} OK ${name === "SELECT" ? "[READ-WRITE] " : ""}${name} completed`);
}

async function sendStatus({ status: find, send, mailbox }: OpenedMailbox, asked: ImapValue | undefined): Promise<void> {
  const status = await find(mailbox.address);
  const values: Readonly<Record<string, number>> = {
    MESSAGES: status.messages,
    UIDNEXT: status.uidNext,
    UIDVALIDITY: status.uidValidity,
    UNSEEN: status.messages,
    RECENT: 0,
  };
  const names = (Array.isArray(asked) ? asked : []).map((item) => String(item).toUpperCase());
  const known = names.filter((item) => values[item] !== undefined);
  send(`* STATUS INBOX (${known.map((item) => `${item} ${values[item]}`).join(" ")})`);
}

async function sendSelected(opened: OpenedMailbox): Promise<void> {
  const status = await opened.status(opened.mailbox.address);
  opened.selected = true;
  opened.send("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)");
  opened.send(`* ${status.messages} EXISTS`);
  opened.send("* 0 RECENT");
  opened.send(`* OK [UIDVALIDITY ${status.uidValidity}] UIDs valid`);
  opened.send(`* OK [UIDNEXT ${status.uidNext}] Predicted next UID`);
}

function isInbox(value: ImapValue | undefined): boolean {
  return typeof value === "string" && value.toUpperCase() === "INBOX";
}
