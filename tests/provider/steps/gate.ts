/** What stands in for NetBird's agents: a TCP port that is open exactly while something says so. */
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Gate {
  /** `tcp://127.0.0.1:<port>` */
  probe: string;
  /** How often it was opened. */
  opened(): number;
  close(): Promise<void>;
}

/** @param isOpen asked all the time, as agents hear of changes all the time */
export async function startGate(isOpen: () => boolean | Promise<boolean>): Promise<Gate> {
  const first = await listen(0);
  const { port } = first.address() as AddressInfo;
  await shut(first);
  let opened = 0;
  let server: Server | undefined;
  let isOver = false;
  const follow = async () => {
    while (!isOver) {
      const wanted = await isOpen();
      if (wanted && server === undefined) {
        server = await listen(port);
        opened++;
      } else if (!wanted && server !== undefined) {
        await shut(server);
        server = undefined;
      }
      await sleep(20);
    }
    if (server !== undefined) await shut(server);
  };
  const following = follow();
  // What is open from the beginning is open before the first probe.
  while ((await isOpen()) && opened === 0) await sleep(5);
  return {
    probe: `tcp://127.0.0.1:${port}`,
    opened: () => opened,
    close: () => {
      isOver = true;
      return following;
    },
  };
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
