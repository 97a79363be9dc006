import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Stands in front of a server, real or sandbox: counts requests, and answers later than it could. */
export interface Proxy {
  url: string;
  /** Requests since the last {@link Proxy.restart}. */
  requests(): number;
  /** Counts from zero, and adds so many milliseconds to every answer from now on. */
  restart(latency: number): void;
  close(): void;
}

/** Starts a proxy on loopback. */
export async function startProxy(target: string): Promise<Proxy> {
  const upstream = new URL(target);
  const { request, Agent } = upstream.protocol === "https:" ? https : http;
  // As many connections as clients open, kept: the proxy shall not be what is measured.
  const agent = new Agent({ keepAlive: true });
  let count = 0;
  let latency = 0;

  const server = http.createServer((incoming, outgoing) => {
    count++;
    const forward = request(
      new URL(incoming.url ?? "/", upstream),
      { method: incoming.method, headers: { ...incoming.headers, host: upstream.host }, agent },
      (answer) => void deliver(answer, outgoing, latency),
    );
    forward.on("error", () => outgoing.destroy());
    incoming.pipe(forward);
  });
  // Longer than any pause between two requests of a client that reuses its connections.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => count,
    restart(milliseconds) {
      count = 0;
      latency = milliseconds;
    },
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

async function deliver(
  answer: http.IncomingMessage,
  outgoing: http.ServerResponse,
  latency: number,
): Promise<void> {
  if (latency > 0) await pause(latency);
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.pipe(outgoing);
}
