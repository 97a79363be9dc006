/** Plays the machines that simulated Auto Scaling groups start: routing peers that join NetBird. */
import type { AwsSandbox, Instance, InstanceApi } from "./aws";

/** How long a real one waits between two heartbeats. */
const heartbeatSeconds = 30;

/** A machine that boots, runs, or failed to. */
interface Machine {
  instance: Instance;
  settings: Record<string, string>;
  /** Id of its NetBird peer, when it has joined. */
  peer?: string;
}

/** What tests and demos may ask of the machines. */
interface RoutingPeersOptions {
  /** Called before a machine joins: it boots when this resolves, and never when it rejects. */
  boot?: (instance: Instance) => Promise<void>;
}

/**
 * The machines of a simulated AWS account. Each does what its user data says, with the role of its
 * instance: attaches its interface, reads the setup key from its parameter, joins with it at the
 * sandbox NetBird server, and publishes heartbeats. A machine that ends goes silent on both sides.
 */
export class SimulatedRoutingPeers {
  /** Why machines did not join, most recent last. */
  readonly failures: string[] = [];
  private readonly machines = new Map<string, Machine>();
  private readonly timer: NodeJS.Timeout;
  private booting: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly aws: AwsSandbox,
    private readonly options: RoutingPeersOptions = {},
  ) {
    aws.machines.onLaunch((instance) => this.start(instance));
    aws.machines.onEnd((instance) => this.stop(instance));
    aws.onTimePassing(() => this.beat());
    this.timer = setInterval(() => this.beat(), heartbeatSeconds * 1000).unref();
  }

  /** Waits until no machine is about to boot, join or leave. */
  async settled(): Promise<void> {
    for (let seen; seen !== this.booting;) {
      seen = this.booting;
      await seen;
    }
  }

  /** An agent that hangs: the machine runs on, but NetBird and CloudWatch hear no more of it. */
  async hang(instance: Instance): Promise<void> {
    this.stop(instance);
    await this.settled();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** A heartbeat of every machine that has joined. */
  private beat(): void {
    for (const { instance, settings, peer } of this.machines.values()) {
      if (peer !== undefined) publishHeartbeat(this.aws.as(instance), settings);
    }
  }

  private start(instance: Instance): void {
    const machine = { instance, settings: settingsOf(instance) };
    this.machines.set(instance.id, machine);
    this.then(() => this.boot(machine));
  }

  private async boot(machine: Machine): Promise<void> {
    const { instance, settings } = machine;
    await this.options.boot?.(instance);
    const api = this.aws.as(instance);
    if (settings.INTERFACE_ID !== "") api.attach(settings.INTERFACE_ID!);
    const joined = await tell<{ peer: { id: string } }>(settings, "enroll", {
      setup_key: api.parameter(settings.KEY_PARAMETER!),
      hostname: settings.PEER_HOSTNAME,
    });
    machine.peer = joined.peer.id;
    await tell(settings, "connection", { peer: machine.peer, connected: true });
    publishHeartbeat(api, settings);
  }

  private stop({ id }: Instance): void {
    const machine = this.machines.get(id);
    this.machines.delete(id);
    this.then(async () => {
      if (machine?.peer === undefined) return;
      await tell(machine.settings, "connection", { peer: machine.peer, connected: false });
    });
  }

  /** Does something beside what is under way; what goes wrong is kept, as in a machine's log. */
  private then(action: () => Promise<void>): void {
    const done = action().catch((error: unknown) => this.failures.push((error as Error).message));
    this.booting = Promise.all([this.booting, done]);
  }
}

/** The settings that the cloud-config wrote for the machine's scripts. */
function settingsOf({ files }: Instance): Record<string, string> {
  const lines = (files["/etc/netbird-routing-peer"] ?? "").matchAll(/^(\w+)='(.*)'$/gm);
  return Object.fromEntries([...lines].map(([, key = "", value = ""]) => [key, value]));
}

function publishHeartbeat(api: InstanceApi, settings: Record<string, string>): void {
  const { METRIC_NAMESPACE = "", METRIC_NAME = "", PEER_NAME = "" } = settings;
  const dimensions = { RoutingPeer: PEER_NAME };
  api.putMetric({ namespace: METRIC_NAMESPACE, metricName: METRIC_NAME, dimensions, value: 1 });
}

/** Agents speak another protocol than the API; the sandbox has controls in its place. */
async function tell<T>(
  { MANAGEMENT_URL }: Record<string, string>,
  control: string,
  body: object,
): Promise<T> {
  const response = await fetch(`${MANAGEMENT_URL}/sandbox/${control}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}
