import * as pulumi from "@pulumi/pulumi";
import { CompositeAlarm } from "@pulumi/aws/cloudwatch/compositeAlarm";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import type { Building, PlacedDomain } from "./building";
import { metricName, metricNamespace } from "./userData";

/** Who is told. */
export function actionsOf({ builder }: Building): pulumi.Input<string>[] {
  return builder.alarmTopicArn === undefined ? [] : [builder.alarmTopicArn];
}

/** The alarm on one routing peer's heartbeat: silence is as bad as bad news. */
export function heartbeatAlarm(building: Building, domain: PlacedDomain): MetricAlarm {
  const { name, tags, child } = building;
  const actions = actionsOf(building);
  return new MetricAlarm(
    `${name}-${domain.name}-heartbeat`,
    {
      name: `${domain.fullName}-heartbeat`,
      alarmDescription: `Routing peer ${domain.fullName} is not connected to NetBird, or gone.`,
      namespace: metricNamespace,
      metricName,
      dimensions: { RoutingPeer: domain.fullName },
      statistic: "Maximum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      // A single missed minute is a hiccup of the network; clients ride it out as well.
      period: 60,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: "breaching",
      alarmActions: actions,
      okActions: actions,
      tags,
    },
    child,
  );
}

/** The alarm that all routing peers are gone: the private network is cut off. */
export function outageAlarm(building: Building, alarms: readonly MetricAlarm[]): CompositeAlarm {
  const { name, tags, child } = building;
  const actions = actionsOf(building);
  return new CompositeAlarm(
    `${name}-outage`,
    {
      alarmName: `${name}-outage`,
      alarmDescription: `No routing peer of ${name} is connected to NetBird: its network cannot be reached.`,
      alarmRule: pulumi
        .all(alarms.map((alarm) => alarm.name))
        .apply((names) => names.map((each) => `ALARM("${each}")`).join(" AND ")),
      alarmActions: actions,
      okActions: actions,
      tags,
    },
    child,
  );
}
