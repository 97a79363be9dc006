/** Makes components against the SDK's mocks and a sandbox account, and records what they register. */
import * as pulumi from "@pulumi/pulumi";
import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { NetBirdSandbox } from "../../sandbox/netbird";

export interface Recording<Component> {
  component: Component;
  /** Inputs of the resources of a kind, by name: `Policy`. */
  all: (kind: string) => Record<string, Record<string, unknown>>;
  warnings: string[];
}

let sandbox: NetBirdSandbox;

/** The account that look-ups see. */
export async function openAccount(): Promise<void> {
  sandbox = await startNetBirdSandbox();
  process.env.NB_MANAGEMENT_URL = sandbox.managementUrl;
  process.env.NB_PAT = sandbox.token;
}

export async function closeAccount(): Promise<void> {
  delete process.env.NB_MANAGEMENT_URL;
  delete process.env.NB_PAT;
  await sandbox.close();
}

/** Talks to the account, or to the sandbox's controls: `/sandbox/groups`. */
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.managementUrl}${path}`, {
    method,
    headers: { Authorization: `Token ${sandbox.token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return (await response.json()) as T;
}

/** Registers a component as a preview does. */
export async function record<Component>(make: () => Component): Promise<Recording<Component>> {
  const resources: { type: string; name: string; inputs: Record<string, unknown> }[] = [];
  const warnings: string[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockImplementation((message) => {
    warnings.push(message);
    return Promise.resolve();
  });
  try {
    const mocks: pulumi.runtime.Mocks = {
      newResource({ type, name, inputs }) {
        resources.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: `${name}-id`, state: { name, ...(inputs as object) } };
      },
      call: ({ inputs }) => inputs as object,
    };
    await pulumi.runtime.setMocks(mocks, "project", "prod", true);
    const component = make();
    await quiet(resources);
    const type = (kind: string) => `pulumi-nodejs:dynamic/netbird:${kind}`;
    const all = (kind: string) =>
      Object.fromEntries(
        resources
          .filter((each) => each.type === type(kind))
          .map((each) => [each.name, each.inputs]),
      );
    return { component, all, warnings };
  } finally {
    warn.mockRestore();
  }
}

/** What is wrong with a component, one line each; none when it is made. */
export async function refusals(make: () => unknown): Promise<string[]> {
  let message = "";
  await record(() => {
    try {
      make();
    } catch (error) {
      if (!pulumi.ResourceError.isInstance(error)) throw error;
      message = error.message;
    }
  });
  return message
    .split("\n")
    .slice(1)
    .map((line) => line.replace(/^ {2}- /, ""));
}

export function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** Waits until nothing more is registered. */
async function quiet(resources: readonly unknown[]): Promise<void> {
  for (let before = -1, rounds = 0; rounds < 4;) {
    rounds = resources.length === before ? rounds + 1 : 0;
    before = resources.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
