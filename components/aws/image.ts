import type * as pulumi from "@pulumi/pulumi";
import { getParameterOutput } from "@pulumi/aws/ssm/getParameter";
import { Parameter } from "@pulumi/aws/ssm/parameter";
import type { Building } from "./building";

/** Burst, cheap, and enough memory to install packages; see {@link AwsRoutingPeersArgs.instanceType}. */
export const defaultInstanceType = "t4g.small";

/** The public parameter of Amazon Linux 2023 with the kernel that has its long-term support. */
function imageParameter(instanceType: string): string {
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-${architecture(instanceType)}`;
}

/** Graviton families have a g after the generation: t4g, c7gn, m6gd; a1 was the first. */
function architecture(instanceType: string): "arm64" | "x86_64" {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? "arm64" : "x86_64";
}

/**
 * The image's id. The public parameter's versions are numbered per region and only the latest hundred
 * are kept, so a number that suits everybody does not exist. What is pinned by default is therefore
 * what the parameter said once: a parameter of our own keeps it.
 */
export function pinnedImage(building: Building): pulumi.Output<string> {
  const { name, builder, tags, child } = building;
  const { instanceType = defaultInstanceType, image = "1" } = builder;
  const source = imageParameter(instanceType);
  if (typeof image === "object") {
    return publicValue(`${source}:${image.version}`, child);
  }
  const pin = new Parameter(
    // Another word or architecture is another resource, which takes today's value.
    `${name}-image-${architecture(instanceType)}-${image}`,
    {
      name: `/netbird/${name}/image/${architecture(instanceType)}/${image}`,
      description: `Image of the routing peers of ${name}; kept until "image" changes`,
      type: "String",
      // An image's id is no secret, and a preview should show it.
      insecureValue: publicValue(source, child),
      tags,
    },
    { ...child, ignoreChanges: ["insecureValue"] },
  );
  return pin.insecureValue;
}

function publicValue(name: string, child: pulumi.CustomResourceOptions): pulumi.Output<string> {
  return getParameterOutput({ name }, { parent: child.parent }).insecureValue;
}
