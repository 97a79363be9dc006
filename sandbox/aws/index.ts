import { Alarms } from "./alarms";
import { Cloud } from "./cloud";
import { serveControls } from "./control";
import { serveEndpoint } from "./endpoint";
import type { Account } from "./endpoint";
import { EventBridge } from "./eventBridge";
import type { AwsEvent } from "./eventBridge";
import { Iam } from "./iam";
import { InstanceApi } from "./instanceApi";
import { Lambda } from "./lambda";
import { Machines } from "./machines";
import type { Instance } from "./machines";
import { serveProvider } from "./provider";

export { Alarms } from "./alarms";
export type { AlarmState, AlarmValue, Datapoint } from "./alarms";
export { AwsError, Cloud } from "./cloud";
export type { AwsObject, LogEntry } from "./cloud";
export { matches } from "./eventBridge";
export type { AwsEvent, EventBridge } from "./eventBridge";
export { Iam } from "./iam";
export type { InstanceApi } from "./instanceApi";
export type { Invocation, Lambda } from "./lambda";
export type { Instance, Machines } from "./machines";
export { arn, awsTypes, place } from "./types";

/** A simulated AWS account, for as long as it is not closed. */
export interface AwsSandbox extends Account {
  /** Port of its resource provider: `PULUMI_DEBUG_PROVIDERS=aws:<port>`. */
  port: number;
  /** Where its controls are: `GET <url>/sandbox/resources`, `/sandbox/log`, … */
  controlUrl: string;
  /** Its functions, which run the code that was deployed. */
  lambda: Lambda;
  /** Its rules, which wake functions. */
  eventBridge: EventBridge;
  /** AWS as one of its instances sees it. */
  as(instance: Instance): InstanceApi;
  /** What goes on while time passes, such as heartbeats. */
  onTimePassing(listener: () => void): void;
  /**
   * Lets time pass without waiting for it: everything that the account remembers becomes older by so
   * many seconds; then alarms are judged, and rules with a schedule fire.
   */
  passTime(seconds: number): void;
  close(): void;
}

/**
 * Starts a simulated AWS account: an ordinary resource provider that both engines attach to. Nothing
 * that it makes exists anywhere, and each object's outputs say so (`simulated`).
 */
export async function startAwsSandbox(): Promise<AwsSandbox> {
  const cloud = new Cloud();
  const iam = new Iam(cloud);
  const publish = (event: AwsEvent) => eventBridge.publish(event);
  const machines = new Machines(cloud, publish);
  const account: Account = { cloud, iam, machines, alarms: new Alarms(cloud, publish) };
  const [provider, controls, endpoint] = await Promise.all([
    serveProvider(cloud),
    serveControls(account),
    serveEndpoint(account),
  ]);
  const lambda = new Lambda(cloud, iam, endpoint.url);
  const eventBridge = new EventBridge(cloud, lambda);
  const listeners: (() => void)[] = [];
  return {
    ...account,
    port: provider.port,
    controlUrl: controls.url,
    lambda,
    eventBridge,
    as: (instance) => new InstanceApi(account, instance),
    onTimePassing: (listener) => void listeners.push(listener),
    passTime(seconds) {
      machines.age(seconds * 1000);
      account.alarms.age(seconds * 1000);
      for (const listener of listeners) listener();
      account.alarms.evaluate();
      eventBridge.fireSchedules();
    },
    close() {
      for (const part of [lambda, provider, controls, endpoint]) part.close();
    },
  };
}
