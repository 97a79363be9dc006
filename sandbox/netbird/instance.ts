import type { Hono } from "hono";
import type { HttpBindings } from "@hono/node-server";
import type { Api } from "./api";
import { refusal } from "./errors";

/** What a server tells of itself. */
export function registerInstance(api: Api): void {
  api.get("/instance", () => ({ setup_required: false }), { open: true });
  api.get("/instance/version", () => ({
    management_current_version: "development",
    management_update_available: false,
  }));
  api.post(
    "/setup",
    () => {
      throw refusal(412, "setup already completed");
    },
    { open: true },
  );
}

/** The server's own identity provider, as far as others ask for its discovery document. */
export function registerIssuer(app: Hono<{ Bindings: HttpBindings }>): void {
  app.get("/oauth2/.well-known/openid-configuration", (context) =>
    context.json({ issuer: `${new URL(context.req.url).origin}/oauth2` }),
  );
}
