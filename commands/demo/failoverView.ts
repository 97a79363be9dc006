import Table from "cli-table3";
import pc from "picocolors";
import type { AwsSandbox } from "../../sandbox/aws";
import type { LiveAccount, LiveRouter } from "./account";

/** One failure domain of a routed network, as NetBird and AWS see it now. */
export interface DomainView {
  /** `net-aws-euc1-prod-a`: its Auto Scaling group, and the start of its peers' names. */
  name: string;
  metric: number;
  /** Name of the peer that is connected; undefined when none is. */
  peer: string | undefined;
  /** Id of the instance that runs; undefined when none does. */
  instance: string | undefined;
  heartbeat: string;
  /** Users' traffic goes through it: clients take the connected peer of the lowest metric. */
  active: boolean;
  /** The return route leads to it. */
  returnRoute: boolean;
}

/** The failure domains of a network, the preferred one first. */
export async function failoverView(
  account: LiveAccount,
  aws: AwsSandbox,
  network: string,
): Promise<DomainView[]> {
  const routers = await account.routers(network);
  const active = routers.find((router) => connectedPeer(router) !== undefined);
  return routers.map((router) => ({
    ...awsSide(aws, domainOf(aws, network, router)),
    metric: router.metric,
    peer: connectedPeer(router),
    active: router === active,
  }));
}

/** The Auto Scaling group whose machines are the router's peers. */
function domainOf(aws: AwsSandbox, network: string, { peers }: LiveRouter): string {
  const groups = aws.cloud.all("Group").map(({ id }) => id);
  const ours = groups.filter((id) => id.startsWith(`${network}-`));
  const found = ours.find((id) => peers.some(({ hostname }) => hostname.startsWith(`${id}-`)));
  return found ?? "?";
}

function awsSide(aws: AwsSandbox, name: string) {
  const { cloud } = aws;
  const networkInterface = cloud.all("NetworkInterface").find(({ outputs }) => {
    return (outputs.tags as Record<string, string>)["routing-peer"] === name;
  });
  const routes = cloud.all("Route").map(({ outputs }) => outputs.networkInterfaceId);
  return {
    name,
    instance: aws.machines.of(name)?.id,
    heartbeat: aws.alarms.state(`${name}-heartbeat`).value,
    returnRoute: networkInterface !== undefined && routes.includes(networkInterface.id),
  };
}

function connectedPeer({ peers }: LiveRouter): string | undefined {
  return peers.find(({ connected }) => connected)?.hostname;
}

const columns = [
  "failure domain",
  "metric",
  "NetBird peer",
  "instance",
  "heartbeat alarm",
  "users go",
  "replies go",
];

/** The view as a table. */
export function renderFailoverView(domains: readonly DomainView[]): string {
  const table = new Table({
    head: columns.map((text) => pc.bold(text)),
    style: { head: [], border: [], compact: true },
  });
  for (const { name, metric, peer, instance, heartbeat, active, returnRoute } of domains) {
    table.push([
      name,
      metric,
      peer === undefined ? pc.red("not connected") : "connected",
      instance === undefined ? pc.red("none") : "running",
      heartbeat === "OK" ? heartbeat : pc.red(heartbeat),
      active ? pc.green("here") : "",
      returnRoute ? pc.green("here") : "",
    ]);
  }
  return table.toString();
}
