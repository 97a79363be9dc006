import * as pulumi from "@pulumi/pulumi";
import type { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import type { NetworkInterface } from "@pulumi/aws/ec2/networkInterface";
import { Parameter } from "@pulumi/aws/ssm/parameter";
import { heartbeatAlarm, outageAlarm } from "./alarm";
import { placeDomains, startBuilding } from "./building";
import type { Building, PlacedDomain } from "./building";
import type {
  AwsRoutingPeers,
  AwsRoutingPeersOutputs,
  Generation,
  RoutingDomain,
  RoutingPeersOptions,
} from "./contract";
import { egressList } from "./egress";
import { failover } from "./failover";
import { peerGroup } from "./group";
import { pinnedImage } from "./image";
import { launchTemplate } from "./instance";
import { overlayIngress, overlayRoutes, peerInterface, returnRouteTables } from "./overlayRoutes";
import { instanceRole } from "./role";
import { peersSecurityGroup } from "./securityGroup";
import type { PeersSecurityGroup } from "./securityGroup";

/** What was built for one domain. */
interface BuiltDomain extends PlacedDomain {
  alarm: MetricAlarm;
  networkInterface: NetworkInterface | undefined;
  groupName: pulumi.Output<string>;
  generation: Generation;
}

/** Builds the AWS side; see the contract in index.ts. */
export function buildRoutingPeers(
  parent: pulumi.ComponentResource,
  name: string,
  builder: AwsRoutingPeers,
  domains: readonly RoutingDomain[],
  options: RoutingPeersOptions,
): AwsRoutingPeersOutputs {
  const building = startBuilding(parent, name, builder, options);
  const placed = placeDomains(building, domains);
  const [primary, ...backups] = placed;
  if (primary === undefined) throw new Error("routing peers need a failure domain");
  const securityGroup = peersSecurityGroup(building, primary.subnet);
  const imageId = pinnedImage(building);
  const build = (domain: PlacedDomain, after: pulumi.Resource[]) =>
    buildDomain(building, domain, imageId, securityGroup, after);
  const builtBackups = backups.map((domain) => build(domain, []));
  // The primary changes last, and only when the others have shown that the change works.
  const proofs = builtBackups.map(({ generation }) => options.ready(generation));
  const built = [build(primary, proofs), ...builtBackups];
  const outage = outageAlarm(
    building,
    built.map(({ alarm }) => alarm),
  );
  return {
    egress: building.place.region.apply((region) =>
      egressList(options.managementUrl, region, builder),
    ),
    groupNames: byName(built, ({ groupName }) => groupName),
    alarmArns: byName(built, ({ alarm }) => alarm.arn),
    outageAlarmArn: outage.arn,
    hostnames: byName(built, ({ generation }) => generation.hostname),
    interfaceIds: byName(built.filter(hasInterface), ({ networkInterface }) => networkInterface.id),
    securityGroupId: securityGroup.id,
    failoverFunctionName: routes(building, built.filter(hasInterface)),
  };
}

function buildDomain(
  building: Building,
  domain: PlacedDomain,
  imageId: pulumi.Output<string>,
  securityGroup: PeersSecurityGroup,
  after: pulumi.Resource[],
): BuiltDomain {
  const key = setupKeyParameter(building, domain);
  const networkInterface =
    returnRouteTables(building.options).length === 0
      ? undefined
      : peerInterface(building, domain, securityGroup.id);
  const role = instanceRole(building, domain, key, networkInterface?.arn);
  const template = launchTemplate(building, domain, {
    imageId,
    profileArn: role.profileArn,
    securityGroupId: securityGroup.id,
    key,
    networkInterface,
  });
  const group = peerGroup(building, domain, template, [
    // An instance boots at once and needs all of these then.
    ...[...role.policies, ...securityGroup.rules, key, ...(domain.dependsOn ?? [])],
    ...after,
  ]);
  return {
    ...domain,
    alarm: heartbeatAlarm(building, domain),
    networkInterface,
    groupName: group.name,
    generation: { domain: domain.name, hostname: template.hostname, group },
  };
}

/** The only place where the setup key is. */
function setupKeyParameter(
  { name, tags, child }: Building,
  { name: domain, setupKey, fullName }: PlacedDomain,
): Parameter {
  return new Parameter(
    `${name}-${domain}-setup-key`,
    {
      name: `/netbird/${name}/${domain}/setup-key`,
      description: `NetBird setup key of the routing peer ${fullName}`,
      type: "SecureString",
      tier: "Standard",
      value: pulumi.secret(setupKey),
      tags,
    },
    { ...child, additionalSecretOutputs: ["value"] },
  );
}

/** Routes from the private network to NetBird's range, where there are any. */
function routes(
  building: Building,
  built: (BuiltDomain & { networkInterface: NetworkInterface })[],
): pulumi.Output<string> | undefined {
  const [primary] = built;
  if (primary === undefined) return undefined;
  overlayRoutes(building, primary.networkInterface);
  overlayIngress(building);
  return failover(building, built);
}

function hasInterface(
  domain: BuiltDomain,
): domain is BuiltDomain & { networkInterface: NetworkInterface } {
  return domain.networkInterface !== undefined;
}

function byName<Domain extends PlacedDomain>(
  domains: readonly Domain[],
  value: (domain: Domain) => pulumi.Output<string>,
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(domains.map((domain) => [domain.name, value(domain)]));
}
