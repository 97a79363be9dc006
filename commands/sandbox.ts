/** `npm run sandbox`: serves the stand-in for NetBird's management API until it is told to stop. */
import { parseArgs } from "node:util";
import { startNetBirdSandbox } from "../sandbox/netbird";

const usage = "Usage: npm run --silent sandbox -- [--port <0-65535>]";

async function main(): Promise<void> {
  const sandbox = await startNetBirdSandbox({ port: readPort() });
  const { managementUrl, token } = sandbox;
  console.log(JSON.stringify({ managementUrl, token }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
}

function readPort(): number {
  const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
  const port = Number(values.port);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new Error(`--port must be a number from 0 to 65535, got "${values.port}"`);
}

main().catch((error: NodeJS.ErrnoException) => {
  const reason =
    error.code === "EADDRINUSE" ? "The port is in use; choose another one." : error.message;
  console.error(`${reason}\n${usage}`);
  process.exit(2);
});
