import { Field, ObjectType } from "type-graphql";

@ObjectType("PageInfo", { description: "Where a page of a list stands in it.", simpleResolvers: true })
export class PageInfoType {
  @Field(() => Boolean, { description: "Whether there is more after this page." })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether this page began after a cursor, so that there may be more before it." })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "The cursor of the page's first entry; null where it is empty." })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "The cursor of the page's last entry: ask for the next page after it." })
  readonly endCursor!: string | null;
}
