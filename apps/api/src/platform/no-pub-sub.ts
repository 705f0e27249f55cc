import type { PubSub } from "type-graphql";

/** The schema builder asks for one wherever there are subscriptions; ours follow the log and the bus instead. */
export const noPubSub: PubSub = {
  publish() {
    throw new Error("Nothing is published here: announce on the bus.");
  },
  subscribe() {
    throw new Error("A subscription gives its own stream, as `subscribe`.");
  },
};
