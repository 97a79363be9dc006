/** A server that shows a plain user nothing of the peers and users, and refuses the groups, as the real one does. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Session } from "../../../provider/api/session";
import { newToken } from "../../../sandbox/netbird/ids";
import { failure, handlersOn } from "../account";

let server: Server;
let mayReadGroups: boolean;

beforeEach(async () => {
  mayReadGroups = false;
  server = createServer(({ url }, response) => {
    const isRefused =
      (url === "/api/groups" && !mayReadGroups) || url?.endsWith("/tokens") === true;
    response.writeHead(isRefused ? 403 : 200, { "Content-Type": "application/json" });
    response.end(isRefused ? '{"message":"permission denied","code":403}' : "[]");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => server.close());

function handlers() {
  const managementUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return handlersOn(new Session({ NB_MANAGEMENT_URL: managementUrl, NB_PAT: newToken() }));
}

test.each([
  ["Peer", { peer: { name: "web-1" }, name: "web-1" }, 'peer "web-1"'],
  ["User", { name: "Ann", email: "ann@example.com" }, 'user "Ann"'],
] as const)("a %s that is not in such a list is not taken for gone", async (kind, args, what) => {
  const message = await failure(handlers()[kind].read("an-id", args));
  expect(message).toContain(`Whether ${what} (an-id) is gone cannot be told`);
  mayReadGroups = true;
  expect(await handlers()[kind].read("an-id", args)).toEqual({ id: "" });
});

test("a personal access token that is not shown stays as it is, where the token may read all else", async () => {
  const said = jest.spyOn(console, "error").mockReturnValue();
  const args = { user: { name: "ci", id: "ci" }, name: "github", expiresIn: 30, token: "nbp_x" };
  const { PersonalAccessToken } = handlers();
  const message = await failure(PersonalAccessToken.read("an-id", args));
  expect(message).toMatch(/^Cannot list personal access tokens: HTTP 403: permission denied\. /);
  expect(message).toContain("may not read this: another user's tokens need the role admin");
  expect(said).not.toHaveBeenCalled();
  mayReadGroups = true;
  const recorded = { ...args, __provider: "…" };
  for (const id of ["an-id", "another"]) {
    expect(await PersonalAccessToken.read(id, recorded)).toEqual({ id, props: recorded });
  }
  expect(said.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^Not every personal access token was read: .*stays in the state as it is/,
      ),
    ],
  ]);
});
