import { HARoutedNetwork } from "../../../index";
import { closeAccount, openAccount, request } from "../liveAccount";
import { record } from "../recording";
import { args } from "./recorded";

// Look-ups of one account share lists: each test has an account of its own.
beforeEach(openAccount);
afterEach(closeAccount);

/** What a preview says about an account in which people cannot be told apart. */
const told = async (name: string) => {
  const access = [{ ...args.access[0]!, from: { existing: "peer-devops", id: "devops-id" } }];
  const { warnings, all } = await record(() => new HARoutedNetwork(name, { ...args, access }));
  // Whatever is told is told before anything of the network is registered.
  expect(Object.keys(all("Network"))).toHaveLength(1);
  return warnings.filter((warning) => warning.includes("identity provider"));
};

test("a network of production before an identity provider is connected is told", async () => {
  expect(await told("net-aws-euc1-prod")).toEqual([
    expect.stringContaining("The network net-aws-euc1-prod is routed, and no identity provider"),
  ]);
});

test("a network of another environment may come first", async () => {
  expect(await told("net-aws-euc1-dev")).toEqual([]);
});

test("nothing is told once the identity provider has brought a group", async () => {
  await request("POST", "/sandbox/groups", { name: "DevOps", issued: "jwt" });
  expect(await told("net-aws-euc1-prod")).toEqual([]);
});
