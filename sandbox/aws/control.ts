import { serve } from "@hono/node-server";
import type { ServerType } from "@hono/node-server";
import { Hono } from "hono";
import type { AddressInfo } from "node:net";
import type { AwsObject } from "./cloud";
import type { Account } from "./endpoint";
import type { Properties } from "./types";

/** Controls beside the provider: what exists, what happened, and what happens past Pulumi. */
export async function serveControls({
  cloud,
  machines,
}: Account): Promise<{ url: string; close: () => void }> {
  const app = new Hono();
  app.get("/sandbox/resources", (context) => context.json([...cloud.objects.values()].map(shown)));
  app.get("/sandbox/instances", (context) => context.json([...machines.running.values()]));
  app.get("/sandbox/log", (context) => context.json(cloud.log));
  app.delete("/sandbox/log", (context) => {
    cloud.log.length = 0;
    return context.json({ ok: true });
  });
  app.post("/sandbox/change", async (context) => {
    const { id, properties } = await context.req.json<{ id: string; properties: Properties }>();
    return context.json(shown(cloud.change(id, properties)));
  });
  app.post("/sandbox/publish", async (context) => {
    const { name, value } = await context.req.json<{ name: string; value: string }>();
    cloud.publish(name, value);
    return context.json(cloud.parameter(name));
  });
  app.post("/sandbox/delete", async (context) => {
    const { type, id } = await context.req.json<{ type: string; id: string }>();
    cloud.delete(type, id);
    return context.json({ ok: true });
  });
  app.onError((error, context) => context.json({ ok: false, error: error.message }, 400));
  const server = await new Promise<ServerType>((resolve) => {
    const started: ServerType = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () =>
      resolve(started),
    );
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** The object without what AWS would encrypt. */
function shown(object: AwsObject): AwsObject {
  const secret = object.outputs.type === "SecureString";
  const hide = (values: Properties) => (secret ? { ...values, value: "[secret]" } : values);
  return { ...object, inputs: hide(object.inputs), outputs: hide(object.outputs) };
}
