/**
 * The Lambda that keeps return routes on the living routing peer. One file without imports of ours,
 * because it is uploaded as it is; the runtime has AWS's SDK.
 */
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  ReplaceRouteCommand,
} from "@aws-sdk/client-ec2";

/** What the function is told in its environment. */
export interface Failover {
  domains: { name: string; metric: number; alarm: string; interfaceId: string }[];
  routeTableIds: string[];
  overlayRange: string;
  /** Seconds that a preferred domain must have been alive before routes go back to it. */
  holdSeconds: number;
}

/** A failure domain as it is now. */
export interface Observed {
  name: string;
  metric: number;
  interfaceId: string;
  /** Since when, in milliseconds; undefined while it is dead. */
  aliveSince: number | undefined;
}

/** What was done about one route table. */
export interface Outcome {
  routeTableId: string;
  /** Domain that the route leads to now; undefined when it is none of ours. */
  to: string | undefined;
  /** Domain that it led to before. */
  from: string | undefined;
  why: string;
}

// Throttling and faults of the API are tried again with growing pauses, for about twenty seconds.
const patience = { maxAttempts: 8, retryMode: "standard" };
const cloudwatch = new CloudWatchClient(patience);
const ec2 = new EC2Client(patience);

export async function handler(): Promise<Outcome[]> {
  const failover = JSON.parse(process.env.FAILOVER ?? "") as Failover;
  const domains = await observe(failover);
  const targets = await currentTargets(failover);
  const outcomes: Outcome[] = [];
  const failures: string[] = [];
  for (const routeTableId of failover.routeTableIds) {
    const current = domains.find(({ interfaceId }) => interfaceId === targets.get(routeTableId));
    const { target, why } = choose(domains, current, failover.holdSeconds, Date.now());
    const outcome = { routeTableId, to: target?.name, from: current?.name, why };
    try {
      if (!targets.has(routeTableId)) throw new Error("there is no route to NetBird's range");
      if (target !== undefined && target !== current) await move(failover, routeTableId, target);
      outcomes.push(outcome);
    } catch (error) {
      // The other tables are served all the same.
      failures.push(`${routeTableId}: ${String(error)}`);
    }
  }
  report(domains, outcomes, failures);
  // Lambda tries again, and the alarm on errors tells people.
  if (failures.length > 0) throw new Error(`Routes could not be moved: ${failures.join("; ")}`);
  return outcomes;
}

/** Which domain a route shall lead to. */
export function choose(
  domains: readonly Observed[],
  current: Observed | undefined,
  holdSeconds: number,
  now: number,
): { target: Observed | undefined; why: string } {
  const [best] = domains
    .filter(({ aliveSince }) => aliveSince !== undefined)
    .sort((a, b) => a.metric - b.metric);
  if (best === undefined) {
    return { target: current, why: "no routing peer is alive: the route stays where it is" };
  }
  if (best === current) return { target: best, why: "the preferred living routing peer has it" };
  if (current?.aliveSince === undefined) {
    return { target: best, why: `${current?.name ?? "its former target"} is dead` };
  }
  if (best.metric > current.metric) return { target: current, why: "it is the preferred one" };
  const held = (now - best.aliveSince!) / 1000;
  if (held < holdSeconds) {
    const left = Math.ceil(holdSeconds - held);
    return { target: current, why: `${best.name} is back, but must stay for ${left} s more` };
  }
  return { target: best, why: `${best.name} has been back for ${Math.floor(held)} s` };
}

/**
 * A domain is alive when its heartbeat is, and its interface is attached to an instance that runs. The
 * heartbeat alone notices minutes late that an instance is gone.
 */
async function observe({ domains }: Failover): Promise<Observed[]> {
  const [healthy, attached] = await Promise.all([
    healthySince(domains.map(({ alarm }) => alarm)),
    attachedSince(domains.map(({ interfaceId }) => interfaceId)),
  ]);
  return domains.map(({ name, metric, alarm, interfaceId }) => {
    const since = [healthy.get(alarm), attached.get(interfaceId)];
    const alive = since.every((time) => time !== undefined);
    const aliveSince = alive ? Math.max(...since) : undefined;
    return { name, metric, interfaceId, aliveSince };
  });
}

/** Since when each alarm has been quiet. */
async function healthySince(names: string[]): Promise<Map<string, number>> {
  const { MetricAlarms: alarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: names, AlarmTypes: ["MetricAlarm"] }),
  );
  return new Map(
    alarms
      .filter(({ StateValue }) => StateValue === "OK")
      .map((alarm): [string, number] => {
        const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
        return [alarm.AlarmName ?? "", since?.getTime() ?? 0];
      }),
  );
}

/** Since when each interface has been attached to an instance that runs. */
async function attachedSince(interfaceIds: string[]): Promise<Map<string, number>> {
  const { NetworkInterfaces: interfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: interfaceIds }),
  );
  const attachments = interfaces.flatMap(({ NetworkInterfaceId: id, Attachment: attachment }) =>
    id !== undefined && attachment?.InstanceId !== undefined && attachment.Status === "attached"
      ? [{ id, instance: attachment.InstanceId, since: attachment.AttachTime?.getTime() ?? 0 }]
      : [],
  );
  const running = await runningOf(attachments.map(({ instance }) => instance));
  return new Map(
    attachments
      .filter(({ instance }) => running.has(instance))
      .map(({ id, since }): [string, number] => [id, since]),
  );
}

async function runningOf(instances: string[]): Promise<Set<string>> {
  if (instances.length === 0) return new Set();
  // A filter, because ids that are gone would fail the call.
  const { Reservations: reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: "instance-id", Values: instances }] }),
  );
  const found = reservations.flatMap(({ Instances: each = [] }) => each);
  return new Set(
    found
      .filter(({ State }) => State?.Name === "running")
      .map(({ InstanceId }) => InstanceId ?? ""),
  );
}

/** The interface that each table's route to NetBird's range leads to. */
async function currentTargets(failover: Failover): Promise<Map<string, string | undefined>> {
  const { RouteTables: tables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ RouteTableIds: failover.routeTableIds }),
  );
  const targets = new Map<string, string | undefined>();
  for (const { RouteTableId: id = "", Routes: routes = [] } of tables) {
    const route = routes.find((each) => each.DestinationCidrBlock === failover.overlayRange);
    if (route !== undefined) targets.set(id, route.NetworkInterfaceId);
  }
  return targets;
}

async function move({ overlayRange }: Failover, table: string, to: Observed): Promise<void> {
  await ec2.send(
    new ReplaceRouteCommand({
      RouteTableId: table,
      DestinationCidrBlock: overlayRange,
      NetworkInterfaceId: to.interfaceId,
    }),
  );
}

/** One line of JSON, which CloudWatch Logs can search; quiet minutes are not worth one. */
function report(domains: Observed[], outcomes: Outcome[], failures: string[]): void {
  const dead = domains.filter(({ aliveSince }) => aliveSince === undefined);
  const moved = outcomes.filter(({ from, to }) => from !== to);
  const line = JSON.stringify({ dead: dead.map(({ name }) => name), outcomes, failures });
  if (dead.length === domains.length || failures.length > 0) console.error(line);
  else if (moved.length > 0 || dead.length > 0) console.log(line);
}
