import pc from "picocolors";
import type { AwsSandbox, Invocation } from "../../sandbox/aws";
import type { Stack } from "../../sandbox/engine";
import type { SimulatedRoutingPeers } from "../../sandbox/routingPeers";
import type { LiveAccount } from "./account";
import { failoverView, renderFailoverView } from "./failoverView";
import type { DomainView } from "./failoverView";
import { follow, summary } from "./runs";
import type { Screen } from "./screen";
import { DemoFailure } from "./story";

const network = "net-aws-euc1-prod";

/** What the stack's configuration says of a VPC; of the simulated one, anything will do. */
const vpc = {
  range: "10.10.0.0/16",
  subnets: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
  routeTables: ["rtb-0c1d2e3f"],
  resolvers: ["10.10.0.10", "10.10.0.11"],
};

/** How long a recovered routing peer must stay before replies go back to it: the default. */
const holdSeconds = 60;

/** What AWS has of it, and who plays the machines. */
export interface SimulatedAws {
  aws: AwsSandbox;
  machines: SimulatedRoutingPeers;
}

/** A private network behind two routing peers, of which one fails and comes back. */
export class NetworkStory {
  private readonly aws: AwsSandbox;
  private readonly machines: SimulatedRoutingPeers;

  constructor(
    private readonly stack: Stack,
    private readonly account: LiveAccount,
    private readonly screen: Screen,
    { aws, machines }: SimulatedAws,
  ) {
    this.aws = aws;
    this.machines = machines;
  }

  async tell(): Promise<void> {
    await this.comeUp();
    await this.failAndRecover();
  }

  /** NetBird keeps peers whose machines are gone; whoever removes the network removes them. */
  async removePeers(): Promise<void> {
    await this.machines.settled();
    const removed = await this.account.removePeers(network);
    this.screen.good(`removed by hand: the ${removed} peers whose machines are gone`);
  }

  private async comeUp(): Promise<void> {
    const { screen } = this;
    screen.heading("A private network comes up, with two routing peers on AWS (simulated)");
    await this.stack.setConfig("privateNetwork", JSON.stringify(vpc));
    const result = await follow(screen, "Updating", (options) => this.stack.up(options));
    // It takes the place of the data centre's network.
    screen.good(summary(result, ["create", "update", "delete"]));
    await this.settled();
    if (this.machines.failures.length > 0) throw new DemoFailure(this.machines.failures.join("\n"));
    await this.expectKeysHidden();
    await this.show({ active: "a", returnRoute: "a" });
  }

  /** Each machine joined with a key that only its parameter has in clear. */
  private async expectKeysHidden(): Promise<void> {
    const state = JSON.stringify(await this.stack.exportState());
    const parameters = this.aws.cloud
      .all("Parameter")
      .filter(({ outputs }) => outputs.type === "SecureString");
    const files = JSON.stringify([...this.aws.machines.running.values()]);
    for (const { id, outputs } of parameters) {
      const key = String(outputs.value);
      if (state.includes(key) || files.includes(key))
        throw new DemoFailure(`The key of ${id} leaks.`);
    }
    const names = parameters.map(({ id }) => id).sort();
    for (const name of names) this.screen.good(`joined with the key in ${name}`);
    this.screen.good("no key is in the state or in user data");
  }

  private async failAndRecover(): Promise<void> {
    const { screen, aws } = this;
    const primary = `${network}-a`;
    screen.heading(`The primary fails: the instance of ${primary} ends`);
    const failed = aws.machines.of(primary)!;
    aws.machines.end(failed.id);
    await this.settled();
    this.tellWhatLambdaDid();
    await this.show({ active: "b", returnRoute: "b" });

    const started = aws.machines.replace(primary);
    await this.settled();
    screen.line(`The Auto Scaling group starts ${started.id}, which joins as the primary again.`);
    this.tellWhatLambdaDid();
    aws.passTime(holdSeconds);
    await this.settled();
    screen.line(`${holdSeconds} seconds pass in the simulated AWS.`);
    this.tellWhatLambdaDid();
    await this.show({ active: "a", returnRoute: "a" });
  }

  private async settled(): Promise<void> {
    await this.machines.settled();
    await this.aws.lambda.idle();
  }

  /** The last decision of the failover, by the Lambda's own answer. */
  private tellWhatLambdaDid(): void {
    const last = this.aws.lambda.invocations.at(-1);
    if (last === undefined) throw new DemoFailure("Nothing woke the failover.");
    if (last.error !== undefined) throw new DemoFailure(`${last.error}\n${last.log}`);
    this.screen.line(pc.dim(`  EventBridge: ${last.rule} → Lambda: ${last.function}`));
    for (const line of decisions(last)) this.screen.line(`  ${line}`);
  }

  /** Shows the failover view, which must be as expected. */
  private async show(expected: { active: string; returnRoute: string }): Promise<void> {
    const view = await failoverView(this.account, this.aws, network);
    this.screen.line(renderFailoverView(view));
    for (const what of ["active", "returnRoute"] as const) {
      const found = view.filter((domain) => domain[what]).map(({ name }) => name);
      const wanted = `${network}-${expected[what]}`;
      if (found.join() !== wanted) {
        throw new DemoFailure(`Expected ${what} at ${wanted}, found ${found.join() || "none"}.`);
      }
    }
    this.screen.good(sentenceOf(view));
  }
}

interface Outcome {
  routeTableId: string;
  from: string;
  to: string;
  why: string;
}

function decisions({ result }: Invocation): string[] {
  return (result as Outcome[]).map(({ routeTableId, from, to, why }) =>
    from === to
      ? `${routeTableId}: stays with ${to}: ${why}`
      : `${routeTableId}: ${from} → ${to}: ${why}`,
  );
}

function sentenceOf(view: readonly DomainView[]): string {
  const active = view.find((domain) => domain.active);
  return `active: ${active?.name}; replies take the same way back`;
}
