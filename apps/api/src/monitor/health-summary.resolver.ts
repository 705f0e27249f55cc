import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.ts";
import { readerOf } from "../people/viewer-of.ts";
import { apiError } from "../platform/api-error.ts";
import type { HealthSummaryStore } from "./health-summary.store.ts";
import { DayCountType, HealthSummaryType, ReasonCountType, StateCountType } from "./health-summary.type.ts";
import { ProviderIncidentType } from "./incident.type.ts";
import type { IncidentViewStore } from "./incident-view.store.ts";

export interface HealthSummaryNeeds {
  readonly health: HealthSummaryStore;
  readonly incidents: Pick<IncidentViewStore, "list">;
  readonly now: () => Date;
}

const dayMs = 24 * 60 * 60_000;
const usualDays = 30;
const mostDays = 400;
const daysText = "The last so many days, today among them: 1 to 400, by default 30.";

/** The first moment of the first of so many days, in UTC. */
function sinceOf(now: Date, days: number | null | undefined): Date {
  const count = days ?? usualDays;
  if (count < 1 || count > mostDays) throw apiError("BAD_USER_INPUT", `days is 1 to ${mostDays}.`, { field: "days" });
  return new Date(Math.floor(now.getTime() / dayMs) * dayMs - (count - 1) * dayMs);
}

@Resolver(() => HealthSummaryType)
export class HealthSummaryResolver {
  private readonly needs: HealthSummaryNeeds;

  constructor(needs: HealthSummaryNeeds) {
    this.needs = needs;
  }

  @Query(() => HealthSummaryType, { nullable: true, description: "How the inboxes that the viewer may see are doing." })
  healthSummary(@Ctx() context: Context): HealthSummaryType {
    readerOf(context);
    return { askedAt: this.needs.now() };
  }

  @FieldResolver(() => [StateCountType], { description: "Inboxes by state; REMOVED ones are left out." })
  byState(@Ctx() context: Context): Promise<readonly StateCountType[]> {
    return this.needs.health.byState(readerOf(context));
  }

  @FieldResolver(() => [DayCountType], { description: "Each day, the oldest first." })
  async byDay(
    @Root() { askedAt }: HealthSummaryType,
    @Ctx() context: Context,
    @Arg("days", () => Int, { nullable: true, description: daysText }) days?: number | null,
  ): Promise<readonly DayCountType[]> {
    const since = sinceOf(askedAt, days);
    const found = new Map((await this.needs.health.byDay(readerOf(context), since)).map((one) => [one.day, one]));
    return Array.from({ length: days ?? usualDays }, (_, index) => {
      const day = new Date(since.getTime() + index * dayMs).toISOString().slice(0, 10);
      return found.get(day) ?? { day, disconnected: 0, reconnected: 0 };
    });
  }

  @FieldResolver(() => [ReasonCountType], { description: "Why inboxes were disconnected, the most frequent reason first." })
  byReason(
    @Root() { askedAt }: HealthSummaryType,
    @Ctx() context: Context,
    @Arg("days", () => Int, { nullable: true, description: daysText }) days?: number | null,
  ): Promise<readonly ReasonCountType[]> {
    return this.needs.health.byReason(readerOf(context), sinceOf(askedAt, days));
  }

  @FieldResolver(() => Int, { description: "Ended grants whose provider's end is not closed yet." })
  providerAccessOpen(@Ctx() context: Context): Promise<number> {
    return this.needs.health.providerAccessOpen(readerOf(context));
  }

  @FieldResolver(() => [ProviderIncidentType], { description: "Open ones first, then those that ended in the last 7 days; 50 at most." })
  incidents(@Root() { askedAt }: HealthSummaryType, @Ctx() context: Context): Promise<readonly ProviderIncidentType[]> {
    return this.needs.incidents.list(readerOf(context), new Date(askedAt.getTime() - 7 * dayMs));
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: "From a disconnection to the inbox's return, the median of the last 30 days, in seconds.",
  })
  async medianTimeToReconnectSeconds(@Root() { askedAt }: HealthSummaryType, @Ctx() context: Context): Promise<number | null> {
    const seconds = await this.needs.health.medianTimeToReconnect(readerOf(context), sinceOf(askedAt, usualDays));
    return seconds === null ? null : Math.round(seconds);
  }
}
