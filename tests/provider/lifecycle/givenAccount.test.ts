/** Which server gets the token that a look-up is given, and which settings come with it. */
import * as pulumi from "@pulumi/pulumi";
import { cloudUrl } from "../../../provider/api/configuration";
import { configurationOf } from "../../../provider/lifecycle/givenAccount";

const outer = { ...process.env };
beforeEach(() => {
  delete process.env.NB_MANAGEMENT_URL;
  delete process.env.NB_PAT;
});
afterEach(() => {
  process.env = { ...outer };
  pulumi.runtime.setAllConfig({});
});

const environment = "https://environment.example.com";
const stack = "https://stack.example.com";
const own = "https://own.example.com";
const addressOf = (managementUrl?: string) =>
  configurationOf({ token: "nbp_own", managementUrl }).managementUrl;

test("its own server, else the stack's, else the environment's, else the cloud", () => {
  expect(addressOf()).toBe(cloudUrl);
  process.env.NB_MANAGEMENT_URL = environment;
  expect(addressOf()).toBe(environment);
  pulumi.runtime.setAllConfig({ "netbird:managementUrl": stack });
  expect(addressOf()).toBe(stack);
  expect(addressOf(own)).toBe(own);
});

test("no token but its own, and else the stack's settings", () => {
  process.env.NB_PAT = "nbp_environment";
  pulumi.runtime.setAllConfig({ "netbird:token": "nbp_stack", "netbird:requestTimeout": "7" });
  expect(configurationOf({ token: "nbp_own" })).toMatchObject({ token: "nbp_own", timeout: 7_000 });
  expect(() => configurationOf({ token: "" })).toThrow("There is no NetBird token");
  expect(configurationOf(undefined)).toMatchObject({ token: "nbp_stack", timeout: 7_000 });
});
