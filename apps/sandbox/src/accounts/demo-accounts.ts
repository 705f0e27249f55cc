import type { AccountKind, HostName } from "./account.store.ts";

/** The tenant that Microsoft puts into the sign-in of every free Outlook.com account (providers.md 2.1). */
export const consumerTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
export const workTenant = "5b1c7f0e-8a43-4d0e-9c57-3f2f6a1d7e10";
export const demoPassword = "relink-demo";

export type DemoAccount = {
  readonly address: string;
  readonly name: string;
  readonly provider: HostName;
  readonly kind: AccountKind;
  readonly tenant: string | null;
  /** Address of the account whose mailbox this is; its own for all but an alias. */
  readonly mailbox: string;
  /** Who may open a shared mailbox with their own sign-in. */
  readonly delegates: readonly string[];
};

export const demoAccounts: readonly DemoAccount[] = [
  person("ola@google.demo.test", "Ola Nowak", "google"),
  person("support@google.demo.test", "Support", "google"),
  person("new@google.demo.test", "New Colleague", "google"),
  person("second@google.demo.test", "Second Colleague", "google"),
  person("third@google.demo.test", "Third Colleague", "google"),
  {
    ...person("ola.alias@google.demo.test", "Ola Nowak", "google"),
    kind: "alias",
    mailbox: "ola@google.demo.test",
  },
  person("ola@microsoft.demo.test", "Ola Nowak", "microsoft", workTenant),
  person("new@microsoft.demo.test", "New Colleague", "microsoft", workTenant),
  {
    ...person("team@microsoft.demo.test", "Team", "microsoft", workTenant),
    kind: "shared",
    delegates: ["ola@microsoft.demo.test"],
  },
  person("free@outlook.demo.test", "Free Account", "microsoft", consumerTenant),
  person("ola@imap.demo.test", "Ola Nowak", "imap"),
  person("billing@imap.demo.test", "Billing", "imap"),
  person("new@imap.demo.test", "New Colleague", "imap"),
  person("spare@imap.demo.test", "Spare", "imap"),
];

function person(address: string, name: string, provider: HostName, tenant: string | null = null): DemoAccount {
  return { address, name, provider, kind: "person", tenant, mailbox: address, delegates: [] };
}
