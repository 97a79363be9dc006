import type * as pulumi from "@pulumi/pulumi";
import { Group } from "@pulumi/aws/autoscaling/group";
import type { Building, PlacedDomain } from "./building";
import type { InstanceTemplate } from "./instance";

/** Seconds in which an instance installs and joins; its health is not judged before. */
const bootSeconds = 300;

/** The Auto Scaling group that keeps exactly one instance of a domain alive. */
export function peerGroup(
  { name, tags, child }: Building,
  domain: PlacedDomain,
  template: InstanceTemplate,
  dependsOn: pulumi.Resource[],
): Group {
  return new Group(
    `${name}-${domain.name}`,
    {
      // The instance's role names the group, so the name cannot be left to the engine.
      name: domain.fullName,
      minSize: 1,
      maxSize: 1,
      desiredCapacity: 1,
      vpcZoneIdentifiers: [domain.subnet],
      launchTemplate: { id: template.id, version: template.version },
      healthCheckType: "EC2",
      healthCheckGracePeriod: bootSeconds,
      instanceRefresh: {
        strategy: "Rolling",
        // The old instance ends before the new one starts: the interface, and the preference of
        // clients, can only be with one. The other domains carry the traffic.
        preferences: { minHealthyPercentage: 0, instanceWarmup: String(bootSeconds) },
      },
      tags: Object.entries({ ...tags, Name: domain.fullName }).map(([key, value]) => ({
        key,
        value,
        // The launch template tags instances and volumes.
        propagateAtLaunch: false,
      })),
    },
    { ...child, dependsOn },
  );
}
