import { Arg, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../context.ts";
import { viewerOf } from "../people/viewer-of.ts";
import { ChangeType, TopicEnum, type Topic } from "./change.type.ts";

@Resolver()
export class ChangeResolver {
  @Subscription(() => ChangeType, {
    nullable: true,
    description: "What changed, as a hint to fetch again; for what is not in the event log.",
    subscribe: ({ args, context }: { args: { topics: Topic[] }; context: Context }) =>
      context.changes.changed(viewerOf(context), args.topics),
  })
  changed(@Root() change: ChangeType, @Arg("topics", () => [TopicEnum], { description: "About what." }) _topics: Topic[]): ChangeType {
    return change;
  }
}
