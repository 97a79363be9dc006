/** Instances of Auto Scaling groups, and the interfaces that they attach. */
import { parse } from "yaml";
import { AwsError } from "./cloud";
import type { AwsObject, Cloud } from "./cloud";
import type { AwsEvent } from "./eventBridge";
import { arn } from "./types";
import type { Properties } from "./types";

/** An instance that an Auto Scaling group started. */
export interface Instance {
  id: string;
  group: string;
  launchTemplate: { id: string; version: string };
  /** Files that its cloud-config wrote, by path. */
  files: Record<string, string>;
  tags: Record<string, string>;
  /** The instance profile, which names its role. */
  profileArn?: string;
}

/** Which instance has an interface, and since when. */
interface Attachment {
  instance: string;
  since: Date;
}

type Listener = (instance: Instance) => void;

const groupType = "aws:autoscaling/group:Group";

/** The instances that run. Who plays their part listens to `onLaunch` and `onEnd`. */
export class Machines {
  readonly running = new Map<string, Instance>();
  /** By the interface's id. */
  readonly attachments = new Map<string, Attachment>();
  private readonly launchListeners: Listener[] = [];
  private readonly endListeners: Listener[] = [];

  constructor(
    private readonly cloud: Cloud,
    private readonly publish: (event: AwsEvent) => void,
  ) {
    cloud.onWrite((object) => this.scale(object));
    cloud.onDelete((type, id) => {
      if (type === groupType) this.endAllOf(id);
    });
  }

  /** Called whenever a group starts an instance. */
  onLaunch(listener: Listener): void {
    this.launchListeners.push(listener);
  }

  /** Called whenever an instance ends, whoever ended it. */
  onEnd(listener: Listener): void {
    this.endListeners.push(listener);
  }

  /** The instance of a group; undefined between the end of one and the start of the next. */
  of(group: string): Instance | undefined {
    return [...this.running.values()].find((instance) => instance.group === group);
  }

  /** Ends an instance, as a fault of its host does; its group starts none before {@link replace}. */
  end(id: string): void {
    const instance = this.running.get(id);
    if (instance === undefined) throw new AwsError("InvalidInstanceID.NotFound", id);
    this.running.delete(id);
    for (const [networkInterface, attachment] of [...this.attachments]) {
      if (attachment.instance === id) this.attachments.delete(networkInterface);
    }
    for (const listener of this.endListeners) listener(instance);
    this.publish(stateChange(id, "terminated"));
  }

  /** Starts another instance of a group, as its health check does when one is gone or unhealthy. */
  replace(group: string): Instance {
    const wanted = this.cloud.find(groupType, group)?.outputs.launchTemplate;
    if (wanted === undefined) throw new AwsError("NotFound", `there is no group ${group}`);
    this.endAllOf(group);
    return this.launch(group, wanted as Instance["launchTemplate"]);
  }

  attach(networkInterface: string, instance: string): void {
    const holder = this.attachments.get(networkInterface);
    if (holder !== undefined) {
      const { instance: other } = holder;
      throw new AwsError("InvalidNetworkInterface.InUse", `${networkInterface} is at ${other}`);
    }
    if (!this.running.has(instance)) throw new AwsError("InvalidInstanceID.NotFound", instance);
    this.attachments.set(networkInterface, { instance, since: new Date() });
  }

  /** Makes attachments older. */
  age(milliseconds: number): void {
    for (const attachment of this.attachments.values()) {
      attachment.since = new Date(attachment.since.getTime() - milliseconds);
    }
  }

  /** An Auto Scaling group has one instance of its launch template's present version. */
  private scale({ type, id, outputs }: AwsObject): void {
    const wanted = outputs.launchTemplate as Instance["launchTemplate"] | undefined;
    if (type !== groupType || wanted === undefined) return;
    const present = this.of(id)?.launchTemplate;
    if (present?.id === wanted.id && present.version === wanted.version) return;
    this.endAllOf(id);
    this.launch(id, wanted);
  }

  private launch(group: string, launchTemplate: Instance["launchTemplate"]): Instance {
    const template = this.cloud.find("aws:ec2/launchTemplate:LaunchTemplate", launchTemplate.id);
    const { userData, tagSpecifications, iamInstanceProfile } = template?.outputs ?? {};
    const instance: Instance = {
      id: `i-${this.cloud.unique(group)}`,
      group,
      launchTemplate,
      files: filesOf(userData),
      tags: instanceTags(tagSpecifications),
      profileArn: (iamInstanceProfile as { arn?: string } | undefined)?.arn,
    };
    this.running.set(instance.id, instance);
    for (const listener of this.launchListeners) listener(instance);
    this.publish(stateChange(instance.id, "running"));
    return instance;
  }

  private endAllOf(group: string): void {
    for (const instance of [...this.running.values()]) {
      if (instance.group === group) this.end(instance.id);
    }
  }
}

function stateChange(id: string, state: string): AwsEvent {
  return {
    source: "aws.ec2",
    "detail-type": "EC2 Instance State-change Notification",
    resources: [arn("ec2", `instance/${id}`)],
    detail: { "instance-id": id, state },
  };
}

/** The files of a cloud-config in base64. */
function filesOf(userData: unknown): Record<string, string> {
  if (typeof userData !== "string") return {};
  const config = parse(Buffer.from(userData, "base64").toString("utf8")) as {
    write_files?: { path: string; content: string }[];
  } | null;
  return Object.fromEntries(
    (config?.write_files ?? []).map(({ path, content }) => [path, content]),
  );
}

function instanceTags(specifications: unknown): Record<string, string> {
  const all = (specifications ?? []) as { resourceType: string; tags: Properties }[];
  const found = all.find(({ resourceType }) => resourceType === "instance");
  return (found?.tags ?? {}) as Record<string, string>;
}
