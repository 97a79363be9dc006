/** EventBridge: rules that wake functions, for events of the account and by the clock. */
import type { AwsObject, Cloud } from "./cloud";
import type { Lambda } from "./lambda";

/** An event of an AWS service, as EventBridge hands it on. */
export interface AwsEvent {
  source: string;
  "detail-type": string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** Hands events to the functions whose rules match. */
export class EventBridge {
  constructor(
    private readonly cloud: Cloud,
    private readonly lambda: Lambda,
  ) {}

  publish(event: AwsEvent): void {
    for (const rule of this.cloud.all("EventRule")) {
      const { eventPattern: pattern } = rule.outputs;
      if (typeof pattern === "string" && matches(JSON.parse(pattern), event)) {
        this.wake(rule, event);
      }
    }
  }

  /** Lets every rule with a schedule fire once: nobody wants to wait for its minute. */
  fireSchedules(): void {
    for (const rule of this.cloud.all("EventRule")) {
      if (rule.outputs.scheduleExpression !== undefined) this.wake(rule, { source: "aws.events" });
    }
  }

  private wake(rule: AwsObject, event: object): void {
    for (const { outputs } of this.cloud.all("EventTarget")) {
      if (outputs.rule !== rule.id) continue;
      const found = this.cloud.all("Function").find((each) => each.outputs.arn === outputs.arn);
      // Without the permission EventBridge drops the event, and nobody hears of it.
      if (found === undefined || !this.mayInvoke(rule, found)) continue;
      void this.lambda.invoke(found.id, event, rule.id);
    }
  }

  private mayInvoke(rule: AwsObject, target: AwsObject): boolean {
    return this.cloud
      .all("Permission")
      .some(
        ({ outputs }) =>
          outputs.function === target.id &&
          outputs.principal === "events.amazonaws.com" &&
          outputs.sourceArn === rule.outputs.arn,
      );
  }
}

/** Whether an event has, at every place of the pattern, one of the values that are listed there. */
export function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) {
    const values: unknown[] = Array.isArray(event) ? event : [event];
    return values.some((value) => pattern.includes(value));
  }
  if (typeof event !== "object" || event === null) return false;
  return Object.entries(pattern as object).every(([key, wanted]) =>
    matches(wanted, (event as Record<string, unknown>)[key]),
  );
}
