import type { ConnectionState, DisconnectReason } from "@relink/domain";
import { Field, Int, ObjectType } from "type-graphql";
import { ConnectionStateEnum, DisconnectReasonEnum } from "../events/lifecycle-enums.type.ts";

@ObjectType("StateCount", { description: "How many inboxes are in one state.", simpleResolvers: true })
export class StateCountType {
  @Field(() => ConnectionStateEnum, { description: "The state." })
  readonly state!: ConnectionState;

  @Field(() => Int, { description: "How many." })
  readonly count!: number;
}

@ObjectType("DayCount", { description: "What one day brought.", simpleResolvers: true })
export class DayCountType {
  @Field(() => String, { description: "YYYY-MM-DD, in UTC." })
  readonly day!: string;

  @Field(() => Int, { description: "How many times an inbox was disconnected." })
  readonly disconnected!: number;

  @Field(() => Int, { description: "How many times one came back: reconnected by a person, or by itself after it was disconnected." })
  readonly reconnected!: number;
}

@ObjectType("ReasonCount", { description: "How often one reason disconnected an inbox.", simpleResolvers: true })
export class ReasonCountType {
  @Field(() => DisconnectReasonEnum, { description: "The reason." })
  readonly reason!: DisconnectReason;

  @Field(() => Int, { description: "How often." })
  readonly count!: number;
}

/** Each field is counted where it is asked for. */
@ObjectType("HealthSummary", { description: "Over the inboxes that the viewer may see." })
export class HealthSummaryType {
  /** When it is asked; not in the schema. */
  readonly askedAt!: Date;
}
