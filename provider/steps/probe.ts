/** Whether something can be reached from this machine. */
import { connect } from "node:net";

/** What is wrong with a probe; undefined when nothing is. */
export function probeProblem(probe: string): string | undefined {
  const wanted = "write tcp://10.10.0.7:22, or an http or https address";
  if (!URL.canParse(probe)) return `"${probe}" is no address: ${wanted}`;
  const { protocol, hostname, port, username, password } = new URL(probe);
  if (username !== "" || password !== "") return "a probe must hold no credentials";
  if (protocol === "http:" || protocol === "https:") return undefined;
  if (protocol !== "tcp:") return `"${probe}" cannot be probed: ${wanted}`;
  return hostname === "" || port === ""
    ? `"${probe}" needs a host and a port: ${wanted}`
    : undefined;
}

/**
 * Whether a probe answers: TCP by accepting a connection, HTTP by any answer that is not the
 * server's own failure (5xx).
 * @param probe `tcp://host:port`, or an http or https address
 * @param timeout milliseconds; NetBird drops what it blocks, so that nothing comes back
 */
export function answers(probe: string, timeout: number): Promise<boolean> {
  return probe.startsWith("tcp:") ? accepts(new URL(probe), timeout) : responds(probe, timeout);
}

function accepts({ hostname, port }: URL, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    // An IPv6 address stands in brackets in addresses, and nowhere else.
    const host = hostname.replace(/^\[|\]$/g, "");
    const socket = connect({ host, port: Number(port), timeout });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

async function responds(url: string, timeout: number): Promise<boolean> {
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
