import type { Tone } from "@relink/ui";
import { BarList, DayChart, SplitBar } from "@relink/ui/chart";
import { type ReactNode, useId } from "react";
import type { ConnectionState } from "../gql/graphql.ts";
import { formatDay, formatLength, formatShortDay } from "../i18n/dates.ts";
import { useTranslate } from "../i18n/translate.ts";
import { stateWord } from "../i18n/words.ts";
import type { Summary } from "./overview-page.tsx";
import { PastIncidents } from "./past-incidents.tsx";
import { reasonWord } from "./reason-words.ts";

type Props = { summary: Summary };

/** What the summary counts, as bars and in words. */
export function Figures({ summary }: Props) {
  return (
    <>
      <div className="overview-grid">
        <StatesCard summary={summary} />
        <FiguresCard summary={summary} />
      </div>
      <DaysCard summary={summary} />
      <div className="overview-grid">
        <ReasonsCard summary={summary} />
        <PastIncidents incidents={summary.incidents} />
      </div>
    </>
  );
}

function Figure({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId();
  return (
    <section className="rl-card overview-card" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </section>
  );
}

const order = ["CONNECTED", "FAILING", "DISCONNECTED", "OFF", "CONNECTING"] as const satisfies readonly ConnectionState[];
const tones: Record<(typeof order)[number], Tone> = {
  CONNECTED: "ok",
  FAILING: "warn",
  DISCONNECTED: "bad",
  OFF: "off",
  CONNECTING: "off",
};

function StatesCard({ summary: { byState } }: Props) {
  const { t } = useTranslate();
  const countOf = (state: ConnectionState) => byState.find((each) => each.state === state)?.count ?? 0;
  // A state that is only passed through is shown while somebody is in it.
  const states = order.filter((state) => state !== "CONNECTING" || countOf(state) > 0);
  return (
    <Figure title={t("overview.byState")}>
      <SplitBar
        label={t("overview.byState")}
        parts={states.map((state) => ({ name: stateWord(t, state), count: countOf(state), tone: tones[state] }))}
      />
    </Figure>
  );
}

function FiguresCard({ summary: { providerAccessOpen, medianTimeToReconnectSeconds: median } }: Props) {
  const { t, locale } = useTranslate();
  return (
    <Figure title={t("overview.figures")}>
      <dl className="overview-figures">
        <dt>{t("overview.openEnds")}</dt>
        <dd>{providerAccessOpen}</dd>
        <dt>{t("overview.median")}</dt>
        {median === null ? <dd data-none="">{t("overview.median.none")}</dd> : <dd>{formatLength(median, locale)}</dd>}
      </dl>
    </Figure>
  );
}

function DaysCard({ summary: { byDay } }: Props) {
  const { t, locale } = useTranslate();
  const sum = (field: "disconnected" | "reconnected") => byDay.reduce((total, day) => total + day[field], 0);
  const [lost, back] = [sum("disconnected"), sum("reconnected")];
  if (lost + back === 0) {
    return (
      <Figure title={t("overview.byDay")}>
        <p className="overview-none">{t("overview.byDay.none")}</p>
      </Figure>
    );
  }
  const days = byDay.map(({ day, disconnected, reconnected }) => ({
    id: day,
    name: formatShortDay(day, locale),
    lost: disconnected,
    back: reconnected,
  }));
  return (
    <Figure title={t("overview.byDay")}>
      <DayChart label={t("overview.byDay.label", { lost, back })} days={days} lost={t("overview.lost")} back={t("overview.back")} />
      <DayTable byDay={byDay} />
    </Figure>
  );
}

/** The chart's figures, for who reads rather than looks: the newest day first, and those alone that brought something. */
function DayTable({ byDay }: Pick<Summary, "byDay">) {
  const { t, locale } = useTranslate();
  const busy = byDay.filter(({ disconnected, reconnected }) => disconnected + reconnected > 0).toReversed();
  return (
    <details className="overview-table">
      <summary>{t("overview.asTable")}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("overview.day")}</th>
            <th scope="col">{t("overview.lost")}</th>
            <th scope="col">{t("overview.back")}</th>
          </tr>
        </thead>
        <tbody>
          {busy.map(({ day, disconnected, reconnected }) => (
            <tr key={day}>
              <th scope="row">{formatDay(day, locale)}</th>
              <td>{disconnected}</td>
              <td>{reconnected}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function ReasonsCard({ summary: { byReason } }: Props) {
  const { t } = useTranslate();
  return (
    <Figure title={t("overview.byReason")}>
      {byReason.length === 0 ? (
        <p className="overview-none">{t("overview.byDay.none")}</p>
      ) : (
        <BarList label={t("overview.byReason")} bars={byReason.map(({ reason, count }) => ({ name: reasonWord(t, reason), count }))} />
      )}
    </Figure>
  );
}
