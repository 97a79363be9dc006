import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An identity provider, as far as NetBird asks for its discovery document. */
export async function startIssuer(): Promise<{ issuer: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`;
    const endpoint = (name: string) => `${issuer}/${name}`;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        issuer,
        authorization_endpoint: endpoint("authorize"),
        token_endpoint: endpoint("token"),
        jwks_uri: endpoint("keys"),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
