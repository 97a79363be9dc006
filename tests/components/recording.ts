/** Makes components against the SDK's mocks, and records what they register and say. */
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** What tests look into is of many shapes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Inputs = Record<string, any>;

/** A resource as it was registered. */
export interface Registered {
  /** Name of the class: `SetupKey`. */
  kind: string;
  name: string;
  inputs: Inputs;
  /** Names of what it depends on. */
  dependencies: string[];
  ignoreChanges: string[];
}

export interface Recording<T> {
  result: T;
  resources: Registered[];
  /** Inputs of the resources of a kind, by name. */
  all: (kind: string) => Record<string, Inputs>;
  named: (name: string) => Registered;
  /** What a preview shows. */
  warnings: string[];
}

export interface RecordingOptions {
  /** The stack's configuration: `setupKeys:joining`. Default: none. */
  config?: Record<string, string>;
  /** Outputs that the server adds, by kind. Default: none. */
  outputs?: (kind: string, name: string) => Inputs;
}

/** Registers what a program makes at preview. */
export async function record<T>(
  program: () => T,
  { config = {}, outputs = () => ({}) }: RecordingOptions = {},
): Promise<Recording<T>> {
  const warnings: string[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockImplementation((message) => {
    warnings.push(message);
    return Promise.resolve();
  });
  const register = jest.spyOn(MockMonitor.prototype, "registerResource");
  try {
    pulumi.runtime.setAllConfig(config);
    await pulumi.runtime.setMocks(mocks(outputs), "project", "prod", true);
    const result = program();
    await settled(() => register.mock.calls.length);
    const resources = register.mock.calls
      .map(([request]) => registered(request as unknown as Request))
      .filter(({ kind }) => kind !== "Stack");
    return {
      result,
      resources,
      warnings,
      all: (kind) =>
        Object.fromEntries(
          resources.filter((one) => one.kind === kind).map(({ name, inputs }) => [name, inputs]),
        ),
      named: (name) => resources.find((one) => one.name === name)!,
    };
  } finally {
    pulumi.runtime.setAllConfig({});
    register.mockRestore();
    warn.mockRestore();
  }
}

/** What a component says is wrong with its arguments, one line each; fails when it says nothing. */
export async function refusals(
  program: () => unknown,
  options: RecordingOptions = {},
): Promise<string[]> {
  let message = "";
  const { resources } = await record(() => {
    try {
      program();
    } catch (error) {
      if (!pulumi.RunError.isInstance(error)) throw error;
      // With one, the SDK prints all that hangs on it first, which takes most of a minute.
      expect(error.stack).toBe("");
      message = error.message;
    }
  }, options);
  expect(resources.filter(({ kind }) => kind !== "Group" && /^[A-Z]/.test(kind)).length).toBe(1);
  return message
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/^ {2}- /, ""));
}

/** What a call throws; fails when it throws nothing. */
export function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was thrown.");
}

export function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

interface Request {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): Inputs };
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
}

function registered(request: Request): Registered {
  return {
    kind: request.getType().split(":").at(-1)!,
    name: request.getName(),
    inputs: request.getObject().toJavaScript(),
    dependencies: request.getDependenciesList().map((urn) => urn.split("::").at(-1)!),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

/** Until nothing more is registered. */
async function settled(count: () => number): Promise<void> {
  for (let before = -1, quiet = 0; quiet < 4;) {
    const now = count();
    quiet = now === before ? quiet + 1 : 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function mocks(outputs: (kind: string, name: string) => Inputs): pulumi.runtime.Mocks {
  return {
    newResource({ type, name, inputs }) {
      const given = inputs as Inputs;
      const more = outputs(type.split(":").at(-1)!, name);
      return { id: `${name}-id`, state: { name, ...given, ...more } };
    },
    call: ({ inputs }) => inputs as Inputs,
  };
}
