/** AWS's own API, for what calls it through an SDK: the actions of EC2 and CloudWatch that are used. */
import { serve } from "@hono/node-server";
import type { ServerType } from "@hono/node-server";
import { Hono } from "hono";
import type { AddressInfo } from "node:net";
import type { Alarms } from "./alarms";
import { AwsError } from "./cloud";
import type { Cloud } from "./cloud";
import type { Iam } from "./iam";
import type { Machines } from "./machines";
import { arn } from "./types";

/** What the API reads and writes. */
export interface Account {
  cloud: Cloud;
  machines: Machines;
  alarms: Alarms;
  iam: Iam;
}

/** Parameters of an action of EC2, whose lists are numbered: `RouteTableId.1`. */
type Form = Record<string, string>;

/** What an answer of EC2 is made of. */
type Xml = string | number | boolean | undefined | Xml[] | { [name: string]: Xml };

type Ec2Action = (account: Account, role: string, form: Form) => Xml;

/** Serves the API on loopback. Requests carry a role's access key; their signature is not checked. */
export async function serveEndpoint(account: Account): Promise<{ url: string; close: () => void }> {
  const app = new Hono();
  app.post("/", async (context) => {
    const role = account.iam.roleOf(accessKeyOf(context.req.header("authorization")));
    const target = context.req.header("x-amz-target");
    if (target?.endsWith(".DescribeAlarms") === true) {
      return context.json(describeAlarms(account, role, await context.req.json()));
    }
    const form = await context.req.parseBody<Form>();
    const action = ec2Actions[form.Action ?? ""];
    if (action === undefined) {
      throw new AwsError("Unsupported", `${target ?? form.Action}; add it to endpoint.ts`);
    }
    const answer = xml(`${form.Action}Response`, action(account, role, form));
    return context.body(answer, 200, { "content-type": "text/xml" });
  });
  app.onError((error, context) => {
    const { code = "InternalError" } = error as Partial<AwsError>;
    if (context.req.header("x-amz-target") !== undefined) {
      return context.json({ __type: code, message: error.message }, 400);
    }
    const body = { Errors: { Error: { Code: code, Message: error.message } }, RequestID: "1" };
    return context.body(xml("Response", body), 400, { "content-type": "text/xml" });
  });
  const server = await new Promise<ServerType>((resolve) => {
    const started: ServerType = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () =>
      resolve(started),
    );
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function accessKeyOf(authorization: string | undefined): string {
  return /Credential=([^/]+)\//.exec(authorization ?? "")?.[1] ?? "";
}

function describeAlarms(
  { cloud, alarms, iam }: Account,
  role: string,
  { AlarmNames: names = [] }: { AlarmNames?: string[] },
): object {
  for (const name of names) {
    iam.check(role, "cloudwatch:DescribeAlarms", arn("cloudwatch", `alarm:${name}`));
  }
  const found = cloud.all("MetricAlarm").filter(({ id }) => names.includes(id));
  const MetricAlarms = found.map(({ id }) => {
    const { value, since } = alarms.state(id);
    const seconds = since.getTime() / 1000;
    return { AlarmName: id, StateValue: value, StateTransitionedTimestamp: seconds };
  });
  return { MetricAlarms, CompositeAlarms: [] };
}

const ec2Actions: Record<string, Ec2Action> = {
  DescribeNetworkInterfaces({ cloud, machines, iam }, role, form) {
    iam.check(role, "ec2:DescribeNetworkInterfaces", "*");
    const wanted = list(form, "NetworkInterfaceId");
    const item = wanted.map((id) => {
      if (cloud.find("aws:ec2/networkInterface:NetworkInterface", id) === undefined) {
        throw new AwsError("InvalidNetworkInterfaceID.NotFound", id);
      }
      const { instance, since } = machines.attachments.get(id) ?? {};
      const attachment = {
        instanceId: instance,
        status: "attached",
        attachTime: since?.toISOString(),
      };
      return { networkInterfaceId: id, ...(instance !== undefined && { attachment }) };
    });
    return { networkInterfaceSet: { item } };
  },

  DescribeInstances({ machines, iam }, role, form) {
    iam.check(role, "ec2:DescribeInstances", "*");
    const wanted = list(form, "Filter.1.Value");
    const item = wanted
      .filter((id) => machines.running.has(id))
      .map((instanceId) => ({ instanceId, instanceState: { code: 16, name: "running" } }));
    return { reservationSet: { item: { instancesSet: { item } } } };
  },

  DescribeRouteTables({ cloud, iam }, role, form) {
    iam.check(role, "ec2:DescribeRouteTables", "*");
    const item = list(form, "RouteTableId").map((routeTableId) => {
      const routes = cloud
        .all("Route")
        .filter(({ outputs }) => outputs.routeTableId === routeTableId);
      const routeSet = routes.map(({ outputs }) => ({
        destinationCidrBlock: String(outputs.destinationCidrBlock),
        networkInterfaceId: String(outputs.networkInterfaceId),
        state: "active",
      }));
      return { routeTableId, routeSet: { item: routeSet } };
    });
    return { routeTableSet: { item } };
  },

  ReplaceRoute({ cloud, iam }, role, form) {
    const { RouteTableId: table, DestinationCidrBlock: range, NetworkInterfaceId } = form;
    iam.check(role, "ec2:ReplaceRoute", arn("ec2", `route-table/${table}`));
    const route = cloud
      .all("Route")
      .find(
        ({ outputs }) => outputs.routeTableId === table && outputs.destinationCidrBlock === range,
      );
    if (route === undefined) throw new AwsError("InvalidRoute.NotFound", `${range} in ${table}`);
    cloud.change(route.id, { networkInterfaceId: NetworkInterfaceId });
    return { return: true };
  },
};

function list(form: Form, name: string): string[] {
  return Object.entries(form)
    .filter(([key]) => key.startsWith(`${name}.`))
    .map(([, value]) => value);
}

/** An element as EC2 writes them; a list is the element again and again. */
function xml(name: string, value: Xml): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((each) => xml(name, each)).join("");
  const content =
    typeof value === "object"
      ? Object.entries(value)
          .map(([key, each]) => xml(key, each))
          .join("")
      : String(value).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<${name}>${content}</${name}>`;
}
