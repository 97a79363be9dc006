import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import type { Parameter } from "@pulumi/aws/ssm/parameter";
import type { NetworkInterface } from "@pulumi/aws/ec2/networkInterface";
import type { Building, PlacedDomain } from "./building";
import { defaultInstanceType } from "./image";
import { userData } from "./userData";

/** What a domain's launch template is made of. */
interface InstanceParts {
  imageId: pulumi.Output<string>;
  profileArn: pulumi.Output<string>;
  securityGroupId: pulumi.Output<string>;
  key: Parameter;
  networkInterface: NetworkInterface | undefined;
}

export interface InstanceTemplate {
  id: pulumi.Output<string>;
  version: pulumi.Output<string>;
  /** Name with which an instance of this very template joins. */
  hostname: pulumi.Output<string>;
}

/** Amazon Linux's root device. */
const rootDevice = "/dev/xvda";

/** The launch template of one domain. */
export function launchTemplate(
  building: Building,
  domain: PlacedDomain,
  parts: InstanceParts,
): InstanceTemplate {
  const args = templateArgs(building, domain, parts);
  const bootFor = (hostname: string) => userDataOf(building, domain, parts, hostname);
  // Everything that makes a new version of the template, and the key, which is not in it.
  const generation = pulumi
    .jsonStringify({ args, boot: bootFor(""), keyVersion: parts.key.version })
    .apply((text) => createHash("sha256").update(text).digest("hex").slice(0, 8));
  const hostname = pulumi.interpolate`${domain.fullName}-${generation}`;
  const template = new LaunchTemplate(
    `${building.name}-${domain.name}`,
    {
      ...args,
      userData: hostname.apply((known) =>
        bootFor(known).apply((text) => Buffer.from(text).toString("base64")),
      ),
    },
    building.child,
  );
  return { id: template.id, version: template.latestVersion.apply(String), hostname };
}

/** All but what it boots with. Another order would be another generation, and another instance. */
function templateArgs(building: Building, domain: PlacedDomain, parts: InstanceParts) {
  const { cpuCredits, rootVolumeSize = 8, instanceType = defaultInstanceType } = building.builder;
  const tags = { ...building.tags, Name: domain.fullName, "routing-peer": domain.fullName };
  return {
    description: `Routing peer ${domain.fullName}`,
    imageId: parts.imageId,
    instanceType,
    iamInstanceProfile: { arn: parts.profileArn },
    vpcSecurityGroupIds: [parts.securityGroupId],
    // Nothing but the instance itself may ask for its credentials: no proxy, no container, no peer.
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    },
    blockDeviceMappings: [
      {
        deviceName: rootDevice,
        ebs: {
          encrypted: "true",
          volumeType: "gp3",
          volumeSize: rootVolumeSize,
          deleteOnTermination: "true",
        },
      },
    ],
    ...(cpuCredits === undefined ? {} : { creditSpecification: { cpuCredits } }),
    tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
      resourceType,
      tags,
    })),
    tags,
    updateDefaultVersion: true,
  };
}

function userDataOf(
  { place, builder, options }: Building,
  domain: PlacedDomain,
  { key, networkInterface }: InstanceParts,
  hostname: string,
): pulumi.Output<string> {
  return pulumi
    .all([place.region, key.name, networkInterface?.id, networkInterface?.macAddress])
    .apply(([region, keyParameter, id, mac]) =>
      userData({
        peerName: domain.fullName,
        hostname,
        managementUrl: options.managementUrl,
        region,
        keyParameter,
        netbirdVersion: builder.netbirdVersion,
        networkInterface: id === undefined ? undefined : { id, mac: mac ?? "" },
      }),
    );
}
