import type * as pulumi from "@pulumi/pulumi";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import type { Parameter } from "@pulumi/aws/ssm/parameter";
import { arn, policyText, trustPolicy } from "./building";
import type { Building, PlacedDomain, Statement } from "./building";
import { metricNamespace } from "./userData";

/** What an instance may do, and what must be there before it can. */
interface InstanceRole {
  profileArn: pulumi.Output<string>;
  policies: pulumi.Resource[];
}

/** The role of one domain's instance: its own key, its own interface, its own group. */
export function instanceRole(
  building: Building,
  domain: PlacedDomain,
  key: Parameter,
  networkInterfaceArn: pulumi.Output<string> | undefined,
): InstanceRole {
  const { name, builder, tags, child } = building;
  const role = new Role(
    `${name}-${domain.name}`,
    {
      description: `Routing peer ${domain.fullName}`,
      assumeRolePolicy: trustPolicy("ec2.amazonaws.com"),
      tags,
    },
    child,
  );
  const allow = (what: string, statements: Statement[]) =>
    new RolePolicy(
      `${name}-${domain.name}-${what}`,
      { role: role.id, policy: policyText(statements) },
      child,
    );
  const policies = [
    allow("peer", [
      // AWS's own key decrypts for whoever may read the parameter, so no statement names it.
      { Action: "ssm:GetParameter", Resource: key.arn },
      // CloudWatch has no resources for metrics; the namespace is what it can be held to.
      {
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": metricNamespace } },
      },
      {
        Action: "autoscaling:SetInstanceHealth",
        Resource: arn(
          building,
          "autoscaling",
          `autoScalingGroup:*:autoScalingGroupName/${domain.fullName}`,
        ),
      },
    ]),
  ];
  if (networkInterfaceArn !== undefined) {
    policies.push(allow("interface", attachStatements(building, domain, networkInterfaceArn)));
  }
  if (builder.sessionManager) {
    policies.push(allow("shell", shellStatements(builder.sessionManager)));
  }
  const profile = new InstanceProfile(`${name}-${domain.name}`, { role: role.name, tags }, child);
  return { profileArn: profile.arn, policies };
}

/** Its own interface, to an instance of its own domain. */
function attachStatements(
  building: Building,
  domain: PlacedDomain,
  networkInterfaceArn: pulumi.Output<string>,
): Statement[] {
  const Action = "ec2:AttachNetworkInterface";
  return [
    { Action, Resource: networkInterfaceArn },
    {
      Action,
      Resource: arn(building, "ec2", "instance/*"),
      Condition: { StringEquals: { "aws:ResourceTag/routing-peer": domain.fullName } },
    },
  ];
}

function shellStatements(sessionManager: true | "register"): Statement[] {
  const channels = [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ];
  const registering = sessionManager === "register" ? ["ssm:UpdateInstanceInformation"] : [];
  // None of these actions knows resources.
  return [{ Action: [...channels, ...registering], Resource: "*" }];
}
