/** What one process knows of an account while it writes. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Account } from "../../../provider/api/account";
import { create, failure, useTestAccount } from "../account";

const account = useTestAccount();

/** A server in front of the sandbox that can keep an answer for a while. */
class Post {
  private readonly server = createServer((request, response) => void this.pass(request, response));
  private keeps = false;
  private kept: (() => void) | undefined;

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Keeps the answer to the next list of networks back. */
  keepNext(): void {
    this.keeps = true;
  }

  /** Waits until the server has given the answer that is kept back. */
  async hasKept(): Promise<void> {
    while (this.kept === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  handOut(): void {
    this.kept!();
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "", headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await fetch(`${account.sandbox.managementUrl}${url}`, {
      method,
      headers: { Authorization: headers.authorization! },
      body: chunks.length === 0 ? undefined : Buffer.concat(chunks),
    });
    const text = await answer.text();
    const hand = () =>
      response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
    if (!this.keeps || method !== "GET" || url !== "/api/networks") return void hand();
    this.keeps = false;
    this.kept = hand;
  }
}

let post: Post;
let managementUrl: string;
beforeEach(async () => {
  post = new Post();
  managementUrl = await post.start();
});
afterEach(() => post.close());

test.each([
  ["was made", []],
  ["whose answer was lost was made", [{ kind: "other-json" as const, method: "POST" }]],
])("a list that was on its way while a network %s does not forget it", async (_what, faults) => {
  const settings = { "netbird:managementUrl": managementUrl };
  const { Network } = account.provider(settings, { firstPause: 1 });
  await create(Network, { name: "first" });
  post.keepNext();
  // Its list is from before the second network.
  const adopting = failure(create(Network, { name: "other", adopt: "nope" }));
  await post.hasKept();
  await account.fail(...faults);
  const { id } = await create(Network, { name: "second" });
  post.handOut();
  await adopting;
  expect(await failure(create(Network, { name: "second" }))).toContain(`(${id})`);
  expect(await account.named("networks", "second")).toHaveLength(1);
});

test("a list that was on its way while a network was deleted does not bring it back", async () => {
  const { Network } = account.provider({ "netbird:managementUrl": managementUrl });
  const { id, outs } = await create(Network, { name: "first" });
  post.keepNext();
  const adopting = failure(create(Network, { name: "other", adopt: "nope" }));
  await post.hasKept();
  await Network.delete(id, outs);
  post.handOut();
  await adopting;
  const made = await create(Network, { name: "first", adopt: true });
  expect(await account.named("networks", "first")).toEqual([
    expect.objectContaining({ id: made.id }),
  ]);
});

test("a look-up by name tells what another kind's write has changed, as one by id does", async () => {
  const { Group, Network, NetworkResource } = account.provider();
  const group = await create(Group, { name: "svc-db" });
  const network = await create(Network, { name: "vpc" });
  const { id } = await create(NetworkResource, {
    ...{ network: { id: network.id }, name: "db", address: "10.0.0.1" },
    groups: [{ id: group.id }],
  });
  const resources = [{ id, type: "host" }];
  for (const lookup of [{ name: "svc-db" }, { id: group.id }]) {
    expect((await Group.read("x", { lookup })).props).toMatchObject({ resources });
  }
});

describe("a list that is likely to be read", () => {
  const policies = { path: "/policies", title: "policy" };

  /** An account whose server answers as told, one answer after the other. */
  function answering(...answers: (() => Promise<unknown>)[]) {
    const expecting = new Account({
      ...{ managementUrl, token: "nbp_x", timeout: 1000, firstPause: 1 },
      namingConvention: "guide",
    });
    const get = jest.spyOn(expecting.client, "get");
    for (const answer of answers) get.mockImplementationOnce(answer);
    return { expecting, get };
  }

  test("is asked for once, when that is said twice", async () => {
    const { expecting, get } = answering(() => Promise.resolve([{ id: "a" }]));
    expecting.expect(policies);
    expect(get).not.toHaveBeenCalled();
    expecting.expect(policies);
    expecting.expect(policies);
    expect(await expecting.list(policies)).toEqual([{ id: "a" }]);
    expect(get).toHaveBeenCalledTimes(1);
  });

  test("is nobody's error when it does not come, and its reader asks again", async () => {
    const unhandled = jest.fn();
    process.on("unhandledRejection", unhandled);
    const { expecting, get } = answering(
      () => Promise.reject(new Error("not now")),
      () => Promise.resolve([{ id: "a" }]),
    );
    expecting.expect(policies);
    expecting.expect(policies);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expecting.expect(policies);
    expect(get).toHaveBeenCalledTimes(1);
    expect(await expecting.list(policies)).toEqual([{ id: "a" }]);
  });
});
