import { createHash } from "node:crypto";
import { awsTypes, place } from "./types";
import type { AwsType, Properties } from "./types";

/** An object of the simulated account. */
export interface AwsObject {
  id: string;
  type: string;
  urn: string;
  inputs: Properties;
  outputs: Properties;
}

/** What happened, for tests to look at. */
export interface LogEntry {
  action: "create" | "update" | "delete" | "read" | "invoke";
  type: string;
  id: string;
}

/** An error as AWS words it, with its origin. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message} (simulated AWS)`);
  }
}

/** A simulated AWS account, in memory. */
export class Cloud {
  readonly objects = new Map<string, AwsObject>();
  readonly log: LogEntry[] = [];
  /** Public parameters by name: all their versions, the newest last. */
  readonly publicParameters = new Map<string, string[]>();
  private readonly writeListeners: ((object: AwsObject) => void)[] = [];
  private readonly deleteListeners: ((type: string, id: string) => void)[] = [];
  private readonly deleted = new Set<string>();
  private counter = 0;

  /** Called whenever an object was created or updated. */
  onWrite(listener: (object: AwsObject) => void): void {
    this.writeListeners.push(listener);
  }

  /** Called whenever an object was deleted. */
  onDelete(listener: (type: string, id: string) => void): void {
    this.deleteListeners.push(listener);
  }

  typeOf(type: string): AwsType {
    const known = awsTypes[type];
    if (known === undefined) {
      throw new AwsError("Unsupported", `the simulated AWS has no ${type}; add it to types.ts`);
    }
    return known;
  }

  create(urn: string, type: string, inputs: Properties): AwsObject {
    const kind = this.typeOf(type);
    const id = kind.id(inputs, this.unique(urn));
    const known = this.objects.get(key(type, id));
    if (known !== undefined) throw new AwsError("AlreadyExists", `${type} ${id} exists already`);
    const object = { id, type, urn, inputs, outputs: this.outputsOf(kind, inputs, id, undefined) };
    this.objects.set(key(type, id), object);
    this.deleted.delete(key(type, id));
    this.note("create", object);
    for (const listener of this.writeListeners) listener(object);
    return object;
  }

  update(urn: string, type: string, id: string, olds: Properties, inputs: Properties): AwsObject {
    const kind = this.typeOf(type);
    const old = this.find(type, id)?.outputs ?? olds;
    const object = { id, type, urn, inputs, outputs: this.outputsOf(kind, inputs, id, old) };
    this.objects.set(key(type, id), object);
    this.note("update", object);
    for (const listener of this.writeListeners) listener(object);
    return object;
  }

  /**
   * Reads an object; undefined when it is gone. The account is in memory and forgets when it ends, so
   * an object that it has never heard of is taken to be as the state says.
   */
  read(urn: string, type: string, id: string, state: Properties): AwsObject | undefined {
    this.note("read", { type, id });
    if (this.deleted.has(key(type, id))) return undefined;
    const known = this.find(type, id);
    if (known !== undefined) return known;
    if (Object.keys(state).length === 0) return undefined;
    const object = { id, type, urn, inputs: {}, outputs: state };
    this.objects.set(key(type, id), object);
    return object;
  }

  delete(type: string, id: string): void {
    this.note("delete", { type, id });
    this.objects.delete(key(type, id));
    this.deleted.add(key(type, id));
    for (const listener of this.deleteListeners) listener(type, id);
  }

  find(type: string, id: string): AwsObject | undefined {
    return this.objects.get(key(type, id));
  }

  /** Objects of a type: `all("Route")`. */
  all(kind: string): AwsObject[] {
    return [...this.objects.values()].filter(({ type }) => type.endsWith(`:${kind}`));
  }

  /** Changes an object past Pulumi, as a person, another program or the failover does. */
  change(id: string, properties: Properties): AwsObject {
    const object = [...this.objects.values()].find((each) => each.id === id);
    if (object === undefined) throw new AwsError("NotFound", `there is no ${id}`);
    Object.assign(object.outputs, properties);
    return object;
  }

  /** Publishes another version of a public parameter, as AWS does with images. */
  publish(name: string, value: string): void {
    this.publicParameters.set(name, [...this.versionsOf(name), value]);
  }

  /** A parameter's value and version; `name:version` for an older one of AWS's own. */
  parameter(selector: string): { value: string; version: number; type: string } {
    const [name = "", wanted] = selector.split(":");
    const own = this.all("Parameter").find(({ id }) => id === name);
    if (own !== undefined) {
      const { value, version, type } = own.outputs;
      return { value: String(value), version: Number(version), type: String(type) };
    }
    if (!name.startsWith("/aws/service/")) throw new AwsError("ParameterNotFound", name);
    const versions = this.versionsOf(name);
    const version = wanted === undefined ? versions.length : Number(wanted);
    const value = versions[version - 1];
    if (value === undefined) throw new AwsError("ParameterVersionNotFound", selector);
    return { value, version, type: "String" };
  }

  private versionsOf(name: string): string[] {
    return this.publicParameters.get(name) ?? [`ami-${hash(name).slice(0, 17)}`];
  }

  private outputsOf(
    kind: AwsType,
    inputs: Properties,
    id: string,
    old: Properties | undefined,
  ): Properties {
    const tags = inputs.tags === undefined ? {} : { tagsAll: inputs.tags };
    const made = kind.outputs?.(inputs, id, old) ?? {};
    return { region: place.region, ...inputs, ...tags, ...made, simulated: true };
  }

  /** Hexadecimal, and never the same twice. */
  unique(seed: string): string {
    this.counter += 1;
    return hash(`${seed} ${this.counter}`).slice(0, 17);
  }

  private note(action: LogEntry["action"], { type, id }: Pick<AwsObject, "type" | "id">): void {
    this.log.push({ action, type, id });
  }
}

function key(type: string, id: string): string {
  return `${type} ${id}`;
}

function hash(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
