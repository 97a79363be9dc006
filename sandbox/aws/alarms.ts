/** CloudWatch: metrics, and the alarms on them. */
import type { AwsObject, Cloud } from "./cloud";
import type { AwsEvent } from "./eventBridge";
import type { Properties } from "./types";

/** A value of a metric. */
export interface Datapoint {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
  value: number;
}

export type AlarmValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** An alarm's state, and since when. */
export interface AlarmState {
  value: AlarmValue;
  since: Date;
}

interface Sample {
  at: number;
  value: number;
}

/** The account's metric alarms. */
export class Alarms {
  private readonly samples = new Map<string, Sample[]>();
  private readonly states = new Map<string, AlarmState>();

  constructor(
    private readonly cloud: Cloud,
    private readonly publish: (event: AwsEvent) => void,
  ) {
    // An alarm may be made after the first datapoint of its metric.
    cloud.onWrite((object) => {
      if (this.samples.has(metricOf(object.outputs))) this.evaluateOne(object);
    });
    cloud.onDelete((_, id) => this.states.delete(id));
  }

  /** Takes a datapoint, and judges the alarms on its metric. */
  put({ value, ...metric }: Datapoint): void {
    const key = metricOf(metric);
    this.samples.set(key, [...(this.samples.get(key) ?? []), { at: Date.now(), value }]);
    for (const alarm of this.cloud.all("MetricAlarm")) {
      if (metricOf(alarm.outputs) === key) this.evaluateOne(alarm);
    }
  }

  /** Judges all alarms, as CloudWatch does every minute. */
  evaluate(): void {
    for (const alarm of this.cloud.all("MetricAlarm")) this.evaluateOne(alarm);
  }

  /** Makes everything older. */
  age(milliseconds: number): void {
    for (const sample of [...this.samples.values()].flat()) sample.at -= milliseconds;
    for (const state of this.states.values()) {
      state.since = new Date(state.since.getTime() - milliseconds);
    }
  }

  state(name: string): AlarmState {
    return this.states.get(name) ?? { value: "INSUFFICIENT_DATA", since: new Date(0) };
  }

  private evaluateOne({ type, id, outputs }: AwsObject): void {
    if (!type.endsWith(":MetricAlarm")) return;
    const value = judge(outputs, this.samples.get(metricOf(outputs)) ?? [], Date.now());
    if (value === this.state(id).value) return;
    this.states.set(id, { value, since: new Date() });
    this.publish({
      source: "aws.cloudwatch",
      "detail-type": "CloudWatch Alarm State Change",
      resources: [String(outputs.arn)],
      detail: { alarmName: id, state: { value } },
    });
  }
}

/** The same text for the same metric. */
function metricOf({ namespace, metricName, dimensions }: Properties): string {
  const sorted = Object.entries(dimensions ?? {}).sort();
  return JSON.stringify([namespace, metricName, sorted]);
}

/** An alarm's state by the samples of its last periods. */
function judge(alarm: Properties, samples: readonly Sample[], now: number): AlarmValue {
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, period } = alarm;
  const length = Number(period) * 1000;
  const periods = Array.from({ length: Number(evaluationPeriods) }, (_, ago) => {
    const end = now - ago * length;
    return samples.filter(({ at }) => at > end - length && at <= end).map(({ value }) => value);
  });
  const verdicts = periods.map((values) => isBreaching(alarm, values));
  if (verdicts.every((verdict) => verdict === undefined)) return "INSUFFICIENT_DATA";
  const breaching = verdicts.filter((verdict) => verdict === true).length;
  return breaching >= Number(datapointsToAlarm) ? "ALARM" : "OK";
}

/** Whether a period is bad; undefined when nothing is known and that says nothing. */
function isBreaching(alarm: Properties, values: readonly number[]): boolean | undefined {
  if (values.length === 0) {
    const missing = alarm.treatMissingData;
    return missing === "breaching" ? true : missing === "notBreaching" ? false : undefined;
  }
  const value = statistics[String(alarm.statistic)]!(values);
  return comparisons[String(alarm.comparisonOperator)]!(value, Number(alarm.threshold));
}

const statistics: Record<string, (values: readonly number[]) => number> = {
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
};

const comparisons: Record<string, (value: number, threshold: number) => boolean> = {
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
};
