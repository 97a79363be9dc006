/** AWS as an instance sees it: with the role of its instance profile. */
import { AwsError } from "./cloud";
import type { Datapoint } from "./alarms";
import type { Account } from "./endpoint";
import type { Instance } from "./machines";
import { arn } from "./types";

/** What routing peers call; every call is checked against the policies of the instance's role. */
export class InstanceApi {
  private readonly role: string;

  constructor(
    private readonly account: Account,
    private readonly instance: Instance,
  ) {
    this.role = account.iam.roleOfProfile(instance.profileArn);
  }

  /** `ssm get-parameter --with-decryption` */
  parameter(name: string): string {
    this.check("ssm:GetParameter", arn("ssm", `parameter/${name.replace(/^\//, "")}`));
    return this.account.cloud.parameter(name).value;
  }

  /** `ec2 attach-network-interface` */
  attach(networkInterface: string): void {
    const { id, tags } = this.instance;
    const facts = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
    const action = "ec2:AttachNetworkInterface";
    this.check(action, arn("ec2", `network-interface/${networkInterface}`));
    this.check(
      action,
      arn("ec2", `instance/${id}`),
      Object.fromEntries(facts) as Record<string, string>,
    );
    this.account.machines.attach(networkInterface, id);
  }

  /** `cloudwatch put-metric-data` */
  putMetric(point: Datapoint): void {
    this.check("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": point.namespace });
    this.account.alarms.put(point);
  }

  private check(action: string, resource: string, context: Record<string, string> = {}): void {
    if (!this.account.machines.running.has(this.instance.id)) {
      throw new AwsError("ExpiredToken", `${this.instance.id} has ended`);
    }
    this.account.iam.check(this.role, action, resource, context);
  }
}
