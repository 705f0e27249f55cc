import type { GuideTexts } from "./guides.ts";

const as = (account: string | null, otherwise: string): string => account ?? otherwise;

export const guideTextsEn: GuideTexts = {
  GOOGLE: (appName, account) => ({
    title: `Remove ${appName} from your Google Account`,
    steps: [
      `Open “Your connections to third-party apps & services” and sign in as ${as(account, "the account of this mailbox")}.`,
      `Choose ${appName} in the list, then “See details”.`,
      "Choose “Remove access” and confirm.",
    ],
    consequences: [
      `${appName} can no longer open any mailbox of this Google Account, in any workspace.`,
      "“Sign in with Google” for this application ends too, where it was used.",
      "Mail, labels and contacts stay as they are.",
    ],
  }),
  MICROSOFT_WORK: (appName, account) => ({
    title: `Remove ${appName} from your work or school account`,
    steps: [
      `Open “My Apps” and sign in as ${as(account, "the account of this mailbox")}.`,
      `Point at ${appName}, choose “…” and then “Manage your application”.`,
      "Choose “Revoke permissions” and confirm.",
    ],
    consequences: [
      `${appName} can no longer open any mailbox through this account, shared mailboxes included.`,
      "A session that is already open may last for about an hour.",
      "Mail and folders stay as they are.",
    ],
  }),
  MICROSOFT_WORK_ADMIN: (appName, account) => ({
    title: `Have your IT department remove ${appName}`,
    steps: [
      "An administrator gave this consent, so only an administrator can end it: contact your IT department.",
      `IT opens the Microsoft Entra admin center: “Enterprise applications”, then ${appName}.`,
      `Under “Permissions” IT reviews what was granted and removes it, or under “Users and groups” takes away ${as(account, "the account of this mailbox")}; deleting the application ends it for everyone.`,
    ],
    consequences: [
      `Removing the permissions ends the access of ${appName} for everyone in your organisation whom they cover.`,
      "A session that is already open may last for about an hour.",
      "Mail and folders stay as they are.",
    ],
  }),
  MICROSOFT_PERSONAL: (appName, account) => ({
    title: `Remove ${appName} from your Microsoft account`,
    steps: [
      `Open “Apps and services you've given access” and sign in as ${as(account, "the account of this mailbox")}.`,
      `Find ${appName} and choose “Edit”.`,
      "Choose “Remove these permissions” and confirm.",
    ],
    consequences: [
      `${appName} can no longer open any mailbox of this Microsoft account.`,
      "A session that is already open may last for about an hour.",
      "Mail and folders stay as they are.",
    ],
  }),
  IMAP: (appName, account) => ({
    title: "Have your IT department end the access",
    steps: [
      `Contact your IT department: ${appName} signed in with a password, and only they can end that.`,
      `IT deletes the app password that was made for ${appName} under ${as(account, "this mailbox")}; where there is none, IT changes the mailbox's password or deletes the account.`,
      "When it is done, IT or you say so here, and we can try once whether the old password still opens the mailbox.",
    ],
    consequences: [
      "Every program that uses the same password stops until it is given the new one.",
      "Mail and folders stay as they are, unless the account itself is deleted.",
    ],
  }),
};
