import type { Named, NotificationTexts } from "./notification-texts.ts";

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");

/** About the application that the workspace brought itself. */
function ownApplication(application: string, provider: string, closed: boolean): { readonly title: string; readonly body: string } {
  return closed
    ? { title: `${provider} accepts ${application} again`, body: "Its inboxes are checked again as usual; none was disconnected by this." }
    : {
        title: `${provider} refuses ${application}`,
        body: `${application} is your workspace's own application. Look there at its client secret and whether it is still enabled, then give a new secret to whoever runs Relink. No inbox is disconnected by it, but those that came by it are not watched meanwhile.`,
      };
}

function incident({ incidentKind, closed, provider, domain, application }: Named): {
  readonly title: string;
  readonly body: string;
} {
  if (incidentKind === "APPLICATION_REFUSED" && application !== null) return ownApplication(application, provider, closed);
  if (incidentKind === "APPLICATION_REFUSED") {
    return closed
      ? {
          title: `${provider} accepts our application again`,
          body: "Inboxes are checked again as usual; none was disconnected by this.",
        }
      : {
          title: `${provider} refuses our application`,
          body: "This is ours to repair, and no inbox is disconnected by it; whoever runs Relink was told.",
        };
  }
  if (incidentKind === "DOMAIN_POLICY") {
    return closed
      ? { title: `${domain} lets us in again`, body: "The rule that refused its inboxes no longer does." }
      : {
          title: `A rule of ${domain} refuses its inboxes`,
          body: "Several inboxes of this domain were refused for the same reason; its administrator can allow this application.",
        };
  }
  return closed
    ? { title: `The trouble at ${provider} is over`, body: "The inboxes that waited are checked again now." }
    : {
        title: `Trouble at ${provider}`,
        body: "Many inboxes fail there at once, so it is the provider's trouble and not theirs; nothing is disconnected because of it until it is over.",
      };
}

export const notificationTextsEn: NotificationTexts = {
  news: {
    disconnected: ({ address, explanation, remedy }) => ({
      title: `${address} is disconnected`,
      body: sentences(explanation, remedy),
    }),
    stillDisconnected: ({ address, days, explanation, remedy }) => ({
      title: `${address} has been disconnected for ${days === 1 ? "a day" : `${days} days`}`,
      body: sentences(explanation, remedy),
    }),
    channelDeleted: ({ address, actor, sharedInbox }) => ({
      title: `The channel ${address} was deleted`,
      body: sentences(`${actor} deleted it${sharedInbox ? ` from ${sharedInbox}` : ""}.`, "It can be reconnected within 30 days."),
    }),
    failing: ({ address }) => ({
      title: `${address} is failing`,
      body: "Its last checks did not get through. We keep trying; you need not do anything yet.",
    }),
    recovered: ({ address }) => ({
      title: `${address} is connected again`,
      body: "Its checks pass, and mail is read as before.",
    }),
    turnedOffByOther: ({ address, actor }) => ({
      title: `${address} was turned off`,
      body: `${actor} turned it off. It is not used until you turn it on again.`,
    }),
    removedByOther: ({ address, actor }) => ({
      title: `${address} was removed`,
      body: `${actor} removed it. You can reconnect it within 30 days.`,
    }),
    providerAccessOpen: ({ address, provider }) => ({
      title: `${provider} still lists us for ${address}`,
      body: "The inbox was removed three days ago, but our access there is still open. The guide shows how to end it.",
    }),
    attestedNotTrue: ({ address, provider }) => ({
      title: `Our access to ${address} is still open`,
      body: `It was reported as removed at ${provider}, but the provider still accepts us. The guide shows how to end it.`,
    }),
    stillDisconnectedAfterADay: ({ address, explanation }) => ({
      title: `${address} has been disconnected for a day`,
      body: sentences(explanation, "Its owner was told at once; you can send them a reconnect link."),
    }),
    domainMoves: ({ domain, from, to, suspected }) =>
      suspected
        ? {
            title: `${domain} seems to move to ${to}`,
            body: `Its mail records no longer name ${from}. Nothing is disconnected yet.`,
          }
        : {
            title: `${domain} has moved to ${to}`,
            body: `Its inboxes at ${from} are disconnected; each continues, with its history, once it is signed in at ${to}.`,
          },
    incident,
    accessLapses: ({ address, tomorrow }) => ({
      title: `Access to ${address} lapses ${tomorrow ? "tomorrow" : "in 7 days"}`,
      body: "The provider limits it in time. Sign in once more before that, and nothing is interrupted.",
    }),
    secretLapses: ({ application, provider, tomorrow }) => ({
      title: `The client secret of ${application ?? "your application"} lapses ${tomorrow ? "tomorrow" : "in 7 days"}`,
      body: `From then on ${provider} refuses your workspace's own application: no inbox is disconnected by it, but none of its inboxes is watched, and nobody can connect one. Make a new secret there and give it to whoever runs Relink.`,
    }),
    webhookDisabled: ({ url }) => ({
      title: "A webhook endpoint was disabled",
      body: `${url} did not take our deliveries for too long. Repair it, then enable it again; nothing of the log is lost.`,
    }),
  },
  because: {
    OWNER: "You are told because it is your inbox.",
    CONNECTED_IT: "You are told because you connected it.",
    REMOVED_IT: "You are told because you removed it.",
    CONFIRMED_IT: "You are told because you confirmed that it was removed.",
    ADMIN: "You are told because you are an admin of this workspace.",
    SUPER_ADMIN: "You are told because you are a super admin of this workspace.",
  },
  unknown: { address: "An inbox", actor: "Someone", provider: "the provider", domain: "A domain", url: "The endpoint" },
  mailServer: "the mail server",
};
